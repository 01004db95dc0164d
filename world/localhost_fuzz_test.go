package world

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"samlharness/internal/cloud"
)

// FuzzLocalFront checks that only the world's hosts are reached under local names, and that cookies of other domains
// stay away from them.
func FuzzLocalFront(f *testing.F) {
	f.Add("login.microsoftonline.localhost:8080", "/", "a=b; Domain=jumpcloud.com; Path=/")
	f.Add("LOGIN.microsoftonline.localhost.:8080", "/%2e%2e", "a=b;Domain")
	f.Fuzz(func(t *testing.T, host, path, cookie string) {
		front := front(func(w http.ResponseWriter, r *http.Request) {
			if !newSites(nil, cloud.Global).has(r.Host) {
				t.Errorf("reached %q", r.Host)
			}
			w.Header().Set("Set-Cookie", cookie)
		})
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host, r.URL.Path = host, path
		w := httptest.NewRecorder()
		front.ServeHTTP(w, r)
		c, err := http.ParseSetCookie(w.Header().Get("Set-Cookie"))
		if err == nil && newSites(nil, cloud.Global).has("sso."+strings.ToLower(strings.TrimPrefix(c.Domain, "."))) {
			t.Errorf("a production domain in %q", c.Raw)
		}
	})
}
