package oauth_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/sp/directory"
)

func unbase64(t *testing.T, text string) []byte {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(text)
	require.NoError(t, err)
	return raw
}

func TestAPersonSignsInToAnApplication(t *testing.T) {
	c := newCompany(t)
	b := c.browser()
	method, form := arrived(t, c.walk(b, alice, authorize("client_info", "1")))
	assert.Equal(t, "GET", method)
	assert.Equal(t, "xyz <&", form.Get("state"))
	assert.NotEmpty(t, form.Get("session_state"))
	assert.NotEmpty(t, form.Get("client_info"))

	status, answer := c.redeem(form.Get("code"), "client_info", "1")
	require.Equal(t, http.StatusOK, status, "%v", answer)
	assert.Equal(t, "openid profile email User.Read", answer["scope"])
	access, id := claims(t, answer["access_token"]), claims(t, answer["id_token"])
	for name, want := range map[string]any{"aud": "https://graph.microsoft.com", "appid": webAppID, "appidacr": "1",
		"idtyp": "user", "scp": "email openid profile User.Read", "upn": alice, "unique_name": alice,
		"amr": []any{"pwd"}, "tid": tenantID, "ver": "1.0", "name": "Alice 王", "given_name": "Alice",
		"wids": []any{"b79fbf4d-3ef9-4689-8143-76b194e85509"}} {
		assert.Equal(t, want, access[name], name)
	}
	assert.NotContains(t, access, "roles")
	for name, want := range map[string]any{"aud": webAppID, "iss": login + "/" + tenantID + "/v2.0", "nonce": "n-0",
		"preferred_username": alice, "email": alice, "name": "Alice 王", "ver": "2.0", "oid": access["oid"]} {
		assert.Equal(t, want, id[name], name)
	}
	assert.JSONEq(t, `{"uid":"`+access["oid"].(string)+`","utid":"`+tenantID+`"}`,
		string(unbase64(t, answer["client_info"].(string))))

	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://graph.microsoft.com/oidc/userinfo", nil)
	require.NoError(t, err)
	response, err := c.client().Do(r)
	require.NoError(t, err)
	status, _ = read(t, response)
	assert.Equal(t, http.StatusUnauthorized, status)
	r.Header.Set("Authorization", "Bearer "+answer["access_token"].(string))
	response, err = c.client().Do(r)
	require.NoError(t, err)
	status, info := read(t, response)
	assert.Equal(t, http.StatusOK, status)
	assert.Equal(t, map[string]any{"sub": id["sub"], "name": "Alice 王", "given_name": "Alice", "email": alice}, info)
}

// The second time neither password nor consent is asked for.
func TestASessionAndAConsentAreRemembered(t *testing.T) {
	c := newCompany(t)
	b := c.browser()
	arrived(t, c.walk(b, alice, authorize()))
	page, err := b.Open(t.Context(), authorize("prompt", "none"))
	require.NoError(t, err)
	assert.Contains(t, page.URL.String(), callback+"?code=")
	page, err = b.Open(t.Context(), authorize("prompt", "none", "scope", "openid Mail.Send"))
	require.NoError(t, err)
	assert.Equal(t, "consent_required", page.URL.Query().Get("error"))
	page, err = b.Open(t.Context(), authorize("prompt", "consent"))
	require.NoError(t, err)
	assert.Contains(t, page.Text(), "Permissions requested")
	page, err = b.Open(t.Context(), authorize("prompt", "login"))
	require.NoError(t, err)
	assert.Contains(t, page.Text(), "Sign in")
	c.clock.Advance(time.Hour)
	page, err = b.Open(t.Context(), authorize("max_age", "60"))
	require.NoError(t, err)
	assert.Contains(t, page.Text(), "Sign in")

	page, err = c.browser().Open(t.Context(), authorize("prompt", "none"))
	require.NoError(t, err)
	assert.Equal(t, "login_required", page.URL.Query().Get("error"))
	assert.Contains(t, page.URL.Query().Get("error_description"), "AADSTS50058: ")
	assert.Equal(t, "xyz <&", page.URL.Query().Get("state"))
}

