package console_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"samlharness/internal/idptest"
)

func FuzzJSONSignIn(f *testing.F) {
	w := idptest.NewWorld(f)
	token := xsrf(f, w.Browser())
	f.Add(`{"context":"sso","redirectTo":"saml2/office365","email":"alice@contoso.com","password":"no"}`)
	f.Add(`{"Email":"a","EMAIL":["b"]}`)
	f.Add(`{"redirectTo":"https://evil.example/","context":"sso"}`)
	f.Add(`[[[[`)
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "https://console.jumpcloud.com/userconsole/auth",
			strings.NewReader(body))
		r.Header.Set("X-Xsrftoken", token)
		r.AddCookie(&http.Cookie{Name: "_xsrf", Value: token})
		a := w.Serve(r)
		if a.Code != http.StatusBadRequest && a.Code != http.StatusUnauthorized && a.Code != http.StatusOK {
			t.Fatalf("status %d", a.Code)
		}
		if !json.Valid(a.Body.Bytes()) {
			t.Fatalf("no JSON: %s", a.Body)
		}
	})
}
