package oauth_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/confidential"
	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/record"
	"samlharness/sp/directory"
	"samlharness/sp/oauth"
)

const (
	tenantID = "11111111-1111-1111-1111-111111111111"
	clientID = "22222222-2222-2222-2222-222222222222"
	otherID  = "44444444-4444-4444-4444-444444444444"
	secret   = "s3cret+/=& value"
	scope    = "https://graph.microsoft.com/.default"
)

type service struct {
	*httptest.Server
	tenant   *directory.Tenant
	clock    *clockwork.FakeClock
	verifier *oauth.Verifier
	log      *record.Log
}

func newService(t *testing.T) service {
	t.Helper()
	clock := clockwork.NewFakeClockAt(time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC))
	tenant, err := directory.New(directory.Options{Clock: clock, TenantID: tenantID})
	require.NoError(t, err)
	keys, log := &oauth.SigningKey{}, record.NewLog(record.Options{})
	mux := http.NewServeMux()
	(&oauth.Handler{Tenant: tenant, Clock: clock, Keys: keys, Host: "127.0.0.1", Record: log,
		Apps: []oauth.App{{
			ID:     clientID,
			Secret: secret,
			Roles:  []string{"Domain.ReadWrite.All"},
		}, {ID: otherID, Secret: secret}}}).Mount(mux)
	server := httptest.NewUnstartedServer(mux)
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	return service{server, tenant, clock, &oauth.Verifier{Keys: keys, TenantID: tenantID, Clock: clock}, log}
}

// signIn notes what it was asked for.
type signIn struct{ asked []string }

func (s *signIn) Begin(_ http.ResponseWriter, r *http.Request) {
	s.asked = append(s.asked, "begin "+r.URL.Path)
}

func (s *signIn) SignOut(_ http.ResponseWriter, r *http.Request) {
	s.asked = append(s.asked, "end "+r.URL.Path)
}

func TestRequestsThatNeedAPersonGoToTheSignInService(t *testing.T) {
	people := &signIn{}
	with, without := http.NewServeMux(), http.NewServeMux()
	(&oauth.Handler{SignIn: people}).Mount(with)
	(&oauth.Handler{}).Mount(without)
	var want []string
	for path, act := range map[string]string{
		"/common/oauth2/v2.0/authorize":        "begin ",
		"/organizations/oauth2/v2.0/authorize": "begin ",
		"/common/oauth2/authorize":             "begin ",
		"/common/oauth2/v2.0/logout":           "end ",
		"/common/oauth2/logout":                "end ",
	} {
		want = append(want, act+path)
		r := httptest.NewRequest(http.MethodGet, "https://login.microsoftonline.com"+path, nil)
		with.ServeHTTP(httptest.NewRecorder(), r)
		w := httptest.NewRecorder()
		without.ServeHTTP(w, r)
		assert.Equal(t, http.StatusNotFound, w.Code, path)
	}
	assert.ElementsMatch(t, want, people.asked)
}

func (s service) get(t *testing.T, path string) (int, map[string]any) {
	t.Helper()
	response, err := s.Client().Get(s.URL + path)
	require.NoError(t, err)
	return read(t, response)
}

func read(t *testing.T, response *http.Response) (int, map[string]any) {
	t.Helper()
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	var body map[string]any
	require.NoError(t, json.Unmarshal(raw, &body), "%s", raw)
	return response.StatusCode, body
}

// ask posts a form to the token endpoint of a tenant.
func (s service) ask(t *testing.T, path string, form url.Values) (int, map[string]any) {
	t.Helper()
	response, err := s.Client().PostForm(s.URL+path, form)
	require.NoError(t, err)
	return read(t, response)
}

func goodForm() url.Values {
	return url.Values{
		"grant_type":    {"client_credentials"},
		"client_id":     {clientID},
		"client_secret": {secret},
		"scope":         {scope},
	}
}

