package console_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp/org"
	"samlharness/internal/idptest"
)

// authJSON posts to the login API as saml2aws does.
func authJSON(t testing.TB, b *idptest.Browser, token, body string) *idptest.Answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost,
		"https://console.jumpcloud.com/userconsole/auth", strings.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	if token != "" {
		req.Header.Set("X-Xsrftoken", token)
	}
	return b.Do(req)
}

func xsrf(t testing.TB, b *idptest.Browser) string {
	t.Helper()
	a := b.Get("https://console.jumpcloud.com/userconsole/xsrf")
	require.Equal(t, http.StatusOK, a.StatusCode)
	var answer struct{ XSRF string }
	require.NoError(t, json.Unmarshal([]byte(a.Body), &answer))
	var names []string
	for _, c := range a.Cookies() {
		names = append(names, c.Name)
	}
	assert.ElementsMatch(t, []string{"_xsrf", "_jumpcloud_user_console_"}, names)
	return answer.XSRF
}

func TestJSONSignIn(t *testing.T) {
	for name, body := range map[string]string{
		"console": `{"context":"sso","redirectTo":"saml2/office365","email":"alice@contoso.com","password":"` +
			idptest.Password +
			`"}`,
		"saml2aws": `{"Context":"sso","RedirectTo":"saml2/office365","Email":"alice@contoso.com","Password":"` +
			idptest.Password +
			`","OTP":""}`,
	} {
		t.Run(name, func(t *testing.T) {
			w := idptest.NewWorld(t)
			b := w.Browser()
			a := authJSON(t, b, xsrf(t, b), body)
			require.Equal(t, http.StatusOK, a.StatusCode, a.Body)
			assert.JSONEq(t, `{"redirectTo":"https://sso.jumpcloud.com/saml2/office365"}`, a.Body)
			assert.NotEmpty(t, b.Get("https://sso.jumpcloud.com/saml2/office365").Fields["SAMLResponse"])
		})
	}
}

func TestJSONSignInRefused(t *testing.T) {
	right := `{"email":"alice@contoso.com","password":"` + idptest.Password + `"}`
	for _, c := range []struct {
		name, body, message string
		status              int
		prepare             func(*idptest.World)
	}{
		{"wrong password", `{"email":"alice@contoso.com","password":"no"}`, "Authentication failed.", 401, nil},
		{"unknown user", `{"email":"nobody@contoso.com","password":"no"}`, "Authentication failed.", 401, nil},
		{"locked", right, "Authentication failed.", 401, func(w *idptest.World) {
			w.Update("alice", org.UserUpdate{Locked: new(true)})
		}},
		{"suspended", right, "Authentication failed.", 401, func(w *idptest.World) {
			w.Update("alice", org.UserUpdate{State: new(org.Suspended)})
		}},
		{"no JSON", `email=alice`, "The body is not one JSON object with email and password.", 400, nil},
		{"two values", right + right, "The body is not one JSON object with email and password.", 400, nil},
		{"wrong type", `{"email":1}`, "The body is not one JSON object with email and password.", 400, nil},
		{"array", `[]`, "The body is not one JSON object with email and password.", 400, nil},
		{"too large", `{"email":"` + strings.Repeat("a", 70<<10) + `"}`,
			"The body is not one JSON object with email and password.", 400, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := idptest.NewWorld(t)
			if c.prepare != nil {
				c.prepare(w)
			}
			b := w.Browser()
			a := authJSON(t, b, xsrf(t, b), c.body)
			assert.Equal(t, c.status, a.StatusCode)
			assert.JSONEq(t, `{"message":"`+c.message+`"}`, a.Body)
			assert.Empty(t, a.Cookies())
		})
	}
}

func TestXSRFToken(t *testing.T) {
	right := `{"email":"alice@contoso.com","password":"` + idptest.Password + `"}`
	w := idptest.NewWorld(t)
	b := w.Browser()
	assert.Equal(t, http.StatusForbidden, authJSON(t, b, "", right).StatusCode, "neither header nor cookie")
	token := xsrf(t, b)
	for name, header := range map[string]string{
		"no header": "",
		"other":     token + "x",
		"no MAC":    "1",
		"dots":      "..",
		"another's": xsrf(t, w.Browser()),
	} {
		assert.Equal(t, http.StatusForbidden, authJSON(t, b, header, right).StatusCode, name)
	}
	w.Clock.Advance(15*time.Minute - time.Millisecond)
	assert.Equal(t, http.StatusOK, authJSON(t, b, token, right).StatusCode)
	w.Clock.Advance(time.Millisecond)
	assert.Equal(t, http.StatusForbidden, authJSON(t, b, token, right).StatusCode, "too old")
	w.Clock.Advance(-time.Hour)
	assert.Equal(t, http.StatusForbidden, authJSON(t, b, token, right).StatusCode, "of a time to come")
}

func TestPortalAPI(t *testing.T) {
	w := idptest.NewWorld(t)
	for _, path := range []string{"self", "applications"} {
		a := w.Browser().Get("https://console.jumpcloud.com/userconsole/api/" + path)
		assert.Equal(t, http.StatusFound, a.StatusCode)
		assert.Contains(t, a.Header.Get("Location"), "/login")
	}
	for _, label := range []string{"zoo", "Archive"} {
		_, err := w.CreateApplication(t.Context(), org.NewApplication{Slug: label, Label: label})
		require.NoError(t, err)
	}
	b := w.SignedIn("alice@contoso.com")
	var apps []map[string]any
	require.NoError(t, json.Unmarshal([]byte(b.Get("https://console.jumpcloud.com/userconsole/api/applications").Body),
		&apps))
	require.Len(t, apps, 1, "an application that no group of the user has is not there")
	assert.Equal(t, idptest.SSOURL, apps[0]["ssoUrl"])
	assert.Contains(t, b.Get("https://console.jumpcloud.com/userconsole/api/self").Body, `"username":"alice"`)
	for _, slug := range []string{"zoo", "Archive"} {
		require.NoError(t, w.BindGroup(t.Context(), org.AllUsers, slug))
	}
	require.NoError(t, json.Unmarshal([]byte(b.Get("https://console.jumpcloud.com/userconsole/api/applications").Body),
		&apps))
	require.Len(t, apps, 3)
	assert.Equal(t, []any{"Archive", "Microsoft 365", "zoo"},
		[]any{apps[0]["displayLabel"], apps[1]["displayLabel"], apps[2]["displayLabel"]}, "by label, in any case")
	for _, slug := range []string{"zoo", "Archive"} {
		_, err := w.UpdateApplication(t.Context(), slug, org.ApplicationUpdate{Active: new(false)})
		require.NoError(t, err)
	}
	_, err := w.UpdateApplication(t.Context(), "office365", org.ApplicationUpdate{Hidden: new(true)})
	require.NoError(t, err)
	assert.Equal(t, "[]", b.Get("https://console.jumpcloud.com/userconsole/api/applications").Body)
	assert.NotEmpty(t, b.Get(idptest.SSOURL).Fields["SAMLResponse"], "a hidden application keeps its sign-on")
}
