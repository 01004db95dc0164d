// Package api is JumpCloud's REST API at console.jumpcloud.com/api. Programs that hold the organization's key act
// through it; it has no session, no page and no form.
package api

import (
	"crypto/subtle"
	"errors"
	"net/http"

	"samlharness/idp/org"
	"samlharness/idp/pages"
	"samlharness/record"
)

// Handler serves the API of one organization.
type Handler struct {
	Organization *org.Organization
	Pages        *pages.Pages
}

// Mount serves the API on mux.
func (h *Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET "+org.HostConsole+"/api/organizations/{organization}/applications/{application}/metadata.xml",
		h.metadata)
}

// allowed says whether a request has the organization's key, and answers it when it has not.
func (h *Handler) allowed(w http.ResponseWriter, r *http.Request) bool {
	if subtle.ConstantTimeCompare([]byte(r.Header.Get("x-api-key")), []byte(h.Organization.APIKey())) != 1 {
		pages.Message(w, http.StatusUnauthorized, "Unauthorized")
		return false
	}
	return true
}

// metadata gives an application's metadata; it is named by its id alone.
func (h *Handler) metadata(w http.ResponseWriter, r *http.Request) {
	if !h.allowed(w, r) {
		return
	}
	a, err := h.Organization.Application(r.Context(), r.PathValue("application"))
	_, refused := errors.AsType[*record.Refusal](err)
	switch {
	case err != nil && !refused:
		h.Pages.Fail(w, r, err)
	case refused, a.ID != r.PathValue("application"), h.Organization.ID() != r.PathValue("organization"):
		pages.Message(w, http.StatusNotFound, "Not Found")
	default:
		pages.Download(w, a.MetadataFileName(), a.Metadata())
	}
}