func TestAzidentity(t *testing.T) {
	s := newService(t)
	credential, err := azidentity.NewClientSecretCredential(tenantID, clientID, secret,
		&azidentity.ClientSecretCredentialOptions{
			ClientOptions: azcore.ClientOptions{
				Cloud:     cloud.Configuration{ActiveDirectoryAuthorityHost: s.URL},
				Transport: s.Client(),
			},
			DisableInstanceDiscovery: true,
		})
	require.NoError(t, err)
	token, err := credential.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{scope}, EnableCAE: true})
	require.NoError(t, err)
	verified, err := s.verify(token.Token)
	require.NoError(t, err)
	assert.Equal(t, clientID, verified.AppID)
	assert.Equal(t, []string{"Domain.ReadWrite.All"}, verified.Roles)
}

func TestMSAL(t *testing.T) {
	s := newService(t)
	for _, given := range []string{secret, "wrong"} {
		credential, err := confidential.NewCredFromSecret(given)
		require.NoError(t, err)
		client, err := confidential.New(s.URL+"/"+tenantID, clientID, credential, confidential.WithHTTPClient(s.Client()),
			confidential.WithInstanceDiscovery(false))
		require.NoError(t, err)
		result, err := client.AcquireTokenByCredential(t.Context(), []string{scope})
		if given != secret {
			assert.ErrorContains(t, err, "AADSTS7000215: Invalid client secret provided.")
			continue
		}
		require.NoError(t, err)
		_, err = s.verify(result.AccessToken)
		assert.NoError(t, err)
	}
}

func (s service) verify(token string) (oauth.Token, error) {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("Authorization", "Bearer "+token)
	return s.verifier.Verify(r)
}

func TestDiscovery(t *testing.T) {
	s := newService(t)
	for _, tenant := range []string{tenantID, "contoso.onmicrosoft.com", strings.ToUpper(tenantID)} {
		status, body := s.get(t, "/"+tenant+"/v2.0/.well-known/openid-configuration?")
		require.Equal(t, http.StatusOK, status)
		assert.Equal(t, s.URL+"/"+tenantID+"/v2.0", body["issuer"])
		assert.Equal(t, s.URL+"/"+tenantID+"/oauth2/v2.0/token", body["token_endpoint"])
		assert.Equal(t, s.URL+"/"+tenantID+"/discovery/v2.0/keys", body["jwks_uri"])
		assert.Equal(t, "graph.microsoft.com", body["msgraph_host"])
	}
	_, body := s.get(t, "/common/v2.0/.well-known/openid-configuration")
	assert.Equal(t, s.URL+"/{tenantid}/v2.0", body["issuer"])
	assert.Equal(t, s.URL+"/common/oauth2/v2.0/token", body["token_endpoint"])

	_, body = s.get(t, "/common/discovery/instance?api-version=1.1&authorization_endpoint="+
		url.QueryEscape(s.URL+"/"+tenantID+"/oauth2/v2.0/authorize"))
	for _, endpoint := range []string{"", "https://login.example/%3Cscript%3E/", "%zz"} {
		_, odd := s.get(t, "/common/discovery/instance?authorization_endpoint="+url.QueryEscape(endpoint))
		assert.Equal(t, s.URL+"/common/v2.0/.well-known/openid-configuration", odd["tenant_discovery_endpoint"], endpoint)
	}
	host := strings.TrimPrefix(s.URL, "https://")
	assert.Equal(t, map[string]any{"api-version": "1.1",
		"tenant_discovery_endpoint": s.URL + "/" + tenantID + "/v2.0/.well-known/openid-configuration",
		"metadata": []any{map[string]any{
			"preferred_network": host,
			"preferred_cache":   host,
			"aliases":           []any{host},
		}}}, body)
}

