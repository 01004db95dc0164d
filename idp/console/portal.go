package console

import (
	"net/http"
	"strings"
	"unicode/utf8"

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

func (h *Portal) show(w http.ResponseWriter, r *http.Request) {
	who, ok := h.entry(w, r)
	if !ok {
		return
	}
	apps, err := h.Organization.Tiles(r.Context(), who.User.ID)
	if err != nil {
		h.Pages.Fail(w, r, err)
		return
	}
	p := pages.Applications{
		Name:           who.User.Name(),
		Initials:       initials(who.User),
		Username:       who.User.Username,
		Email:          who.User.Email,
		PasswordStatus: string(who.User.PasswordStatus(h.Clock.Now())),
		LogoutURL:      "/userconsole/logout",
	}
	for _, a := range apps {
		p.Tiles = append(p.Tiles, pages.Tile{Label: a.Label, Description: a.Description, URL: a.TileURL()})
	}
	h.Pages.Applications(w, p)
}

// initials are the first letters of the first and last name, else of the name.
func initials(u org.User) string {
	first := func(s string) string {
		c, n := utf8.DecodeRuneInString(s)
		if n == 0 {
			return ""
		}
		return strings.ToUpper(string(c))
	}
	if s := first(u.FirstName) + first(u.LastName); s != "" {
		return s
	}
	return first(u.Name())
}

// logout ends the session at JumpCloud. There is no single logout: service providers receive nothing.
func (h *Portal) logout(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie(session.Cookie); err == nil {
		h.Organization.EndSession(c.Value)
	}
	http.SetCookie(w, session.NewCookie(""))
	http.Redirect(w, r, signon.LoginURL, http.StatusSeeOther)
}
