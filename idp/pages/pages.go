// Package pages renders what people meet at the emulated JumpCloud: the login page, the User Portal (portal.go), the
// refusal, and the form that posts a response to the service provider. What programs read is in data.go.
//
// The words and the hooks for scripts (field names, data-automation, data-test-id) are JumpCloud's; the looks are our
// own. Every page works without JavaScript.
package pages

import (
	"embed"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"samlharness/idp/org"
	"samlharness/internal/page"
)

//go:embed pages.css
var css string

//go:embed *.html
var files embed.FS

type templates struct {
	login, refusal, problem, autopost *template.Template
	applications, profile, security   *template.Template
	factor                            *template.Template

	style page.Stylesheet
}

// parsed holds the embedded files, parsed when they are first asked for.
var parsed = sync.OnceValue(func() templates {
	parse := func(names ...string) *template.Template {
		var content strings.Builder
		for _, name := range append(names, "common") {
			text, _ := files.ReadFile(name + ".html") // one that is not there defines nothing, which page.Must finds
			content.Write(text)
		}
		return page.Must(content.String())
	}
	return templates{
		login:        parse("login"),
		factor:       parse("factor"),
		refusal:      parse("refusal"),
		problem:      parse("problem"),
		autopost:     parse("autopost"),
		applications: parse("portal", "applications"),
		profile:      parse("portal", "profile"),
		security:     parse("portal", "security"),
		style:        page.NewVendorStylesheet(css),
	}
})

// Pages renders the pages of one organization.
type Pages struct{ site page.Site }

// New makes the pages. Company and Style of the site are the package's own.
func New(site page.Site) *Pages {
	site.Company, site.Style = "JumpCloud", parsed().style
	return &Pages{site}
}

// Mount serves on mux what belongs to no service: the stylesheet, and the page of addresses where there is none.
func (p *Pages) Mount(mux *http.ServeMux) {
	for _, host := range []string{org.HostSSO, org.HostConsole} {
		p.site.Mount(mux, host)
		page.MountMissing(mux, host, p.problem)
	}
}

// problem answers a request with a problem of HTTP.
func (p *Pages) problem(w http.ResponseWriter, r *http.Request, no page.Problem) {
	p.site.Problem(w, r, no, parsed().problem, problemView{no.Text, "https://" + org.HostConsole + "/userconsole"})
}

// problemView is what the template sees: the text, and where the way back leads.
type problemView struct{ Text, PortalURL string }

// Desk is the address of the desk that shows the world's record; "" while none is served.
func (p *Pages) Desk() string { return p.site.DeskAddress() }

// Login is the login page.
type Login struct {
	// SSO is true on the way to an application: one page then asks for both e-mail and password. The portal's login asks
	// for the e-mail first and, when PasswordStep is true, for the password.
	SSO, PasswordStep bool
	// Going says where one is going, such as "Microsoft 365 at contoso.com"; "" says nothing.
	Going string
	// Action is where the form goes.
	Action string
	// Email fills the field: the service provider's hint, or what was typed before.
	Email string
	// Alert is why the last attempt failed, Reason its code; "" at the first.
	Alert, Reason string
	// Exchange is the correlation ID of the last attempt in the world's record; "" leads nowhere.
	Exchange string
	// LoggedOut is true on the page to which the User Portal's Logout leads.
	LoggedOut bool
	// People are offered to whoever sits at the desk; Offer is the address of this page up to the person's.
	People page.People
	Offer  string
	// DemoPassword is that of the person in the field, where it may be shown.
	DemoPassword string
	// DemoNote is why that person cannot sign in, such as "suspended"; "" says nothing.
	DemoNote string
	// FormTargets are the origins to which the sign-in leads on.
	FormTargets []string
}

// Offered is the address of the page with a person filled in.
func (l Login) Offered(p page.Person) string { return l.Offer + url.QueryEscape(p.Address) }

// Fill fills the demo's password in.
func (l Login) Fill() (string, error) {
	return page.Fill(map[string]string{"password": l.DemoPassword})
}

// Login writes the login page; with an Alert its status is 401.
func (p *Pages) Login(w http.ResponseWriter, l Login) {
	status := http.StatusOK
	if l.Alert != "" {
		status = http.StatusUnauthorized
	}
	p.site.Write(w, page.Page{
		Title:       "JumpCloud Login",
		Status:      status,
		Template:    parsed().login,
		Data:        l,
		FormTargets: l.FormTargets,
		Exchange:    l.Exchange,
	})
}

// Refusal is why there is no response for the service provider.
type Refusal struct {
	// Title and Text are what the person reads; Reason is the machine-readable code.
	Title, Text, Reason string
	// Detail is for whoever connects the application: what came instead. "" says nothing.
	Detail string
	// Help are links of the policy that denies.
	Help []Help
	// PortalURL leads back to the applications, LogoutURL is where the form "Logout" goes; "" shows none.
	PortalURL, LogoutURL string
	// Exchange is the correlation ID of the refusal in the world's record.
	Exchange string
}

// Refuse writes a refusal. Its status is 200: a SAML failure is not an HTTP error (SAML Bindings 3.4.6).
func (p *Pages) Refuse(w http.ResponseWriter, r Refusal) {
	p.site.Write(w, page.Page{Title: r.Title, Template: parsed().refusal, Data: r, Exchange: r.Exchange})
}

// AutoPost is a response on its way.
type AutoPost struct {
	// Target is the ACS URL, Label the application's.
	Target, Label string
	// SAMLResponse is base64; RelayState goes with it as it came.
	SAMLResponse, RelayState string
}

// AutoPost writes the page whose form posts itself to the service provider.
func (p *Pages) AutoPost(w http.ResponseWriter, a AutoPost) {
	p.site.Write(w, page.Page{
		Title:       "Signing in",
		Template:    parsed().autopost,
		Data:        a,
		FormTargets: []string{page.Anywhere},
	})
}