func TestUnknownTenant(t *testing.T) {
	s := newService(t)
	_, err := s.tenant.AddDomain(t.Context(), "unverified.example")
	require.NoError(t, err)
	for tenant, text := range map[string]string{
		"unverified.example": "AADSTS90002: Tenant 'unverified.example' not found. Check",
		"nowhere.example": "AADSTS90002: Tenant 'nowhere.example' not found. Check to make sure you " +
			"have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, " +
			"this may happen if there are no active subscriptions for the tenant. Trace ID: ",
		"33333333-3333-3333-3333-333333333333": "AADSTS90002: Tenant '33333333-3333-3333-3333-333333333333' not found. Check",
		"no_tenant": "AADSTS900023: Specified tenant identifier 'no_tenant' is neither a " +
			"valid DNS name, nor a valid external domain. Trace ID: ",
	} {
		for _, path := range []string{"/v2.0/.well-known/openid-configuration", "/discovery/v2.0/keys"} {
			status, body := s.get(t, "/"+tenant+path)
			assert.Equal(t, http.StatusBadRequest, status)
			assert.Equal(t, "invalid_request", body["error"])
			assert.True(t, strings.HasPrefix(body["error_description"].(string), text), "%s", body["error_description"])
		}
	}
}

func TestKeysVerifyTheToken(t *testing.T) {
	s := newService(t)
	_, answer := s.ask(t, "/"+tenantID+"/oauth2/v2.0/token", goodForm())
	assert.Equal(t, "Bearer", answer["token_type"])
	assert.EqualValues(t, 3599, answer["expires_in"])
	assert.EqualValues(t, 3599, answer["ext_expires_in"])
	_, published := s.get(t, "/"+tenantID+"/discovery/v2.0/keys")
	raw, err := json.Marshal(published)
	require.NoError(t, err)
	var keys jose.JSONWebKeySet
	require.NoError(t, json.Unmarshal(raw, &keys))
	token, err := jwt.ParseSigned(answer["access_token"].(string), []jose.SignatureAlgorithm{jose.RS256})
	require.NoError(t, err)
	header := token.Headers[0]
	assert.Equal(t, "JWT", header.ExtraHeaders["typ"])
	assert.Equal(t, header.KeyID, header.ExtraHeaders["x5t"])
	require.Len(t, keys.Key(header.KeyID), 1)
	var claims map[string]any
	require.NoError(t, token.Claims(keys.Key(header.KeyID)[0].Key, &claims))
	now := float64(s.clock.Now().Unix())
	for name, want := range map[string]any{"aud": "https://graph.microsoft.com",
		"iss": "https://sts.windows.net/" + tenantID + "/", "appid": clientID, "appidacr": "1",
		"idtyp": "app", "tid": tenantID, "ver": "1.0", "iat": now, "nbf": now, "exp": now + 3599,
		"app_displayname": "harness", "roles": []any{"Domain.ReadWrite.All"}} {
		assert.Equal(t, want, claims[name], name)
	}
	assert.NotContains(t, claims, "scp")
	assert.Equal(t, claims["oid"], claims["sub"])
}

