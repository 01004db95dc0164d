package oauth_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestEveryPromiseIsKept asks each endpoint that the discovery documents name, for each response type and response
// mode.
func TestEveryPromiseIsKept(t *testing.T) {
	c := newCompany(t)
	for _, path := range []string{"/common", "/organizations", "/" + tenantID, "/contoso.com"} {
		for _, version := range []string{"", "/v2.0"} {
			t.Run(path+version, func(t *testing.T) {
				response, err := c.client().Get(login + path + version + "/.well-known/openid-configuration")
				require.NoError(t, err)
				status, document := read(t, response)
				require.Equal(t, http.StatusOK, status)
				for member, value := range document {
					if address, ok := value.(string); ok && strings.HasPrefix(address, "https://") &&
						(strings.HasSuffix(member, "_endpoint") || member == "jwks_uri") {
						c.serves(member, address)
					}
				}
				assert.Equal(t, version == "", strings.HasPrefix(document["issuer"].(string), "https://sts.windows.net/"))
				for _, types := range document["response_types_supported"].([]any) {
					for _, mode := range document["response_modes_supported"].([]any) {
						c.answers(document["authorization_endpoint"].(string), types.(string), mode.(string), version)
					}
				}
			})
		}
	}
}

// serves checks that an endpoint is there: what it answers is its own, in JSON or a page, not the server's 404.
func (c *company) serves(member, address string) {
	c.t.Helper()
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		r, err := http.NewRequestWithContext(c.t.Context(), method, address, nil)
		require.NoError(c.t, err)
		response, err := c.client().Do(r)
		require.NoError(c.t, err)
		require.NoError(c.t, response.Body.Close())
		if member == "jwks_uri" && method == http.MethodPost {
			continue
		}
		assert.NotEqual(c.t, http.StatusNotFound, response.StatusCode, "%s %s %s", member, method, address)
		assert.NotContains(c.t, response.Header.Get("Content-Type"), "text/plain", "%s %s %s", member, method, address)
	}
}

// answers checks that a response type comes in a response mode.
func (c *company) answers(endpoint, types, mode, version string) {
	c.t.Helper()
	form := url.Values{"client_id": {webAppID}, "redirect_uri": {callback}, "response_type": {types},
		"response_mode": {mode}, "scope": {"openid profile email offline_access"}, "nonce": {"n"}}
	if version == "" {
		form.Set("resource", "https://graph.microsoft.com")
	}
	if mode == "query" && types != "code" {
		return // tokens never come in a query
	}
	result := c.walk(c.browser(), alice, endpoint+"?"+form.Encode())
	require.Nil(c.t, result.Refused, "%s by %s: %v", types, mode, result.Refused)
	if mode == "fragment" {
		assert.NotEmpty(c.t, result.Page.URL.Fragment)
		return
	}
	_, got := arrived(c.t, result)
	for _, word := range strings.Fields(types) {
		member := map[string]string{"token": "access_token"}[word]
		assert.True(c.t, got.Has(word) || got.Has(member), "%s of %s by %s", word, types, mode)
	}
}

// The key set names its key as tokens do.
func TestTheKeySetNamesTheCertificate(t *testing.T) {
	c := newCompany(t)
	_, answer := c.redeem(c.code(alice))
	header := strings.Split(answer["access_token"].(string), ".")[0]
	for _, path := range []string{"/common/discovery/keys", "/" + tenantID + "/discovery/v2.0/keys"} {
		response, err := c.client().Get(login + path)
		require.NoError(t, err)
		_, set := read(t, response)
		key := set["keys"].([]any)[0].(map[string]any)
		assert.Equal(t, key["kid"], key["x5t"])
		assert.Contains(t, string(unbase64(t, header)), `"x5t":"`+key["x5t"].(string)+`"`)
		assert.Len(t, key["x5c"], 1)
	}
}

// No request makes the record or an answer show a secret.
func TestNothingSecretIsRecorded(t *testing.T) {
	c := newCompany(t)
	code := c.code(alice)
	_, answer := c.redeem(code)
	c.post("/common/oauth2/v2.0/token", "grant_type", "password", "client_id", webAppID, "client_secret", webSecret,
		"username", alice, "password", "Wr0ng-Passw0rd", "scope", "openid")
	var written strings.Builder
	for _, e := range c.log.Since(0) {
		written.WriteString(e.Message + e.Subject)
		if e.HTTP != nil {
			written.WriteString(e.HTTP.URL)
		}
		if e.Refusal != nil {
			written.WriteString(e.Refusal.Message + e.Refusal.Got + e.Refusal.Expected + e.Refusal.Fix)
		}
	}
	for _, text := range []string{code, answer["access_token"].(string), answer["refresh_token"].(string),
		answer["id_token"].(string), webSecret, password, "Wr0ng-Passw0rd"} {
		assert.NotContains(t, written.String(), text)
	}
	assert.Contains(t, written.String(), alice)
}

// Paths that are not there answer in JSON too.
func TestUnknownPathsAnswerInJSON(t *testing.T) {
	c := newCompany(t)
	for _, path := range []string{"/common/oauth2/v2.0/nosuch", "/" + tenantID + "/oauth2/", "/common/oauth2/v3.0/token"} {
		status, answer := c.post(path)
		assert.Equal(t, http.StatusNotFound, status, path)
		assert.Contains(t, answer["error_description"], "AADSTS90023: ", path)
		assert.NotEmpty(t, answer["trace_id"], path)
		assert.NotEmpty(t, answer["timestamp"], path)
	}
}
