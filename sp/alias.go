package sp

import (
	"net/http"
	"slices"
	"strings"
)

// alias serves another name of the sign-in host: programs get the same answers there, and browsers are led to the host
// that has their session.
type alias struct {
	to  string
	mux *http.ServeMux
}

func (a alias) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	program := slices.ContainsFunc([]string{"/token", "/devicecode", "/keys", "/openid-configuration", "/instance"},
		func(end string) bool { return strings.HasSuffix(r.URL.Path, end) })
	if !program && !strings.HasPrefix(strings.ToLower(r.URL.Path), "/common/userrealm/") {
		http.Redirect(w, r, "https://"+a.to+r.URL.RequestURI(), http.StatusTemporaryRedirect)
		return
	}
	same := r.WithContext(r.Context())
	same.Host = a.to
	a.mux.ServeHTTP(w, same)
}
