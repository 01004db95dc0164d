package federation_test

import (
	"context"
	"crypto/rsa"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/federation"
	"samlharness/sp/graph"
	"samlharness/sp/oauth"
)

// oneKey signs all tokens of the tests; making a key for each tenant takes long.
type oneKey struct{}

func (oneKey) RSAKey(context.Context, int) (*rsa.PrivateKey, error) { return pairs()[2].Key, nil }

// serve puts the emulated token service and Graph on one TLS listener, the faults before them.
func (w *tenant) serve(t *testing.T) {
	t.Helper()
	mux := http.NewServeMux()
	keys := &oauth.SigningKey{Source: oneKey{}}
	apps := []oauth.App{{ID: clientID, Secret: clientSecret}}
	(&oauth.Handler{Tenant: w.Tenant, Apps: apps, Clock: w.clock, Keys: keys}).Mount(mux)
	(&graph.Handler{
		Tenant: w.Tenant,
		Tokens: &oauth.Verifier{Keys: keys, TenantID: tenantID, Clock: w.clock},
		Clock:  w.clock,
	}).Mount(mux)
	w.faults.next = mux
	var err error
	w.authority, err = certs.NewAuthority(certs.AuthorityOptions{
		Now:   worldStart,
		Hosts: []string{"graph.microsoft.com", "login.microsoftonline.com"},
		World: t.Name(),
	})
	require.NoError(t, err)
	w.server = httptest.NewUnstartedServer(&w.faults)
	w.server.TLS = w.authority.TLSConfig()
	w.server.StartTLS()
	t.Cleanup(w.server.Close)
	w.graph = w.client(t, "", true)
}

// web trusts the tenant's authority and finds every host at its listener.
func (w *tenant) web(t *testing.T) *http.Client {
	transport := &http.Transport{
		ForceAttemptHTTP2: true,
		TLSClientConfig:   &tls.Config{RootCAs: w.authority.Pool(), Time: func() time.Time { return worldStart }},
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, w.server.Listener.Addr().String())
		},
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

func (w *tenant) credential(t *testing.T, secret string) azcore.TokenCredential {
	t.Helper()
	c, err := federation.Credential(federation.CredentialOptions{Kind: federation.Secret, TenantID: tenantID,
		ClientID: clientID, ClientSecret: secret,
		Transport: w.web(t), Retry: quick()})
	require.NoError(t, err)
	return c
}

// client signs in anew: a token does not outlive an advance of the world's clock.
func (w *tenant) client(t *testing.T, endpoint string, emulated bool) *federation.Graph {
	t.Helper()
	g, err := federation.NewGraph(federation.GraphOptions{
		Endpoint:   endpoint,
		Credential: w.credential(t, clientSecret),
		Transport:  w.web(t),
		Emulated:   emulated,
		Retry:      quick(),
	})
	require.NoError(t, err)
	return g
}