func TestResponseTypesAndModes(t *testing.T) {
	c := newCompany(t)
	for _, kind := range []struct{ types, mode, method string }{
		{"code", "query", "GET"},
		{"code", "form_post", "POST"},
		{"code id_token", "form_post", "POST"},
		{"id_token", "form_post", "POST"},
		{"id_token token", "form_post", "POST"},
	} {
		t.Run(kind.types+" by "+kind.mode, func(t *testing.T) {
			method, form := arrived(t, c.walk(c.browser(), alice, authorize("response_type", kind.types, "response_mode",
				kind.mode)))
			assert.Equal(t, kind.method, method)
			for _, word := range strings.Fields(kind.types) {
				assert.NotEmpty(t, form.Get(map[string]string{"code": "code", "id_token": "id_token",
					"token": "access_token"}[word]), word)
			}
			if text := form.Get("id_token"); text != "" {
				id := claims(t, text)
				assert.Equal(t, form.Get("code") != "", id["c_hash"] != nil)
				assert.Equal(t, form.Get("access_token") != "", id["at_hash"] != nil)
			}
		})
	}
	t.Run("fragment", func(t *testing.T) {
		result := c.walk(c.browser(), alice, authorize("response_type", "code id_token"))
		fragment, err := url.ParseQuery(result.Page.URL.Fragment)
		require.NoError(t, err)
		assert.NotEmpty(t, fragment.Get("code"))
		assert.Empty(t, result.Page.URL.Query())
	})
}

func TestAuthorizationRequestsThatAreRefused(t *testing.T) {
	c := newCompany(t)
	for _, no := range []struct{ name, address, code string }{
		{"no client", authorize("client_id", ""), "AADSTS900144"},
		{"unknown client", authorize("client_id", tenantID), "AADSTS700016"},
		{"foreign address", authorize("redirect_uri", "https://evil.example/callback"), "AADSTS50011"},
		{"longer address", authorize("redirect_uri", callback+"/x"), "AADSTS50011"},
		{"response type", authorize("response_type", "magic"), "AADSTS70005"},
		{"no response type", authorize("response_type", ""), "AADSTS900144"},
		{"response mode", authorize("response_mode", "carrier-pigeon"), "AADSTS70007"},
		{"tokens in a query", authorize("response_type", "id_token", "response_mode", "query"), "AADSTS70007"},
		{"no nonce", authorize("response_type", "id_token", "nonce", ""), "AADSTS900144"},
		{"scope", authorize("scope", "openid !"), "AADSTS70011"},
		{"no scope", authorize("scope", ""), "AADSTS900144"},
		{"resource", authorize("scope", "https://vault.azure.net/.default"), "AADSTS500011"},
		{"challenge", authorize("code_challenge", "short"), "AADSTS501491"},
		{"too long", authorize("state", strings.Repeat("x", 17<<10)), "AADSTS90015"},
		{"tenant", strings.Replace(authorize(), "/common/", "/nowhere.example/", 1), "AADSTS90002"},
		{"personal accounts", strings.Replace(authorize(), "/common/", "/consumers/", 1), "AADSTS9002346"},
		{"first party scope", authorize("client_id", directory.AppAzureCLI, "redirect_uri", "http://localhost:8400",
			"scope", "Domain.ReadWrite.All"), "AADSTS65002"},
	} {
		t.Run(no.name, func(t *testing.T) {
			page, err := c.browser().Open(t.Context(), no.address)
			require.NoError(t, err)
			assert.Equal(t, "login.microsoftonline.com", page.URL.Host)
			assert.Contains(t, page.Text(), no.code)
			last, ok := c.log.Last(nil)
			require.True(t, ok)
			assert.Equal(t, no.code, last.Refusal.Code)
			assert.Contains(t, page.Text(), last.CorrelationID, "which leads from the page to the entry")
		})
	}
}

