package graph_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/store/storetest"
	"samlharness/record"
	"samlharness/sp/directory"
	"samlharness/sp/graph"
	"samlharness/sp/oauth"
	"samlharness/sp/oauth/token"
)

const (
	tenantID = "11111111-1111-1111-1111-111111111111"
	clientID = "22222222-2222-2222-2222-222222222222"
	secret   = "client-secret"
	adminID  = "33333333-3333-3333-3333-333333333333"
)

// testKey is made once: the tests are not about keys.
var testKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

type oneKey struct{}

func (oneKey) RSAKey(context.Context, int) (*rsa.PrivateKey, error) { return testKey() }

// site is Graph and the token service over TLS, with a real client in front: azidentity and azcore.
type site struct {
	*httptest.Server
	tenant   *directory.Tenant
	graph    *graph.Handler
	keys     *token.SigningKey
	clock    *clockwork.FakeClock
	log      *record.Log
	pipeline runtime.Pipeline
}

func newSite(t *testing.T) *site { return newSiteWith(t, directory.OperatorRoles(), graph.Settings{}) }

// newSiteWith is a site whose client has these application permissions.
func newSiteWith(t *testing.T, roles []string, settings graph.Settings) *site {
	t.Helper()
	s := &site{
		clock: clockwork.NewFakeClockAt(time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)),
		log:   record.NewLog(record.Options{}),
	}
	tenant, err := directory.New(directory.Options{Clock: s.clock, TenantID: tenantID, Store: storetest.Guarded(t)})
	require.NoError(t, err)
	s.tenant = tenant
	for _, name := range []string{"contoso.com", "fabrikam.com", "unverified.example"} {
		_, err := tenant.AddDomain(t.Context(), name)
		require.NoError(t, err)
	}
	for _, name := range []string{"contoso.com", "fabrikam.com"} {
		_, err := tenant.VerifyDomain(t.Context(), name)
		require.NoError(t, err)
	}
	_, err = tenant.CreateUser(t.Context(), directory.NewUser{
		ID:                adminID,
		UserPrincipalName: "admin@contoso.onmicrosoft.com",
		DisplayName:       "Admin",
	})
	require.NoError(t, err)
	require.NoError(t, tenant.AssignRole(t.Context(), directory.GlobalAdministrator, adminID))

	keys, mux := &token.SigningKey{Source: oneKey{}}, http.NewServeMux()
	s.keys = keys
	_, err = tenant.CreateApplication(t.Context(), directory.NewApplication{
		AppID:       clientID,
		DisplayName: "harness",
		Secret:      secret,
		Roles:       roles,
	})
	require.NoError(t, err)
	oauth.New(oauth.Options{Tenant: tenant, Clock: s.clock, Keys: keys, Host: "127.0.0.1"}).Mount(mux, nil)
	s.graph = &graph.Handler{
		Tenant:   tenant,
		Clock:    s.clock,
		Host:     "127.0.0.1",
		Record:   s.log,
		Settings: settings,
		Tokens:   &token.Verifier{Keys: keys, TenantID: tenantID, Clock: s.clock},
	}
	s.graph.Mount(mux)
	s.Server = httptest.NewUnstartedServer(mux)
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(s.Close)
	s.pipeline = s.newPipeline(t)
	return s
}

func (s *site) newPipeline(t *testing.T) runtime.Pipeline {
	t.Helper()
	options := azcore.ClientOptions{
		Cloud:     cloud.Configuration{ActiveDirectoryAuthorityHost: s.URL},
		Transport: s.Client(),
		Retry:     policy.RetryOptions{MaxRetries: -1},
	}
	credential, err := azidentity.NewClientSecretCredential(tenantID, clientID, secret,
		&azidentity.ClientSecretCredentialOptions{ClientOptions: options, DisableInstanceDiscovery: true})
	require.NoError(t, err)
	bearer := runtime.NewBearerTokenPolicy(credential, []string{"https://graph.microsoft.com/.default"}, nil)
	return runtime.NewPipeline("test", "v1", runtime.PipelineOptions{PerRetry: []policy.Policy{bearer}}, &options)
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   map[string]any
}

