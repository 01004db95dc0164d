package signon_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"samlharness/internal/idptest"
	"samlharness/internal/wire"
)

func FuzzSignOn(f *testing.F) {
	w := idptest.NewWorld(f)
	good := idptest.MicrosoftRequest()
	f.Add(wire.EncodePost(good.XML()), "relay", true)
	f.Add(deflated(f, good.XML()), "", false)
	f.Add("", "\x00", false)
	f.Add(wire.EncodePost([]byte(`<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`)), "<script>", true)
	session := w.SignedIn("alice@contoso.com").HTTP.Jar.Cookies(&url.URL{Scheme: "https", Host: "sso.jumpcloud.com"})
	f.Fuzz(func(t *testing.T, request, relay string, post bool) {
		values := url.Values{"SAMLRequest": {request}, "RelayState": {relay}}
		for _, cookies := range [][]*http.Cookie{nil, session} {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, idptest.SSOURL+"?"+values.Encode(), nil)
			if post {
				r = httptest.NewRequestWithContext(t.Context(), http.MethodPost, idptest.SSOURL, strings.NewReader(values.Encode()))
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			}
			for _, c := range cookies {
				r.AddCookie(c)
			}
			a := w.Serve(r)
			if a.Code != http.StatusOK && a.Code != http.StatusFound && a.Code != http.StatusSeeOther {
				t.Fatalf("status %d", a.Code)
			}
			if strings.Contains(a.Body.String(), "<script>") {
				t.Fatal("a script came through")
			}
		}
	})
}
