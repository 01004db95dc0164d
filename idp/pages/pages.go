// Package pages renders what people meet at the emulated JumpCloud: the login page, the User Portal with its tiles, the
// refusal, and the form that posts a response to the service provider. What programs read is in data.go.
//
// The words and the hooks for scripts (field names, data-automation, data-test-id) are JumpCloud's; the looks are our
// own. Every page works without JavaScript.
package pages

import (
	_ "embed"
	"html/template"
	"net/http"
	"sync"

	"samlharness/idp/org"
	"samlharness/internal/page"
)

//go:embed pages.css
var css string

//go:embed login.html
var loginHTML string

//go:embed applications.html
var applicationsHTML string

//go:embed refusal.html
var refusalHTML string

//go:embed autopost.html
var autopostHTML string

type templates struct {
	login, applications, refusal, autopost *template.Template

	style page.Stylesheet
}

// parsed holds the embedded files, parsed when they are first asked for.
var parsed = sync.OnceValue(func() templates {
	return templates{
		login:        page.Must(loginHTML),
		applications: page.Must(applicationsHTML),
		refusal:      page.Must(refusalHTML),
		autopost:     page.Must(autopostHTML),
		style:        page.NewStylesheet(css),
	}
})

// Pages renders the pages of one organization.
type Pages struct{ site page.Site }

// New makes the pages. Company and Style of the site are the package's own.
func New(site page.Site) *Pages {
	site.Company, site.Style = "JumpCloud", parsed().style
	return &Pages{site}
}

// Mount serves their stylesheet on mux.
func (p *Pages) Mount(mux *http.ServeMux) { p.site.Style.Mount(mux, org.HostSSO, org.HostConsole) }

// Login is the login page.
type Login struct {
	// SSO is true on the way to an application: one page then asks for both e-mail and password. The portal's login asks
	// for the e-mail first and, when PasswordStep is true, for the password.
	SSO, PasswordStep bool
	// Action is where the form goes.
	Action string
	// Email fills the field: the service provider's hint, or what was typed before.
	Email string
	// Alert is why the last attempt failed, Reason its code; "" at the first.
	Alert, Reason string
	// FormTargets are the origins to which the sign-in leads on.
	FormTargets []string
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
	})
}

// Tile is one application in the User Portal.
type Tile struct{ Label, Description, URL string }

// Applications is the User Portal.
type Applications struct {
	Name, Initials, Username, Email string
	PasswordStatus                  string
	Tiles                           []Tile
	// LogoutURL is where the form "Logout" goes.
	LogoutURL string
}

// Applications writes the User Portal.
func (p *Pages) Applications(w http.ResponseWriter, a Applications) {
	p.site.Write(w, page.Page{Title: "JumpCloud User Portal", Template: parsed().applications, Data: a})
}

// Refusal is why there is no response for the service provider.
type Refusal struct {
	// Title and Text are what the person reads; Reason is the machine-readable code.
	Title, Text, Reason string
	// PortalURL leads back to the applications.
	PortalURL string
}

// Refuse writes a refusal. Its status is 200: a SAML failure is not an HTTP error (SAML Bindings 3.4.6).
func (p *Pages) Refuse(w http.ResponseWriter, r Refusal) {
	p.site.Write(w, page.Page{Title: r.Title, Template: parsed().refusal, Data: r})
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
