// Package pages renders the pages of Microsoft's emulated sign-in service: their texts, labels, element ids and field
// names follow the real ones, their looks are our own.
package pages

import (
	"embed"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"sync"

	"samlharness/internal/page"
)

//go:embed style.css
var css string

//go:embed *.html
var files embed.FS

type templates struct {
	username, password, redirect, kmsi, failure, landing, signedOut, notice *template.Template
	// those of sign-ins that an application asked for
	deviceCode, confirm, consent, done, formPost, lookup *template.Template

	style page.Stylesheet
}

// parsed holds the embedded files, parsed when they are first asked for.
var parsed = sync.OnceValue(func() templates {
	read := func(name string) string {
		content, _ := files.ReadFile(name + ".html") // one that is not there has no content, which page.Must finds
		return string(content)
	}
	parse := func(name string) *template.Template { return page.Must(read("common") + read(name)) }
	return templates{
		username:   parse("username"),
		password:   parse("password"),
		redirect:   parse("redirect"),
		kmsi:       parse("kmsi"),
		failure:    parse("error"),
		landing:    parse("landing"),
		signedOut:  parse("signedout"),
		notice:     parse("notice"),
		deviceCode: parse("devicecode"),
		confirm:    parse("confirm"),
		consent:    parse("consent"),
		done:       parse("done"),
		formPost:   parse("formpost"),
		lookup:     parse("lookup"),
		style:      page.NewVendorStylesheet(css),
	}
})

// Set renders the pages of one sign-in service.
type Set struct {
	site     page.Site
	landings []string
}

// New makes the pages. Company and Style of the site are the package's own. Landings are the origins, such as
// "https://www.office.com", to which the answer to a form may redirect.
func New(site page.Site, landings ...string) *Set {
	site.Company, site.Style = "Microsoft", parsed().style
	return &Set{site, landings}
}

// Mount serves on mux at hosts what the pages lead to: their stylesheet, the pages that stand where Microsoft's own are
// linked, so that nobody leaves the world by them, and the page of addresses where there is none.
func (s *Set) Mount(mux *http.ServeMux, hosts ...string) {
	for _, host := range hosts {
		s.site.Mount(mux, host)
		s.mountNotices(mux, host)
	}
}

// Desk is the address of the desk that shows the world's record; "" while none is served.
func (s *Set) Desk() string { return s.site.DeskAddress() }

const titleSignIn = "Sign in to your account"

// Username is the first page, which asks for the name.
type Username struct {
	Config
	// Login is what was typed, Error the sentence beside the field.
	Login, Error string
	// People are offered to whoever sits at the desk.
	People page.People
}

// Username writes the first page.
func (s *Set) Username(w http.ResponseWriter, u Username) {
	u.PageID = "ConvergedSignIn"
	s.question(w, parsed().username, u, u.Config)
}

// Password is the password page of managed users.
type Password struct {
	Config
	// Login is whose password is asked for, Error the sentence beside the field.
	Login, Error string
	// DemoPassword is the person's, where it may be shown.
	DemoPassword string
}

// Fill fills the demo's password in.
func (p Password) Fill() (string, error) {
	return page.Fill(map[string]string{"passwd": p.DemoPassword})
}

// Identity is the person, with the way back to the name.
func (p Password) Identity() Identity {
	return Identity{Name: p.Login, Back: "/?login_hint=" + url.QueryEscape(p.Login)}
}

// Identity is who is signing in. Back is the way back to the page that asked who; "" is none.
type Identity struct{ Name, Back string }

// Password writes the password page.
func (s *Set) Password(w http.ResponseWriter, p Password) {
	p.PageID = "ConvergedSignIn"
	s.question(w, parsed().password, p, p.Config)
}

// KMSI is "Stay signed in?".
type KMSI struct {
	Config
	UPN string
}

// Identity is the person, who has no way back any more.
func (k KMSI) Identity() Identity { return Identity{Name: k.UPN} }

// KMSI writes "Stay signed in?".
func (s *Set) KMSI(w http.ResponseWriter, k KMSI) {
	k.PageID = "KmsiInterrupt"
	s.question(w, parsed().kmsi, k, k.Config)
}

// question writes a page with a form, whose answer may lead to a landing page or to one of the configuration's targets.
func (s *Set) question(w http.ResponseWriter, t *template.Template, data any, c Config) {
	targets := append(slices.Clip(s.landings), c.Targets...)
	s.site.Write(w, page.Page{Title: titleSignIn, Template: t, Data: data, FormTargets: targets, Exchange: c.Exchange})
}

// Redirect is the page that sends a federated user's request to the identity provider.
type Redirect struct {
	Config
	// Action is the identity provider's address; the rest are the fields of the form that posts itself there.
	Action, SAMLRequest, RelayState, Username string
}

// Redirect writes the page whose form posts itself to the identity provider.
func (s *Set) Redirect(w http.ResponseWriter, r Redirect) {
	r.PageID = "ConvergedSignIn"
	s.site.Write(w, page.Page{
		Title:       titleSignIn,
		Template:    parsed().redirect,
		Data:        r,
		FormTargets: []string{page.Anywhere},
	})
}

// Error is the error page. Line is the code with its sentence; Microsoft's page says it once more as Message.
type Error struct {
	Config
	Line, Timestamp string
	// Advice explains what Microsoft's sentence cannot; "" shows none.
	Advice string
}

// Error writes the error page. Its status is 200, as the real one's is.
func (s *Set) Error(w http.ResponseWriter, e Error) {
	e.PageID = "ConvergedError"
	s.site.Write(w, page.Page{Title: titleSignIn, Template: parsed().failure, Data: e, Exchange: e.Exchange})
}

// Row is one line of a list.
type Row struct{ Name, Value string }

// Landing is the page where a signed-in user arrives.
type Landing struct {
	UPN, DisplayName, Tenant, TenantID string
	Claims                             []Row
}

// Landing writes the page that says who is signed in.
func (s *Set) Landing(w http.ResponseWriter, l Landing) {
	s.site.Write(w, page.Page{Title: "Microsoft 365", Template: parsed().landing, Data: l})
}

// SignedOut is the page after sign-out.
type SignedOut struct{ Config }

// SignedOut writes the page after sign-out.
func (s *Set) SignedOut(w http.ResponseWriter, o SignedOut) {
	o.PageID = "SignOut"
	s.site.Write(w, page.Page{Title: "Sign out", Template: parsed().signedOut, Data: o})
}
