package idp

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"samlharness/idp/portal"
)

// console serves the User Portal.
type console struct{ *Organization }

func (h *console) mount(mux *http.ServeMux) {
	mux.Handle("GET "+HostConsole+"/{$}", http.RedirectHandler(urlPortal, http.StatusFound))
	mux.HandleFunc("GET "+HostConsole+"/userconsole", h.portal)
	mux.HandleFunc("GET "+HostConsole+"/userconsole/{$}", h.portal)
	mux.Handle("POST "+HostConsole+"/userconsole/logout", guarded(h.logout))
	mux.HandleFunc("GET "+HostConsole+"/userconsole/api/self", h.self)
	mux.HandleFunc("GET "+HostConsole+"/userconsole/api/applications", h.applications)
}

// entry finds who is there, or leads to the login page; then ok is false.
func (h *console) entry(w http.ResponseWriter, r *http.Request) (visitor, bool) {
	who, ok, err := h.visitor(r.Context(), r)
	switch {
	case err != nil:
		h.fail(w, r, err)
	case !ok:
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, urlLogin, http.StatusFound)
	}
	return who, ok && err == nil
}

func (h *console) portal(w http.ResponseWriter, r *http.Request) {
	who, ok := h.entry(w, r)
	if !ok {
		return
	}
	apps, err := h.tiles(r.Context(), who.user.ID)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	p := portal.Applications{Name: who.user.Name(), Initials: initials(who.user), Username: who.user.Username,
		Email:          who.user.Email,
		PasswordStatus: passwordStatus(who.user), LogoutURL: "/userconsole/logout"}
	for _, a := range apps {
		p.Tiles = append(p.Tiles, portal.Tile{Label: a.Label, Description: a.Description, URL: a.TileURL()})
	}
	h.pages.Applications(w, p)
}

// initials are the first letters of the first and last name, else of the name.
func initials(u User) string {
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

// tiles lists the applications that a user sees in the User Portal, by label.
func (o *Organization) tiles(ctx context.Context, userID string) ([]Application, error) {
	var list []Application
	err := o.store.View(ctx, func(tx Tx) error {
		apps, err := collect(tx, tableApplications, func(a Application) bool { return a.Active && !a.Hidden })
		if err != nil {
			return err
		}
		for _, a := range apps {
			groups, err := grantsTo(tx, userID, a.ID)
			if err != nil {
				return err
			}
			if len(groups) > 0 {
				list = append(list, a)
			}
		}
		return nil
	})
	slices.SortFunc(list, func(a, b Application) int { return strings.Compare(fold(a.Label), fold(b.Label)) })
	return list, err
}

// logout ends the session at JumpCloud. There is no single logout: service providers hear nothing.
func (h *console) logout(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie(CookieSession); err == nil {
		h.sessions.end(c.Value)
	}
	http.SetCookie(w, sessionCookie(""))
	http.Redirect(w, r, urlLogin, http.StatusSeeOther)
}

func (h *console) self(w http.ResponseWriter, r *http.Request) {
	if who, ok := h.entry(w, r); ok {
		u := who.user
		writeJSON(w, http.StatusOK, map[string]string{"_id": u.ID, "username": u.Username, "email": u.Email,
			"firstname": u.FirstName, "lastname": u.LastName, "displayname": u.DisplayName})
	}
}

// portalApplication is an item of /userconsole/api/applications. Only ssoUrl is known from JumpCloud.
type portalApplication struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	DisplayName  string `json:"displayName"`
	DisplayLabel string `json:"displayLabel"`
	Description  string `json:"description"`
	SSOURL       string `json:"ssoUrl"`
}

func (h *console) applications(w http.ResponseWriter, r *http.Request) {
	who, ok := h.entry(w, r)
	if !ok {
		return
	}
	apps, err := h.tiles(r.Context(), who.user.ID)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	items := []portalApplication{}
	for _, a := range apps {
		items = append(items, portalApplication{a.ID, a.Name, a.Label, a.Label, a.Description, a.SSOURL()})
	}
	writeJSON(w, http.StatusOK, items)
}
