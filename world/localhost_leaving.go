package world

import (
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"

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
{{with .Desk}}<p><a href="{{.}}/">Home of this world</a></p>
{{end}}</div>{{end}}`

// indexHTML names the sites to somebody who came by another name.
const indexHTML = `{{define "content"}}<div class="card wide">
<h1>No such site in this world</h1>
<p>Nothing is served by the name of this address. The emulated sites are:</p>
<dl>{{range .Data}}<dt>{{.Host}}</dt><dd><a href="{{.URL}}">{{.URL}}</a></dd>
{{end}}</dl>
{{with .Desk}}<p><a href="{{.}}/">Home of this world</a></p>
{{end}}</div>{{end}}`

// frontPages are the pages that the front itself has, at every local name.
type frontPages struct {
	*http.ServeMux
	site  page.Site
	index *template.Template
}

// newFrontPages serves the page to which the front leads in place of sites that the world does not have. It takes every
// method: forms lead there too, and what they send is not read.
func newFrontPages(desk func() string) *frontPages {
	p := &frontPages{
		ServeMux: http.NewServeMux(),
		site:     page.Site{Company: "JumpCloud and Microsoft", Style: page.NewVendorStylesheet(""), Desk: desk},
		index:    page.Must(indexHTML),
	}
	content := page.Must(leavingHTML)
	p.site.Mount(p.ServeMux, "")
	p.HandleFunc(leavingPath, func(w http.ResponseWriter, r *http.Request) {
		to, err := url.Parse(r.URL.Query().Get("to"))
		if err != nil || to.Host == "" {
			http.NotFound(w, r)
			return
		}
		to.RawQuery, to.ForceQuery, to.Fragment = "", false, "" // codes and messages are nobody's business
		p.site.Write(w, page.Page{Title: "Out of the world", Template: content, Data: to.Redacted()})
	})
	return p
}

// localSite is a site with its local address.
type localSite struct{ Host, URL string }

// writeIndex tells a reader who came by another name where the sites are: a person with a page, a program with text.
func (p *frontPages) writeIndex(w http.ResponseWriter, r *http.Request, sites []localSite) {
	if strings.Contains(r.Header.Get("Accept"), "text/html") {
		p.site.Write(w, page.Page{
			Title: "No such site", Status: http.StatusMisdirectedRequest, Template: p.index, Data: sites,
		})
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(http.StatusMisdirectedRequest)
	_, _ = fmt.Fprintf(w, "No such site in this world. The emulated sites are:\n\n")
	for _, s := range sites {
		_, _ = fmt.Fprintf(w, "  %s   %s\n", s.URL, s.Host)
	}
}