func TestProofKeyForCodeExchange(t *testing.T) {
	c := newCompany(t)
	verifier := strings.Repeat("v", 64)
	sum := sha256.Sum256([]byte(verifier))
	challenge := base64.RawURLEncoding.EncodeToString(sum[:])
	with := []string{"code_challenge", challenge, "code_challenge_method", "S256"}
	for _, wrong := range []string{"", challenge, "v"} {
		status, answer := c.redeem(c.code(alice, with...), "code_verifier", wrong)
		assert.Equal(t, http.StatusBadRequest, status)
		assert.Equal(t, "invalid_grant", answer["error"])
		assert.Contains(t, answer["error_description"], "AADSTS501481: The Code_Verifier does not match the "+
			"code_challenge supplied in the authorization request. Trace ID")
	}
	status, answer := c.redeem(c.code(alice, with...), "code_verifier", verifier)
	assert.Equal(t, http.StatusOK, status, "%v", answer)
	status, _ = c.redeem(c.code(alice, "code_challenge", verifier), "code_verifier", verifier)
	assert.Equal(t, http.StatusOK, status, "plain")
	status, _ = c.redeem(c.code(alice), "code_verifier", verifier)
	assert.Equal(t, http.StatusBadRequest, status, "a verifier without a challenge")
}

func TestCodesThatAreRefused(t *testing.T) {
	c := newCompany(t)
	used := c.code(alice)
	status, _ := c.redeem(used)
	require.Equal(t, http.StatusOK, status)
	late := c.code(alice)
	foreign := c.code(alice)
	_, err := c.microsoft.Tenant.CreateApplication(t.Context(), directory.NewApplication{
		AppID: otherID, DisplayName: "Other", Secret: webSecret})
	require.NoError(t, err)
	for _, no := range []struct {
		name, code string
		pairs      []string
		want       string
	}{
		{"used", used, nil, "AADSTS54005: OAuth2 Authorization code was already redeemed, please retry with a new valid " +
			"code or use an existing refresh token. Trace ID"},
		{"nobody's", "1.nosuch", nil, "AADSTS70000"},
		{"another application's", foreign, []string{"client_id", otherID}, "AADSTS70000"},
		{"another address", c.code(alice), []string{"redirect_uri", callback + "2"}, "AADSTS50011"},
		{"no address", c.code(alice), []string{"redirect_uri", ""}, "AADSTS700009"},
		{"without a secret", c.code(alice), []string{"client_secret", ""}, "AADSTS7000218"},
		{"wrong secret", c.code(alice), []string{"client_secret", "x"}, "AADSTS7000215"},
	} {
		t.Run(no.name, func(t *testing.T) {
			status, answer := c.redeem(no.code, no.pairs...)
			assert.Contains(t, []int{http.StatusBadRequest, http.StatusUnauthorized}, status)
			assert.Contains(t, answer["error_description"], no.want)
		})
	}
	c.clock.Advance(10 * time.Minute)
	_, answer := c.redeem(late)
	assert.Equal(t, "invalid_grant", answer["error"])
	assert.Contains(t, answer["error_description"], "AADSTS70008: The provided authorization code or refresh token has "+
		"expired due to inactivity.")
	disabled := c.code(alice)
	off := false
	_, err = c.microsoft.Tenant.UpdateUser(t.Context(), alice, directory.UserPatch{AccountEnabled: &off})
	require.NoError(t, err)
	_, answer = c.redeem(disabled)
	assert.Contains(t, answer["error_description"], "AADSTS50057")
}

func TestRefreshTokens(t *testing.T) {
	c := newCompany(t)
	_, first := c.redeem(c.code(alice))
	refresh := func(token any, pairs ...string) (int, map[string]any) {
		return c.post("/common/oauth2/v2.0/token", append([]string{"grant_type", "refresh_token", "refresh_token",
			token.(string), "client_id", webAppID, "client_secret", webSecret}, pairs...)...)
	}
	status, second := refresh(first["refresh_token"])
	require.Equal(t, http.StatusOK, status, "%v", second)
	assert.NotEqual(t, first["refresh_token"], second["refresh_token"])
	assert.NotContains(t, claims(t, second["id_token"]), "nonce")
	status, _ = refresh(first["refresh_token"], "scope", "User.Read openid")
	assert.Equal(t, http.StatusOK, status, "the old one stays good")
	_, answer := refresh(second["refresh_token"], "scope", "Mail.Send")
	assert.Equal(t, "invalid_grant", answer["error"])
	assert.Contains(t, answer["error_description"], "AADSTS65001: The user or administrator has not consented to use "+
		"the application with ID '"+webAppID+"'")
	_, answer = refresh("1.nosuch")
	assert.Contains(t, answer["error_description"], "AADSTS70000")
	c.clock.Advance(time.Hour)
	other := "An0ther-Passw0rd!"
	_, err := c.microsoft.Tenant.UpdateUser(t.Context(), alice, directory.UserPatch{Password: &other})
	require.NoError(t, err)
	_, answer = refresh(second["refresh_token"])
	assert.Contains(t, answer["error_description"], "AADSTS50173")
	c.clock.Advance(90 * 24 * time.Hour)
	_, answer = refresh(second["refresh_token"])
	assert.Contains(t, answer["error_description"], "AADSTS700082")
}

