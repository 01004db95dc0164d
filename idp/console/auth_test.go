package idp_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp"
)

// authJSON posts to the login API as saml2aws does.
func (b *browser) authJSON(token, body string) *answer {
	b.w.t.Helper()
	req, err := http.NewRequestWithContext(b.w.t.Context(), http.MethodPost,
		"https://console.jumpcloud.com/userconsole/auth", strings.NewReader(body))
	require.NoError(b.w.t, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	if token != "" {
		req.Header.Set("X-Xsrftoken", token)
	}
	return b.do(req)
}

func (b *browser) xsrf() string {
	b.w.t.Helper()
	a := b.get("https://console.jumpcloud.com/userconsole/xsrf")
	require.Equal(b.w.t, http.StatusOK, a.StatusCode)
	var answer struct{ XSRF string }
	require.NoError(b.w.t, json.Unmarshal([]byte(a.Body), &answer))
	var names []string
	for _, c := range a.Cookies() {
		names = append(names, c.Name)
	}
	assert.ElementsMatch(b.w.t, []string{"_xsrf", "_jumpcloud_user_console_"}, names)
	return answer.XSRF
}

func TestJSONSignIn(t *testing.T) {
	for name, body := range map[string]string{
		"console": `{"context":"sso","redirectTo":"saml2/office365","email":"alice@contoso.com","password":"` + password +
			`"}`,
		"saml2aws": `{"Context":"sso","RedirectTo":"saml2/office365","Email":"alice@contoso.com","Password":"` + password +
			`","OTP":""}`,
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			b := w.browser()
			a := b.authJSON(b.xsrf(), body)
			require.Equal(t, http.StatusOK, a.StatusCode, a.Body)
			assert.JSONEq(t, `{"redirectTo":"https://sso.jumpcloud.com/saml2/office365"}`, a.Body)
			assert.NotEmpty(t, b.get("https://sso.jumpcloud.com/saml2/office365").Fields["SAMLResponse"])
		})
	}
}

func TestJSONSignInRefused(t *testing.T) {
	right := `{"email":"alice@contoso.com","password":"` + password + `"}`
	for _, c := range []struct {
		name, body, message string
		status              int
		prepare             func(*world)
	}{
		{"wrong password", `{"email":"alice@contoso.com","password":"no"}`, "Authentication failed.", 401, nil},
		{"unknown user", `{"email":"nobody@contoso.com","password":"no"}`, "Authentication failed.", 401, nil},
		{"locked", right, "Authentication failed.", 401, func(w *world) {
			w.update("alice", idp.UserUpdate{Locked: ptr(true)})
		}},
		{"suspended", right, "Authentication failed.", 401, func(w *world) {
			w.update("alice", idp.UserUpdate{State: ptr(idp.Suspended)})
		}},
		{"no JSON", `email=alice`, "The body is not one JSON object with email and password.", 400, nil},
		{"two values", right + right, "The body is not one JSON object with email and password.", 400, nil},
		{"wrong type", `{"email":1}`, "The body is not one JSON object with email and password.", 400, nil},
		{"array", `[]`, "The body is not one JSON object with email and password.", 400, nil},
		{"too large", `{"email":"` + strings.Repeat("a", 70<<10) + `"}`,
			"The body is not one JSON object with email and password.", 400, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			if c.prepare != nil {
				c.prepare(w)
			}
			b := w.browser()
			a := b.authJSON(b.xsrf(), c.body)
			assert.Equal(t, c.status, a.StatusCode)
			assert.JSONEq(t, `{"message":"`+c.message+`"}`, a.Body)
			assert.Empty(t, a.Cookies())
		})
	}
}

func TestXSRFToken(t *testing.T) {
	right := `{"email":"alice@contoso.com","password":"` + password + `"}`
	w := newWorld(t)
	b := w.browser()
	assert.Equal(t, http.StatusForbidden, b.authJSON("", right).StatusCode, "neither header nor cookie")
	token := b.xsrf()
	for name, header := range map[string]string{
		"no header": "",
		"other":     token + "x",
		"no seal":   "1",
		"dots":      "..",
		"another's": w.browser().xsrf(),
	} {
		assert.Equal(t, http.StatusForbidden, b.authJSON(header, right).StatusCode, name)
	}
	w.clock.Advance(15*time.Minute - time.Millisecond)
	assert.Equal(t, http.StatusOK, b.authJSON(token, right).StatusCode)
	w.clock.Advance(time.Millisecond)
	assert.Equal(t, http.StatusForbidden, b.authJSON(token, right).StatusCode, "too old")
	w.clock.Advance(-time.Hour)
	assert.Equal(t, http.StatusForbidden, b.authJSON(token, right).StatusCode, "of a time to come")
}

func TestPortalAPI(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"self", "applications"} {
		a := w.browser().get("https://console.jumpcloud.com/userconsole/api/" + path)
		assert.Equal(t, http.StatusFound, a.StatusCode)
		assert.Contains(t, a.Header.Get("Location"), "/login")
	}
	for _, label := range []string{"zoo", "Archive"} {
		_, err := w.CreateApplication(t.Context(), idp.NewApplication{Slug: label, Label: label})
		require.NoError(t, err)
	}
	b := w.signedIn("alice@contoso.com")
	var apps []map[string]string
	require.NoError(t, json.Unmarshal([]byte(b.get("https://console.jumpcloud.com/userconsole/api/applications").Body),
		&apps))
	require.Len(t, apps, 1, "an application that no group of the user has is not there")
	assert.Equal(t, ssoURL, apps[0]["ssoUrl"])
	assert.Contains(t, b.get("https://console.jumpcloud.com/userconsole/api/self").Body, `"username":"alice"`)
	for _, slug := range []string{"zoo", "Archive"} {
		require.NoError(t, w.BindGroup(t.Context(), idp.AllUsers, slug))
	}
	require.NoError(t, json.Unmarshal([]byte(b.get("https://console.jumpcloud.com/userconsole/api/applications").Body),
		&apps))
	require.Len(t, apps, 3)
	assert.Equal(t, []string{"Archive", "Microsoft 365", "zoo"},
		[]string{apps[0]["displayLabel"], apps[1]["displayLabel"], apps[2]["displayLabel"]}, "by label, in any case")
	for _, slug := range []string{"zoo", "Archive"} {
		_, err := w.UpdateApplication(t.Context(), slug, idp.ApplicationUpdate{Active: ptr(false)})
		require.NoError(t, err)
	}
	_, err := w.UpdateApplication(t.Context(), "office365", idp.ApplicationUpdate{Hidden: ptr(true)})
	require.NoError(t, err)
	assert.Equal(t, "[]", b.get("https://console.jumpcloud.com/userconsole/api/applications").Body)
	assert.NotEmpty(t, b.get(ssoURL).Fields["SAMLResponse"], "a hidden application keeps its sign-on")
}
