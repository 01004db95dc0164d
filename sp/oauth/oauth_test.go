package oauth_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
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
	"samlharness/sp/oauth/token"
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
	verifier *token.Verifier
	log      *record.Log
}

func newService(t *testing.T) service {
	t.Helper()
	clock := clockwork.NewFakeClockAt(time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC))
	tenant, err := directory.New(directory.Options{Clock: clock, TenantID: tenantID})
	require.NoError(t, err)
	keys, log := &token.SigningKey{}, record.NewLog(record.Options{})
	mux := http.NewServeMux()
	for _, app := range []directory.NewApplication{
		{AppID: clientID, DisplayName: "harness", Secret: secret, Roles: []string{"Domain.ReadWrite.All"}},
		{AppID: otherID, DisplayName: "other", Secret: secret, Roles: directory.OperatorRoles()},
	} {
		_, err := tenant.CreateApplication(t.Context(), app)
		require.NoError(t, err)
	}
	oauth.New(oauth.Options{Tenant: tenant, Clock: clock, Keys: keys, Host: "127.0.0.1", Record: log}).Mount(mux, nil)
	server := httptest.NewUnstartedServer(mux)
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	return service{server, tenant, clock, &token.Verifier{Keys: keys, TenantID: tenantID, Clock: clock}, log}
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

func (s service) verify(token string) (token.Access, error) {
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
	_, odd := s.get(t, "/common/discovery/instance?authorization_endpoint="+url.QueryEscape(s.URL+"/%3Cscript%3E/"))
	assert.Equal(t, s.URL+"/common/v2.0/.well-known/openid-configuration", odd["tenant_discovery_endpoint"])
	for _, stranger := range []string{"", "%zz", "https://login.example/common", "http://login.microsoftonline.com/common",
		"https://login.microsoftonline.com.evil.example/common", "https://me@evil.example/common"} {
		status, no := s.get(t, "/common/discovery/instance?authorization_endpoint="+url.QueryEscape(stranger))
		assert.Equal(t, http.StatusBadRequest, status, stranger)
		assert.Equal(t, "invalid_instance", no["error"], stranger)
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

func TestAnAppHasTheRolesOfItsRegistration(t *testing.T) {
	s := newService(t)
	form := goodForm()
	form.Set("client_id", otherID)
	_, answer := s.ask(t, "/"+tenantID+"/oauth2/v2.0/token", form)
	token, err := s.verify(answer["access_token"].(string))
	require.NoError(t, err)
	assert.Equal(t, otherID, token.AppID)
	assert.Contains(t, token.Roles, "Domain-InternalFederation.ReadWrite.All")
}
