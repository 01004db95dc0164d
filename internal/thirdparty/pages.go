package thirdparty

import (
	"html/template"
	"net/http"

	"samlharness/internal/page"
	"samlharness/internal/serviceprovider"
)

// pages are those of one site.
type pages struct {
	site *page.Site
	host string

	in, refused, login, posts, gone *template.Template
}

func newPages(s Site) pages {
	heading := `{{define "content"}}<section class="card"><p class="brand"><b>` +
		template.HTMLEscapeString(s.Host) + `</b></p>`
	return pages{
		site: &page.Site{Company: s.Host, World: s.World, Clock: s.Clock, Style: page.NewVendorStylesheet("")},
		host: s.Host,
		in: page.Must(heading + `<h1 id="heading">Signed in</h1>
<p data-signed-in-as="{{.Data.NameID}}">You are signed in as {{.Data.NameID}}</p>
{{with .Data.Attributes}}<table><tbody>{{range .}}<tr><th scope="row">{{.Name}}</th>
<td>{{range $i, $v := .Values}}{{if $i}}, {{end}}{{$v}}{{end}}</td></tr>{{end}}</tbody></table>{{end}}
</section>{{end}}`),
		refused: page.Must(heading + `<h1 id="heading">{{.Data.Title}}</h1><p>{{.Data.Reason}}</p></section>{{end}}`),
		login: page.Must(heading + `<h1 id="heading">Sign in</h1>
{{if .Data.Wrong}}<p role="alert">The user name or password is wrong.</p>{{end}}
<form method="post" action="/login"><input type="hidden" name="SAMLRequest" value="{{.Data.Request}}">
<input type="hidden" name="RelayState" value="{{.Data.RelayState}}">
<input type="hidden" name="sp" value="{{.Data.To}}">
<p><label for="username">User name</label> <input id="username" name="username" type="text"
autocomplete="username" required></p>
<p><label for="password">Password</label> <input id="password" name="password" type="password" required></p>
<button type="submit">Sign in</button></form></section>{{end}}`),
		posts: page.Must(heading + `<h1 id="heading">Signing in</h1><p>If nothing happens, press Continue.</p>
<form method="post" id="autopost" action="{{.Data.Target}}">
<input type="hidden" name="{{.Data.Name}}" value="{{.Data.Message}}">
<input type="hidden" name="RelayState" value="{{.Data.RelayState}}">
<button type="submit">Continue</button></form></section>{{template "autopost" .}}{{end}}`),
		gone: page.Must(heading + `<h1 id="heading">Signed out of ` + template.HTMLEscapeString(s.Host) +
			`</h1></section>{{end}}`),
	}
}

func (p pages) mount(mux *http.ServeMux) { p.site.Mount(mux, "") }

func (p pages) signedIn(w http.ResponseWriter, who serviceprovider.Identity) {
	p.site.Write(w, page.Page{Title: p.host, Template: p.in, Data: who})
}

func (p pages) signedOut(w http.ResponseWriter) {
	p.site.Write(w, page.Page{Title: "Signed out of " + p.host, Template: p.gone})
}

// refuse says no, with what is to be read in the record besides.
func (p pages) refuse(w http.ResponseWriter, status int, title, reason string) {
	p.site.Write(w, page.Page{
		Title:    p.host,
		Status:   status,
		Template: p.refused,
		Data:     struct{ Title, Reason string }{title, reason},
	})
}

// login is what the person came for, and whether the credentials that were typed are wrong.
type login struct {
	// Request is a service provider's, as HTTP-POST has it, with its RelayState; To the service provider where there is
	// none.
	Request, RelayState, To string
	Wrong                   bool
}

// credentials asks who is there, and keeps what the person came for in the form.
func (p pages) credentials(w http.ResponseWriter, l login) {
	status := http.StatusOK
	if l.Wrong {
		status = http.StatusUnauthorized
	}
	p.site.Write(w, page.Page{Title: "Sign in · " + p.host, Status: status, Template: p.login, Data: l})
}

// post sends a message on by HTTP-POST, SAML Bindings 3.5.4.
func (p pages) post(w http.ResponseWriter, target, name, message, relayState string) {
	p.site.Write(w, page.Page{
		Title:       "Signing in",
		Template:    p.posts,
		FormTargets: []string{page.Anywhere},
		Data:        struct{ Target, Name, Message, RelayState string }{target, name, message, relayState},
	})
}
