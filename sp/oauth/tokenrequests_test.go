package oauth_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/record"
)

func TestTokenRequests(t *testing.T) {
	s := newService(t)
	const v2, v1 = "/" + tenantID + "/oauth2/v2.0/token", "/" + tenantID + "/oauth2/token"
	set := func(pairs ...string) url.Values {
		form := goodForm()
		for i := 0; i < len(pairs); i += 2 {
			if form.Set(pairs[i], pairs[i+1]); pairs[i+1] == "" {
				form.Del(pairs[i])
			}
		}
		return form
	}
	for _, c := range []struct {
		name, path string
		form       url.Values
	}{
		{"OpenID scopes and claims", v2, set("scope", scope+" openid offline_access profile", "claims",
			`{"access_token":{"xms_cc":{"values":["CP1"]}}}`)},
		{"query string", v2 + "?client-request-id=55555555-5555-5555-5555-555555555555", set("x-client-SKU", "msal.js.node")},
		{"resource by id", v2, set("scope", "00000003-0000-0000-c000-000000000000/.default")},
		{"resource with a slash", v2, set("scope", "https://graph.microsoft.com//.default")},
		{"client id in upper case", v2, set("client_id", strings.ToUpper(clientID))},
		{"tenant by domain", "/contoso.onmicrosoft.com/oauth2/v2.0/token", goodForm()},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, body := s.ask(t, c.path, c.form)
			require.Equal(t, http.StatusOK, status, "%v", body)
			_, err := s.verify(body["access_token"].(string))
			assert.NoError(t, err)
		})
	}
	t.Run("v1", func(t *testing.T) {
		status, body := s.ask(t, v1, set("scope", "", "resource", "https://graph.microsoft.com/"))
		require.Equal(t, http.StatusOK, status)
		assert.Equal(t, "3599", body["expires_in"])
		assert.Equal(t, "https://graph.microsoft.com", body["resource"])
	})
	t.Run("basic", func(t *testing.T) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+v2, strings.NewReader(url.Values{
			"grant_type": {"client_credentials"},
			"scope":      {scope},
		}.Encode()))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.SetBasicAuth(url.QueryEscape(clientID), url.QueryEscape(secret))
		response, err := s.Client().Do(r)
		require.NoError(t, err)
		status, _ := read(t, response)
		assert.Equal(t, http.StatusOK, status)
		assert.Equal(t, "no-store", response.Header.Get("Cache-Control"))
	})
	t.Run("the form's secret comes before basic's", func(t *testing.T) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+v2, strings.NewReader(goodForm().Encode()))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.SetBasicAuth(clientID, "wrong")
		response, err := s.Client().Do(r)
		require.NoError(t, err)
		status, _ := read(t, response)
		assert.Equal(t, http.StatusOK, status)
	})
	for _, c := range []struct {
		name, path string
		form       url.Values
		status     int
		err        string
		code       int
		text       string
		uri        bool
	}{
		{"no grant type", v2, set("grant_type", ""), 400, "invalid_request", 900144,
			"The request body must contain the following parameter: 'grant_type'.", true},
		{"no client id", v2, set("client_id", ""), 400, "invalid_request", 900144,
			"The request body must contain the following parameter: 'client_id'.", true},
		{"no scope", v2, set("scope", ""), 400, "invalid_request", 900144,
			"The request body must contain the following parameter: 'scope'.", true},
		{"no resource", v1, goodForm(), 400, "invalid_request", 900144,
			"The request body must contain the following parameter: 'resource'.", true},
		{"unsupported grant", v2, set("grant_type", "magic"), 400, "unsupported_grant_type", 70003,
			"The app requested an unsupported grant type 'magic'.", false},
		{"client id is no id", v2, set("client_id", "me"), 400, "unauthorized_client", 700038,
			"me is not a valid application identifier.", false},
		{"unknown client", v2, set("client_id", tenantID), 400, "unauthorized_client", 700016,
			"Application with identifier '" + tenantID + "' was not found in the directory 'Contoso'. This can happen if " +
				"the application has not been installed by the administrator of the tenant or consented to by any user in the " +
				"tenant. You may have sent your authentication request to the wrong tenant.", true},
		{"wrong secret", v2, set("client_secret", "wrong"), 401, "invalid_client", 7000215,
			"Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not " +
				"the client secret ID, for a secret added to app '" + clientID + "'.", true},
		{"no secret", v2, set("client_secret", ""), 401, "invalid_client", 7000218,
			"The request body must contain the following parameter: 'client_assertion' or 'client_secret'.", true},
		{"assertion of no registered certificate", v2, set("client_secret", "", "client_assertion", "a.b.c"), 401,
			"invalid_client", 700027, "Client assertion failed signature validation.", true},
		{"scope without .default", v2, set("scope", "User.Read"), 400, "invalid_scope", 70011,
			"The provided value for the input parameter 'scope' isn't valid. The scope User.Read isn't valid.", true},
		{"OpenID scopes alone", v2, set("scope", "openid"), 400, "invalid_scope", 70011,
			"The provided value for the input parameter 'scope' isn't valid. The scope openid isn't valid.", true},
		{"two resources", v2, set("scope", scope+" https://vault.azure.net/.default"), 400, "invalid_scope", 70011,
			"The provided value for the input parameter 'scope' isn't valid. The scope " + scope +
				" https://vault.azure.net/.default isn't valid.", true},
		{"unknown resource", v2, set("scope", "https://vault.azure.net/.default"), 400, "invalid_resource", 500011,
			"The resource principal named https://vault.azure.net was not found in the tenant named Contoso. This can " +
				"happen if the application has not been installed by the administrator of the tenant or consented to by any " +
				"user in the tenant. You might have sent your authentication request to the wrong tenant.", true},
		{"unknown tenant", "/nowhere.example/oauth2/v2.0/token", goodForm(), 400, "invalid_request", 90002,
			"Tenant 'nowhere.example' not found. Check to make sure you have the correct tenant ID and are signing into the " +
				"correct cloud. Check with your subscription administrator, this may happen if there are no active " +
				"subscriptions for the tenant.", true},
		{"every tenant", "/common/oauth2/v2.0/token", goodForm(), 400, "invalid_request", 50059,
			"No tenant-identifying information found in either the request or implied by any provided credentials.", true},
		{"too large", v2, set("padding", strings.Repeat("x", 257<<10)), 400, "invalid_request", 900144,
			"The request body must contain the following parameter: 'grant_type'.", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, body := s.ask(t, c.path, c.form)
			assert.Equal(t, c.status, status)
			assert.Equal(t, c.err, body["error"])
			assert.Equal(t, []any{float64(c.code)}, body["error_codes"])
			assert.Equal(t, "AADSTS"+strconv.Itoa(c.code)+": "+c.text+" Trace ID: "+body["trace_id"].(string)+
				" Correlation ID: "+body["correlation_id"].(string)+" Timestamp: 2026-03-02 09:15:00Z", body["error_description"])
			if c.uri {
				assert.Equal(t, "https://login.microsoftonline.com/error?code="+strconv.Itoa(c.code), body["error_uri"])
			} else {
				assert.NotContains(t, body, "error_uri")
			}
			last, ok := s.log.Last(nil)
			require.True(t, ok)
			assert.Equal(t, record.Refused, last.Verdict)
			assert.Equal(t, "AADSTS"+strconv.Itoa(c.code), last.Refusal.Code)
			assert.Equal(t, body["correlation_id"], last.CorrelationID)
		})
	}
	written, err := json.Marshal(s.log.Since(0))
	require.NoError(t, err)
	assert.NotContains(t, string(written), secret)
	assert.NotContains(t, string(written), "eyJ", "no token is recorded")

	response, err := s.Client().Get(s.URL + v2)
	require.NoError(t, err)
	defer response.Body.Close()
	page, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	assert.Contains(t, string(page), "AADSTS900561: The endpoint only accepts POST requests. Received a GET request.")
}
