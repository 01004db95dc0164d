package page

import (
	"net/http"
	"slices"
	"strings"
)

// Missing answers at a host for the addresses that nothing else of a mux serves: to a person who opens one with what
// write shows, to a program with a plain 404, and to both with 405 where the address takes another method.
type Missing struct {
	mux   *http.ServeMux
	own   string // its pattern
	write func(http.ResponseWriter)
}

// MountMissing mounts it at a host. The page that write shows has the status 404.
func MountMissing(mux *http.ServeMux, host string, write func(http.ResponseWriter)) {
	m := &Missing{mux: mux, own: host + "/", write: write}
	mux.Handle(m.own, m)
}

// ServeHTTP answers for an address that is not served.
func (m *Missing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if methods := m.methods(r); len(methods) > 0 {
		w.Header().Set("Allow", strings.Join(methods, ", "))
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	if !strings.Contains(r.Header.Get("Accept"), "text/html") {
		http.NotFound(w, r)
		return
	}
	m.write(w)
}

// methods are those that the request's address does take.
func (m *Missing) methods(r *http.Request) (takes []string) {
	for _, method := range []string{
		http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
	} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := m.mux.Handler(other); pattern != m.own {
			takes = append(takes, method)
		}
	}
	slices.Sort(takes)
	return takes
}
