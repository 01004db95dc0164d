package console

import (
	"net/http"

	"samlharness/idp/pages"
)

func (h *Portal) self(w http.ResponseWriter, r *http.Request) {
	if who, ok := h.entry(w, r); ok {
		u := who.User
		pages.JSON(w, http.StatusOK, map[string]string{"_id": u.ID, "username": u.Username, "email": u.Email,
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
	Logo         logo   `json:"logo"`
	Color        string `json:"color"`
	SSOURL       string `json:"ssoUrl"`
}

// logo is what stands for an application.
type logo struct {
	URL   string `json:"url"`
	Color string `json:"color"`
}

func (h *Portal) applications(w http.ResponseWriter, r *http.Request) {
	who, ok := h.entry(w, r)
	if !ok {
		return
	}
	apps, err := h.Organization.Tiles(r.Context(), who.User.ID)
	if err != nil {
		h.Pages.Fail(w, r, err)
		return
	}
	items := []portalApplication{}
	for _, a := range apps {
		address := a.SSOURL()
		if a.IsBookmark() {
			address = a.TileURL()
		}
		items = append(items, portalApplication{a.ID, a.Name, a.Label, a.Label, a.Description,
			logo{imageOf(a), a.Color}, a.Color, address})
	}
	pages.JSON(w, http.StatusOK, items)
}
