package idp

import (
	"crypto/subtle"
	"fmt"
	"net/http"
)

// metadataService serves applications' metadata: at an unguessable public address, and to the API's key.
type metadataService struct{ *Organization }

func (h *metadataService) mount(mux *http.ServeMux) {
	mux.HandleFunc("GET "+HostSSO+"/saml2/metadata/{token}", h.public)
	mux.HandleFunc("GET "+HostConsole+"/api/organizations/{organization}/applications/{application}/metadata.xml", h.api)
}

func (h *metadataService) public(w http.ResponseWriter, r *http.Request) {
	h.serve(w, r, tableAppByToken, r.PathValue("token"), func() { http.NotFound(w, r) })
}

func (h *metadataService) api(w http.ResponseWriter, r *http.Request) {
	if subtle.ConstantTimeCompare([]byte(r.Header.Get("x-api-key")), []byte(h.settings.APIKey)) != 1 {
		writeMessage(w, http.StatusUnauthorized, "Unauthorized")
		return
	}
	missing := func() { writeMessage(w, http.StatusNotFound, "Not Found") }
	if r.PathValue("organization") != h.settings.ID {
		missing()
		return
	}
	h.serve(w, r, "", r.PathValue("application"), missing)
}

// serve writes the metadata of the application that an index table, or the id itself, leads to.
func (h *metadataService) serve(w http.ResponseWriter, r *http.Request, index, key string, missing func()) {
	var a Application
	var ok bool
	err := h.store.View(r.Context(), func(tx Tx) (err error) {
		if index == "" {
			a, ok, err = load[Application](tx, tableApplications, key)
		} else {
			a, ok, err = loadIndexed[Application](tx, index, key, tableApplications)
		}
		return err
	})
	switch {
	case err != nil:
		h.fail(w, r, err)
	case !ok:
		missing()
	default:
		w.Header().Set("Content-Type", "application/xml; charset=utf-8")
		w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", a.MetadataFileName()))
		w.Header().Set("X-Content-Type-Options", "nosniff")
		_, _ = w.Write(a.metadata()) // the reader has gone; there is nobody to tell
	}
}