// do sends a request through azcore; a body is sent as it is.
func (s *site) do(t *testing.T, method, path, body string, headers ...string) answer {
	t.Helper()
	target := path
	if !strings.HasPrefix(path, "https://") {
		target = s.URL + path
	}
	request, err := runtime.NewRequest(t.Context(), method, target)
	require.NoError(t, err)
	if body != "" {
		require.NoError(t, request.SetBody(nopCloser{strings.NewReader(body)}, "application/json"))
	}
	for i := 0; i < len(headers); i += 2 {
		request.Raw().Header.Set(headers[i], headers[i+1])
	}
	response, err := s.pipeline.Do(request)
	require.NoError(t, err)
	return readAnswer(t, response)
}

func readAnswer(t *testing.T, response *http.Response) answer {
	t.Helper()
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	a := answer{status: response.StatusCode, header: response.Header}
	if len(raw) > 0 {
		require.NoError(t, json.NewDecoder(bytes.NewReader(raw)).Decode(&a.body), "%s", raw)
	}
	return a
}

type nopCloser struct{ io.ReadSeeker }

func (nopCloser) Close() error { return nil }

// refused asserts an error's status, code and literal message.
func (a answer) refused(t *testing.T, status int, code, message string) {
	t.Helper()
	assert.Equal(t, status, a.status)
	failure, ok := a.body["error"].(map[string]any)
	require.True(t, ok, "%v", a.body)
	assert.Equal(t, code, failure["code"])
	assert.Equal(t, message, failure["message"])
	inner := failure["innerError"].(map[string]any)
	assert.Equal(t, a.header.Get("request-id"), inner["request-id"])
	assert.Equal(t, a.header.Get("client-request-id"), inner["client-request-id"])
	assert.Regexp(t, `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$`, inner["date"], "no zone")
	assert.Equal(t, "application/json", a.header.Get("Content-Type"))
}

// missing checks that there is no object of an id.
func (a answer) missing(t *testing.T, id string) {
	t.Helper()
	a.refused(t, 404, "Request_ResourceNotFound", "Resource '"+id+"' does not exist or one of its queried "+
		"reference-property objects are not present.")
}

func (a answer) values(t *testing.T) []map[string]any {
	t.Helper()
	require.Equal(t, http.StatusOK, a.status, "%v", a.body)
	var found []map[string]any
	for _, v := range a.body["value"].([]any) {
		found = append(found, v.(map[string]any))
	}
	return found
}

func newCertificate(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	return base64.StdEncoding.EncodeToString(der)
}

// federation is the body that federates contoso.com, changed by pairs; a value of nil leaves a property out.
func federation(t *testing.T, pairs ...any) string {
	t.Helper()
	body := map[string]any{
		"@odata.type": "#microsoft.graph.internalDomainFederation", "displayName": "contoso.com",
		"issuerUri":          "https://contoso.com",
		"signingCertificate": newCertificate(t), "passiveSignInUri": "https://sso.jumpcloud.com/saml2/office365",
		"activeSignInUri": "https://sso.jumpcloud.com/saml2/office365",
		"signOutUri":      "https://console.jumpcloud.com/userconsole/", "preferredAuthenticationProtocol": "saml",
		"federatedIdpMfaBehavior": "acceptIfMfaDoneByFederatedIdp",
		"DomainName":              "contoso.com",
	}
	for i := 0; i < len(pairs); i += 2 {
		if body[pairs[i].(string)] = pairs[i+1]; pairs[i+1] == nil {
			delete(body, pairs[i].(string))
		}
	}
	raw, err := json.Marshal(body)
	require.NoError(t, err)
	return string(raw)
}
