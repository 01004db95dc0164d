package console

import (
	"net/http"

	"github.com/jonboulle/clockwork"

	"samlharness/idp/org"
	"samlharness/idp/pages"
	"samlharness/idp/session"
	"samlharness/idp/signon"
)

// Portal serves the User Portal.
type Portal struct {
	Organization *org.Organization
	Pages        *pages.Pages
	Clock        clockwork.Clock
}

// entry finds who is there, or leads to the login page; then ok is false.
func (h *Portal) entry(w http.ResponseWriter, r *http.Request) (org.Session, bool) {
	who, ok, err := session.Of(r, h.Organization)
	switch {
	case err != nil:
		h.Pages.Fail(w, r, err)
	case !ok:
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, signon.LoginURL, http.StatusFound)
	}
	return who, ok && err == nil
}

// applicationsPage is where the portal begins: what the person may use.
func (h *Portal) applicationsPage(w http.ResponseWriter, r *http.Request) {
	who, ok := h.entry(w, r)
	if !ok {
		return
	}
	apps, err := h.Organization.Tiles(r.Context(), who.User.ID)
	if err != nil {
		h.Pages.Fail(w, r, err)
		return
	}
	p := h.of(who.User)
	for _, a := range apps {
		p.Tiles = append(p.Tiles, pages.Tile{Label: a.Label, Description: a.Description, URL: a.TileURL(),
			Image: imageOf(a), Color: a.Color})
	}
	h.Pages.Portal(w, pages.Applications, p)
}

// page serves a page of the portal that shows the person alone.
func (h *Portal) page(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if who, ok := h.entry(w, r); ok {
			h.Pages.Portal(w, name, h.of(who.User))
		}
	}
}

func (h *Portal) of(u org.User) pages.Portal {
	return pages.Portal{
		Name:           u.Name(),
		Username:       u.Username,
		Email:          u.Email,
		PasswordStatus: string(u.PasswordStatus(h.Clock.Now())),
		URL:            "/userconsole",
		LogoutURL:      "/userconsole/logout",
	}
}

// logout ends the session at JumpCloud. There is no single logout: service providers receive nothing.
func (h *Portal) logout(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie(session.Cookie); err == nil {
		h.Organization.EndSession(c.Value)
	}
	http.SetCookie(w, session.NewCookie(""))
	http.Redirect(w, r, signon.LoginURL, http.StatusSeeOther)
}