func TestConsent(t *testing.T) {
	c := newCompany(t)
	result := c.walk(c.browser(), alice, authorize("scope", "openid Domain.ReadWrite.All"))
	require.NotNil(t, result.Refused)
	assert.Equal(t, "AADSTS90094", result.Refused.Code)

	b := c.browser()
	page, err := b.Open(t.Context(), authorize("scope", "openid Domain.ReadWrite.All"))
	require.NoError(t, err)
	require.NoError(t, page.Forms[0].Set("loginfmt", admin))
	page, err = b.Click(t.Context(), page, "idSIButton9")
	require.NoError(t, err)
	require.NoError(t, page.Forms[0].Set("passwd", password))
	page, err = b.Click(t.Context(), page, "idSIButton9")
	require.NoError(t, err)
	assert.Contains(t, page.Text(), "Domain.ReadWrite.All")
	assert.Contains(t, page.Text(), "Web <app>")
	require.NoError(t, page.Forms[0].Set("AdminConsent", "true"))
	page, err = b.Submit(t.Context(), page.Forms[0], page.Forms[0].Buttons[1])
	require.NoError(t, err)
	assert.Contains(t, page.URL.String(), callback+"?code=")

	_, form := arrived(t, c.walk(c.browser(), alice, authorize("scope", "Domain.ReadWrite.All")))
	assert.NotEmpty(t, form.Get("code"), "agreed to for everybody")
}

func TestAPersonDeclines(t *testing.T) {
	c := newCompany(t)
	b := c.browser()
	c.walk(b, alice, authorize())
	page, err := b.Open(t.Context(), authorize("prompt", "consent"))
	require.NoError(t, err)
	page, err = b.Click(t.Context(), page, "idBtn_Back")
	require.NoError(t, err)
	query := page.URL.Query()
	assert.Equal(t, "access_denied", query.Get("error"))
	assert.Equal(t, "cancel", query.Get("error_subcode"))
	assert.Contains(t, query.Get("error_description"), "AADSTS65004: User declined to consent to access the app.")
}

func TestLogout(t *testing.T) {
	c := newCompany(t)
	b := c.browser()
	arrived(t, c.walk(b, alice, authorize()))
	page, err := b.Open(t.Context(), login+"/common/oauth2/v2.0/logout?post_logout_redirect_uri=https://evil.example/")
	require.NoError(t, err)
	assert.Contains(t, page.Text(), "AADSTS700041")
	page, err = b.Open(t.Context(), login+"/common/oauth2/v2.0/logout?state=s&post_logout_redirect_uri="+
		url.QueryEscape(callback))
	require.NoError(t, err)
	assert.Equal(t, callback+"?state=s", page.URL.String())
	page, err = b.Open(t.Context(), authorize("prompt", "none"))
	require.NoError(t, err)
	assert.Equal(t, "login_required", page.URL.Query().Get("error"))
}

func TestErrorCodesAreExplained(t *testing.T) {
	c := newCompany(t)
	page, err := c.browser().Open(t.Context(), login+"/error?code=7000215")
	require.NoError(t, err)
	assert.Contains(t, page.Text(), "Invalid client secret provided.")
	page, err = c.browser().Open(t.Context(), login+"/error?code=<script>")
	require.NoError(t, err)
	assert.Contains(t, page.Text(), "Error code not found.")
}
