package pages

import (
	"html/template"
	"net/http"

	"samlharness/internal/page"
)

// Portal is what each page of the User Portal shows of the person.
type Portal struct {
	Name, Username, Email string
	// PasswordStatus is on the page Security.
	PasswordStatus string
	// Factors are the person's second factors on that page, Pushes how many wait on their phone, answered at PushURL.
	Factors []string
	Pushes  int
	PushURL string
	// Denied says that a policy denied an application a moment ago: the page Applications says so in DeniedText, with
	// Help. Exchange is its correlation ID in the world's record.
	Denied     bool
	DeniedText string
	Help       []Help
	Exchange   string
	// Tiles are on the page Applications.
	Tiles []Tile
	// URL is the portal's own address, LogoutURL where the form "Logout" goes.
	URL, LogoutURL string
}

// Help is a link for somebody who was denied.
type Help struct{ Text, URL string }

// Tile is one application in the User Portal, with the address of its image or else a colour; both may be "".
type Tile struct{ Label, Description, URL, Image, Color string }

// Initials stand where the application's logo would.
func (t Tile) Initials() string { return page.Initials(t.Label) }

// section is a page of the portal in its menu.
type section struct {
	Name, URL string
	Here      bool
}

// portalView is what the templates see.
type portalView struct {
	Portal
	Sections []section
}

// Initials stand where the person's picture would.
func (v portalView) Initials() string { return page.Initials(v.Name) }

// Command is the line by which an administrator does something for the person.
func (v portalView) Command(verb ...string) string { return jumpcloud(v.Email, verb) }

// The pages of the User Portal, as its menu calls them.
const (
	Applications = "Applications"
	Profile      = "Profile"
	Security     = "Security"
)

// Portal writes the page of the User Portal that the menu calls so.
func (p *Pages) Portal(w http.ResponseWriter, name string, data Portal) {
	t := map[string]*template.Template{
		Applications: parsed().applications, Profile: parsed().profile, Security: parsed().security,
	}[name]
	view := portalView{Portal: data, Sections: []section{
		{Applications, data.URL, name == Applications},
		{Profile, data.URL + "/profile", name == Profile},
		{Security, data.URL + "/security", name == Security},
	}}
	title := "JumpCloud User Portal"
	if name != Applications {
		title = name + " · " + title
	}
	p.site.Write(w, page.Page{
		Title:    title,
		Template: t,
		Data:     view,
		Wide:     true,
		Exchange: data.Exchange,
		Allows:   []string{"img-src 'self'"},
	})
}
