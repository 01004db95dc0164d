package idp

import (
	"net/http"

	"samlharness/internal/page"
)

// Mount serves the organization on mux under JumpCloud's host names.
func (o *Organization) Mount(mux *http.ServeMux) {
	(&signOn{o}).mount(mux)
	(&login{o}).mount(mux)
	(&console{o}).mount(mux)
	(&metadataService{o}).mount(mux)
}

// guarded are handlers of pages that change something: other sites' pages cannot drive them.
func guarded(h http.HandlerFunc) http.Handler { return page.SameOrigin(h) }

// fail answers an internal fault without details; the log has them.
func (o *Organization) fail(w http.ResponseWriter, r *http.Request, err error) {
	o.log.ErrorContext(r.Context(), "request failed", "host", r.Host, "path", r.URL.Path, "err", err)
	http.Error(w, "Internal Server Error", http.StatusInternalServerError)
}
