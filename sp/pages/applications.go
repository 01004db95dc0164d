package pages

import (
	"net/http"

	"samlharness/internal/page"
)

// DeviceCode is the page that asks for the code of the device flow.
type DeviceCode struct {
	Config
	// Code is what was typed, or came with the address; Error the sentence beside the field.
	Code, Error string
}

// DeviceCode writes the page that asks for the code.
func (s *Set) DeviceCode(w http.ResponseWriter, d DeviceCode) {
	d.PageID = "RemoteConnectCode"
	s.question(w, parsed().deviceCode, d, d.Config)
}

// Confirm asks whether the person is trying to sign in to the program that showed the code.
type Confirm struct {
	Config
	UPN, Application string
}

// Identity is the person, who has no way back any more.
func (c Confirm) Identity() Identity { return Identity{Name: c.UPN} }

// Confirm writes "Are you trying to sign in to …?".
func (s *Set) Confirm(w http.ResponseWriter, c Confirm) {
	c.PageID = "CmsiInterrupt"
	s.question(w, parsed().confirm, c, c.Config)
}

// Consent asks for permissions.
type Consent struct {
	Config
	UPN, Application, AppID string
	Permissions             []string
	// Administrator offers to agree for everybody.
	Administrator bool
}

// Identity is the person, who has no way back any more.
func (c Consent) Identity() Identity { return Identity{Name: c.UPN} }

// Consent writes "Permissions requested".
func (s *Set) Consent(w http.ResponseWriter, c Consent) {
	c.PageID = "ConvergedConsent"
	s.question(w, parsed().consent, c, c.Config)
}

// Done is where a sign-in for another device ends.
type Done struct {
	Config
	Application, Message string
	// UPN is who has signed in, "" when nobody did.
	UPN string
}

// Done writes the last page of the device flow.
func (s *Set) Done(w http.ResponseWriter, d Done) {
	d.PageID = "ConvergedRemoteConnect"
	s.site.Write(w, page.Page{Title: titleSignIn, Template: parsed().done, Data: d})
}

// FormPost carries the answer to an application, as OAuth 2.0 Form Post Response Mode says.
type FormPost struct {
	// Action is the redirect URI.
	Action string
	Fields []Row
}

// FormPost writes the page whose form posts itself to the application.
func (s *Set) FormPost(w http.ResponseWriter, f FormPost) {
	s.site.Write(w, page.Page{
		Title:       "Working...",
		Template:    parsed().formPost,
		Data:        f,
		FormTargets: []string{page.Anywhere},
	})
}

// Lookup explains an error code.
type Lookup struct {
	Config
	Code, Message string
}

// Lookup writes the page that explains an error code.
func (s *Set) Lookup(w http.ResponseWriter, l Lookup) {
	l.PageID = "ErrorLookup"
	s.site.Write(w, page.Page{Title: titleSignIn, Template: parsed().lookup, Data: l})
}