func TestAnAppMayFederateDomainsUnlessToldOtherwise(t *testing.T) {
	s := newService(t)
	form := goodForm()
	form.Set("client_id", otherID)
	_, answer := s.ask(t, "/"+tenantID+"/oauth2/v2.0/token", form)
	token, err := s.verify(answer["access_token"].(string))
	require.NoError(t, err)
	assert.Equal(t, otherID, token.AppID)
	assert.Contains(t, token.Roles, "Domain-InternalFederation.ReadWrite.All")
}

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
		{"unsupported grant", v2, set("grant_type", "password"), 400, "unsupported_grant_type", 70003,
			"The app requested an unsupported grant type 'password'.", false},
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
		{"too large", v2, set("padding", strings.Repeat("x", 65<<10)), 400, "invalid_request", 900144,
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

func TestVerifier(t *testing.T) {
	s := newService(t)
	_, answer := s.ask(t, "/"+tenantID+"/oauth2/v2.0/token", goodForm())
	good := answer["access_token"].(string)
	_, err := s.verify(good)
	require.NoError(t, err)
	other := newService(t)
	_, answer = other.ask(t, "/"+tenantID+"/oauth2/v2.0/token", goodForm())
	parts := strings.Split(good, ".")
	for _, c := range []struct{ name, token, text string }{
		{"empty", "", "Access token is empty."},
		{"no dots", "abc", "IDX14100: JWT is not well formed, there are no dots (.)."},
		{"no JWT", "a.b.c", "CompactToken parsing failed with error code: 80049217"},
		{"unsigned", "eyJhbGciOiJub25lIn0." + parts[1] + ".", "CompactToken parsing failed with error code: 80049217"},
		{"signed by another key", answer["access_token"].(string), "Access token validation failure. Invalid signature."},
		{"altered", parts[0] + "." + strings.Split(answer["access_token"].(string), ".")[1] + "." + parts[2],
			"Access token validation failure. Invalid signature."},
		{"too long", strings.Repeat("a.", 20<<10), "CompactToken parsing failed with error code: 80049217"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := s.verify(c.token)
			var refused *oauth.TokenError
			require.ErrorAs(t, err, &refused)
			assert.Equal(t, c.text, refused.Message)
		})
	}
	t.Run("other tenant", func(t *testing.T) {
		foreign := s
		foreign.verifier = &oauth.Verifier{Keys: s.verifier.Keys, TenantID: clientID, Clock: s.clock}
		_, err := foreign.verify(good)
		assert.EqualError(t, err, "Access token validation failure. Invalid issuer.")
	})
	t.Run("expired", func(t *testing.T) {
		s.clock.Advance(3598 * time.Second)
		_, err := s.verify(good)
		require.NoError(t, err)
		s.clock.Advance(time.Second)
		_, err = s.verify(good)
		assert.EqualError(t, err, "Lifetime validation failed, the token is expired.")
	})
	t.Run("wrong audience", func(t *testing.T) {
		_, err := s.verify(s.forge(t, map[string]any{"aud": "https://vault.azure.net"}))
		assert.EqualError(t, err, "Access token validation failure. Invalid audience.")
	})
	t.Run("not yet valid", func(t *testing.T) {
		now := s.clock.Now().Unix()
		_, err := s.verify(s.forge(t, map[string]any{
			"aud": "https://graph.microsoft.com",
			"iss": "https://sts.windows.net/" + tenantID + "/",
			"nbf": now + 1,
			"exp": now + 10,
		}))
		assert.EqualError(t, err, "Access token has expired or is not yet valid.")
	})
}

func TestWithoutAKey(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("Authorization", "Bearer eyJhbGciOiJSUzI1NiJ9.e30.AA")
	_, err := (&oauth.Verifier{Clock: clockwork.NewFakeClock()}).Verify(r)
	assert.ErrorContains(t, err, "none was handed in")
	_, err = (*oauth.Verifier)(nil).Verify(r)
	assert.ErrorContains(t, err, "no verifier was handed in")

	tenant, err := directory.New(directory.Options{Clock: clockwork.NewFakeClock(), TenantID: tenantID})
	require.NoError(t, err)
	mux := http.NewServeMux()
	(&oauth.Handler{Tenant: tenant, Clock: clockwork.NewFakeClock()}).Mount(mux)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet,
		"https://login.microsoftonline.com/"+tenantID+"/discovery/v2.0/keys", nil))
	assert.Equal(t, http.StatusInternalServerError, w.Code)
	assert.Contains(t, w.Body.String(), `"error":"server_error"`)
}

func FuzzVerify(f *testing.F) {
	f.Add("Bearer eyJhbGciOiJSUzI1NiJ9.e30.AA")
	f.Add("Bearer a.b.c.d.e")
	verifier := &oauth.Verifier{Keys: &oauth.SigningKey{}, TenantID: tenantID, Clock: clockwork.NewFakeClock()}
	f.Fuzz(func(t *testing.T, header string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Authorization", header)
		if _, err := verifier.Verify(r); err == nil {
			t.Errorf("a token that nobody issued was taken: %q", header)
		}
	})
}
