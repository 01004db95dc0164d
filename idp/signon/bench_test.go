package signon_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"samlharness/internal/idptest"
)

// BenchmarkSignOn answers a request by POST of somebody who is signed in, without a network; BenchmarkSignOn/RSA is the
// signature alone.
func BenchmarkSignOn(b *testing.B) {
	b.Run("RSA", func(b *testing.B) {
		digest := sha256.Sum256([]byte("SignedInfo"))
		for b.Loop() {
			if _, err := rsa.SignPKCS1v15(rand.Reader, idptest.SomeKeys()[0], crypto.SHA256, digest[:]); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("request", func(b *testing.B) {
		w := idptest.NewWorld(b)
		cookies := w.SignedIn("alice@contoso.com").HTTP.Jar.Cookies(&url.URL{Scheme: "https", Host: "sso.jumpcloud.com"})
		form := idptest.PostForm(idptest.MicrosoftRequest()).Encode()
		for b.Loop() {
			r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, idptest.SSOURL, strings.NewReader(form))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.AddCookie(cookies[0])
			if a := w.Serve(r); !strings.Contains(a.Body.String(), "SAMLResponse") {
				b.Fatal(a.Body.String())
			}
		}
	})
}
