package graphtest

import (
	"context"
	"crypto/rsa"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/federation/msgraph"
	"samlharness/sp/directory"
	"samlharness/sp/graph"
	"samlharness/sp/oauth"
	"samlharness/sp/oauth/token"
)

// The tenant, its app registration and its Global Administrator.
const (
	TenantID     = "11111111-1111-1111-1111-111111111111"
	ClientID     = "22222222-2222-2222-2222-222222222222"
	ClientSecret = "the-secret~of.the_world"
	Admin        = "admin@contoso.onmicrosoft.com"
)

// Start is the instant at which a tenant's clock begins.
var Start = time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)

// Tenant has the domains contoso.com, staging.contoso.net and fabrikam.com, verified, and unverified.example, and one
// Global Administrator.
type Tenant struct {
	*directory.Tenant
	Clock  *clockwork.FakeClock
	Faults Faults

	keys      *token.SigningKey
	server    *httptest.Server
	authority *certs.Authority
}

// New makes a tenant and serves it for the time of the test.
func New(t *testing.T) *Tenant {
	t.Helper()
	w := &Tenant{Clock: clockwork.NewFakeClockAt(Start), keys: &token.SigningKey{Source: oneKey{}}}
	var err error
	w.Tenant, err = directory.New(directory.Options{Clock: w.Clock, TenantID: TenantID})
	require.NoError(t, err)
	for _, name := range []string{"contoso.com", "staging.contoso.net", "fabrikam.com", "unverified.example"} {
		_, err = w.AddDomain(t.Context(), name)
		require.NoError(t, err)
		if name != "unverified.example" {
			_, err = w.VerifyDomain(t.Context(), name)
			require.NoError(t, err)
		}
	}
	user, err := w.CreateUser(t.Context(), directory.NewUser{
		UserPrincipalName: Admin,
		DisplayName:       "Admin",
		Password:          "Entra-Passw0rd!",
	})
	require.NoError(t, err)
	require.NoError(t, w.AssignRole(t.Context(), directory.GlobalAdministrator, user.ID))
	_, err = w.CreateApplication(t.Context(), directory.NewApplication{
		AppID:       ClientID,
		DisplayName: "harness",
		Secret:      ClientSecret,
		Roles:       directory.OperatorRoles(),
	})
	require.NoError(t, err)
	w.serve(t)
	return w
}

// serve puts token service and Graph on one TLS listener, the faults before them.
func (w *Tenant) serve(t *testing.T) {
	t.Helper()
	w.Faults.next = w.handler()
	var err error
	w.authority, err = certs.NewAuthority(certs.AuthorityOptions{
		Now:   Start,
		Hosts: []string{"graph.microsoft.com", "login.microsoftonline.com", "sso.jumpcloud.com"},
		World: t.Name(),
	})
	require.NoError(t, err)
	w.server = httptest.NewUnstartedServer(&w.Faults)
	w.server.TLS = w.authority.TLSConfig()
	w.server.StartTLS()
	t.Cleanup(w.server.Close)
}

// handler is the token service and Graph under the production names, and under those of [Tenant.Local].
func (w *Tenant) handler() http.Handler {
	mux := http.NewServeMux()
	w.mount(mux, "", "")
	w.mount(mux, "localhost", "127.0.0.1")
	return mux
}

func (w *Tenant) mount(mux *http.ServeMux, tokenHost, graphHost string) {
	oauth.New(oauth.Options{
		Tenant: w.Tenant,
		Clock:  w.Clock,
		Keys:   w.keys,
		Host:   tokenHost,
	}).Mount(mux, nil)
	(&graph.Handler{
		Tenant: w.Tenant,
		Tokens: &token.Verifier{Keys: w.keys, TenantID: TenantID, Clock: w.Clock},
		Clock:  w.Clock,
		Host:   graphHost,
	}).Mount(mux)
}

// Web trusts the tenant's authority and finds every host at its listener.
func (w *Tenant) Web(t *testing.T) *http.Client {
	transport := &http.Transport{
		ForceAttemptHTTP2: true,
		TLSClientConfig:   &tls.Config{RootCAs: w.authority.Pool(), Time: func() time.Time { return Start }},
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, w.server.Listener.Addr().String())
		},
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// Credential is the app registration's, with a secret that may be wrong.
func (w *Tenant) Credential(t *testing.T, secret string) azcore.TokenCredential {
	t.Helper()
	c, err := msgraph.Credential(msgraph.CredentialOptions{
		Kind:         msgraph.Secret,
		TenantID:     TenantID,
		ClientID:     ClientID,
		ClientSecret: secret,
		Transport:    w.Web(t),
		Retry:        Quick(),
	})
	require.NoError(t, err)
	return c
}

// Client signs in anew: a token does not outlive an advance of the world's clock. "" is the production endpoint.
func (w *Tenant) Client(t *testing.T, endpoint string, emulated bool) *msgraph.Client {
	t.Helper()
	c, err := msgraph.New(msgraph.Options{
		Endpoint:   endpoint,
		Credential: w.Credential(t, ClientSecret),
		Transport:  w.Web(t),
		Emulated:   emulated,
		Retry:      Quick(),
	})
	require.NoError(t, err)
	return c
}

// Quick tries again without delay.
func Quick() policy.RetryOptions {
	return policy.RetryOptions{RetryDelay: time.Microsecond, MaxRetryDelay: time.Millisecond}
}

// oneKey signs all tokens of the tests; making a key for each tenant takes long.
type oneKey struct{}

var signingKey = sync.OnceValues(func() (*rsa.PrivateKey, error) {
	return certs.Generator{}.RSAKey(context.Background(), certs.FastBits)
})

func (oneKey) RSAKey(context.Context, int) (*rsa.PrivateKey, error) { return signingKey() }
