package idp_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"samlharness/internal/wire"
)

// serve answers one request without a network, which is enough for finding panics.
func serve(mux *http.ServeMux, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	return w
}

func FuzzSignOn(f *testing.F) {
	w := newWorld(f)
	mux := http.NewServeMux()
	w.Mount(mux)
	good := microsoftRequest()
	f.Add(wire.EncodePost(good.XML()), "relay", true)
	f.Add(wire.EncodeRedirect(good.XML()), "", false)
	f.Add("", "\x00", false)
	f.Add(wire.EncodePost([]byte(`<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`)), "<script>", true)
	session := w.signedIn("alice@contoso.com").http.Jar.Cookies(&url.URL{Scheme: "https", Host: "sso.jumpcloud.com"})
	f.Fuzz(func(t *testing.T, request, relay string, post bool) {
		values := url.Values{"SAMLRequest": {request}, "RelayState": {relay}}
		for _, cookies := range [][]*http.Cookie{nil, session} {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, ssoURL+"?"+values.Encode(), nil)
			if post {
				r = httptest.NewRequestWithContext(t.Context(), http.MethodPost, ssoURL, strings.NewReader(values.Encode()))
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			}
			for _, c := range cookies {
				r.AddCookie(c)
			}
			a := serve(mux, r)
			if a.Code != http.StatusOK && a.Code != http.StatusFound && a.Code != http.StatusSeeOther {
				t.Fatalf("status %d", a.Code)
			}
			if strings.Contains(a.Body.String(), "<script>") {
				t.Fatal("a script came through")
			}
		}
	})
}

func FuzzJSONSignIn(f *testing.F) {
	w := newWorld(f)
	mux := http.NewServeMux()
	w.Mount(mux)
	token := w.browser().xsrf()
	f.Add(`{"context":"sso","redirectTo":"saml2/office365","email":"alice@contoso.com","password":"no"}`)
	f.Add(`{"Email":"a","EMAIL":["b"]}`)
	f.Add(`{"redirectTo":"https://evil.example/","context":"sso"}`)
	f.Add(`[[[[`)
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "https://console.jumpcloud.com/userconsole/auth",
			strings.NewReader(body))
		r.Header.Set("X-Xsrftoken", token)
		r.AddCookie(&http.Cookie{Name: "_xsrf", Value: token})
		a := serve(mux, r)
		if a.Code != http.StatusBadRequest && a.Code != http.StatusUnauthorized && a.Code != http.StatusOK {
			t.Fatalf("status %d", a.Code)
		}
		if !json.Valid(a.Body.Bytes()) {
			t.Fatalf("no JSON: %s", a.Body)
		}
	})
}
