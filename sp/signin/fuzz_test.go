package signin_test

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// FuzzLoginForm posts arbitrary bodies to the pages that take forms: they answer, whatever comes.
func FuzzLoginForm(f *testing.F) {
	x := start(f)
	f.Add("/login.srf", "SAMLResponse="+url.QueryEscape(x.response("")))
	f.Add("/common/login", "loginfmt=alice%40contoso.com")
	f.Add("/common/login", "loginfmt=wang%40fabrikam.com&passwd=x")
	f.Add("/kmsi", "LoginOptions=1&ctx=%zz")
	f.Fuzz(func(t *testing.T, path, body string) {
		if path != "/login.srf" && path != "/kmsi" {
			path = "/common/login"
		}
		r := httptest.NewRequest("POST", "https://login.microsoftonline.com"+path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		x.mux.ServeHTTP(w, r)
		if w.Code != 200 && w.Code != 413 && w.Code != 303 {
			t.Fatalf("%s answers %d", path, w.Code)
		}
		if strings.Contains(w.Body.String(), "Stay signed in?") && !strings.Contains(body, "SAMLResponse") &&
			!strings.Contains(body, "passwd") {
			t.Fatal("signed in by nothing")
		}
	})
}

// FuzzRealmDiscovery asks every home-realm endpoint about arbitrary names: all agree on the kind of realm.
func FuzzRealmDiscovery(f *testing.F) {
	x := start(f)
	for _, name := range []string{"ada@contoso.com", "wang@fabrikam.com", "x@nowhere.test", "", "@", "a@b@contoso.com",
		"\u202e@contoso.com", "contoso.com/../x"} {
		f.Add(name)
	}
	ask := func(t *testing.T, target string) map[string]any {
		w := httptest.NewRecorder()
		x.mux.ServeHTTP(w, httptest.NewRequest("GET", "https://login.microsoftonline.com"+target, nil))
		var answer map[string]any
		if err := json.Unmarshal(w.Body.Bytes(), &answer); w.Code != 200 || err != nil {
			t.Fatalf("%s answers %d: %v", target, w.Code, err)
		}
		return answer
	}
	f.Fuzz(func(t *testing.T, name string) {
		kind := ask(t, "/getuserrealm.srf?login="+url.QueryEscape(name))["NameSpaceType"]
		if other := ask(t, "/common/userrealm/?api-version=2.1&user="+url.QueryEscape(name))["NameSpaceType"]; other != kind {
			t.Fatalf("%q is %v and %v", name, kind, other)
		}
	})
}
