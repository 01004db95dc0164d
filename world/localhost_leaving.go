package world

import (
	"net/http"
	"net/url"

	"samlharness/internal/page"
)

// leavingPath is where the page that warns stands at every local name.
const leavingPath = "/.leaving"

// leavingHTML names the address as text: whoever means to go there copies it.
const leavingHTML = `{{define "content"}}<div class="card">
<h1>This leads out of the world</h1>
<p>The page leads to an address that is not emulated here:</p>
<p><code>{{.Data}}</code></p>
<p>Nothing was sent there. A browser that went on could reach the real site, with what the page would have sent it. To
take that site's place in a world, a Go test handles its host: <code>World.Handle</code>.</p>
</div>{{end}}`

// newLeaving serves the page to which the front leads in place of sites that the world does not have. It takes every
// method: forms lead there too, and what they send is not read.
func newLeaving() *http.ServeMux {
	style := page.NewStylesheet(":root{--accent:#5f6368}")
	site := page.Site{Company: "JumpCloud and Microsoft", Style: style}
	content := page.Must(leavingHTML)
	mux := http.NewServeMux()
	style.Mount(mux, "")
	mux.HandleFunc(leavingPath, func(w http.ResponseWriter, r *http.Request) {
		to, err := url.Parse(r.URL.Query().Get("to"))
		if err != nil || to.Host == "" {
			http.NotFound(w, r)
			return
		}
		to.RawQuery, to.ForceQuery, to.Fragment = "", false, "" // codes and messages are nobody's business
		site.Write(w, page.Page{Title: "Out of the world", Template: content, Data: to.Redacted()})
	})
	return mux
}
