package page

import (
	"net/http"
	"slices"
	"strings"
)

// Missing answers at a host for the addresses that nothing else of a mux serves: with 404, or with 405 where the
// address takes another method.
type Missing struct {
	mux     *http.ServeMux
	own     string // its pattern
	problem func(http.ResponseWriter, *http.Request, Problem)
}

// MountMissing mounts it at a host, whose site answers with problem; see [Site.Problem].
func MountMissing(mux *http.ServeMux, host string, problem func(http.ResponseWriter, *http.Request, Problem)) {
	m := &Missing{mux: mux, own: host + "/", problem: problem}
	mux.Handle(m.own, m)
}

// ServeHTTP answers for an address that is not served.
func (m *Missing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if methods := m.methods(r); len(methods) > 0 {
		w.Header().Set("Allow", strings.Join(methods, ", "))
		m.problem(w, r, wrongMethod(r.Method, methods))
		return
	}
	m.problem(w, r, NotFound())
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
