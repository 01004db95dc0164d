package federation_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/federation"
	"samlharness/federation/msgraph"
	"samlharness/internal/exit"
	"samlharness/internal/graphtest"
	"samlharness/internal/needs"
	"samlharness/sp/directory"
)

// relayed passes everything on to the tenant, which stands for a real one, as a debugging proxy or a corporate relay at
// an address of this machine does, with an authority of its own.
func (w *tenant) relayed(t *testing.T) *httptest.Server {
	t.Helper()
	relay := httptest.NewTLSServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = "https", "graph.microsoft.com", "graph.microsoft.com"
		},
		Transport: w.Web(t).Transport,
	})
	t.Cleanup(relay.Close)
	return relay
}

// throughRelay is the operator of a target at the relay's address.
func throughRelay(t *testing.T, w *tenant, relay *httptest.Server, g *federation.RealGuard) *federation.Operator {
	t.Helper()
	client, err := msgraph.New(msgraph.Options{
		Endpoint:   relay.URL,
		Credential: w.Credential(t, graphtest.ClientSecret),
		Transport:  relay.Client(),
		Retry:      graphtest.Quick(),
	})
	require.NoError(t, err)
	o := *w.operator
	o.Graph, o.Guard = client, g
	return &o
}

// A relay at a loopback address leads to a real tenant: nothing is sent to it unless the whole guard agrees.
func TestARelayOnThisMachineIsNoEmulation(t *testing.T) {
	w := newTenant(t)
	relay := w.relayed(t)
	environment := map[string]string{
		msgraph.EnvTenantID:     graphtest.TenantID,
		msgraph.EnvClientID:     graphtest.ClientID,
		msgraph.EnvClientSecret: graphtest.ClientSecret,
	}
	client, err := msgraph.Target{
		Endpoint:      relay.URL,
		AuthorityHost: relay.URL,
		CAFile:        needs.File(t, "relay.pem", certs.PEM(relay.Certificate())),
		Retry:         graphtest.Quick(),
		Getenv:        func(name string) string { return environment[name] },
	}.Open()
	require.NoError(t, err)
	assert.False(t, client.Emulated())
	for name, g := range map[string]*federation.RealGuard{
		"no guard":    nil,
		"not allowed": {Named: "contoso.com", SnapshotFolder: t.TempDir()},
		"not named":   {Allowed: []string{"contoso.com"}, SnapshotFolder: t.TempDir()},
		"no folder":   {Named: "contoso.com", Allowed: []string{"contoso.com"}},
	} {
		for _, o := range []*federation.Operator{{Graph: client, Guard: g}, throughRelay(t, w, relay, g)} {
			_, err := o.Enable(t.Context(), source(t, "https://contoso.com"))
			graphtest.Refusal(t, err, federation.CodeGuard)
			_, err = o.Disable(t.Context(), "contoso.com")
			graphtest.Refusal(t, err, federation.CodeGuard)
			assert.Zero(t, w.Faults.Requests(""), "%s: nothing left, not even for a token", name)
		}
	}
	g := guard(t)
	g.Named, g.Allowed = "staging.contoso.net", []string{"staging.contoso.net"}
	require.NoError(t, w.RemoveRole(t.Context(), directory.GlobalAdministrator, graphtest.Admin))
	_, err = throughRelay(t, w, relay, g).Enable(t.Context(), source(t, "https://staging.contoso.net"))
	assert.ErrorContains(t, err, "an enabled Global Administrator must be able to sign in outside the domain")
	assert.Zero(t, w.Faults.Requests("POST ")+w.Faults.Requests("PATCH "))

	require.NoError(t, w.AssignRole(t.Context(), directory.GlobalAdministrator, graphtest.Admin))
	result, err := throughRelay(t, w, relay, g).Enable(t.Context(), source(t, "https://staging.contoso.net"))
	require.NoError(t, err, "with everything that the guard wants")
	assert.Equal(t, snapshots(t, g), []string{result.Snapshot})
}

// A write that is answered with a redirect is not repeated anywhere.
func TestARedirectedWriteGoesNowhere(t *testing.T) {
	for name, action := range map[string]string{"POST": "enable", "PATCH": "disable"} {
		w := newTenant(t)
		if action == "disable" {
			w.federated(t)
		}
		var gone int
		elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { gone++ }))
		defer elsewhere.Close()
		before := w.state(t)
		away := func(rw http.ResponseWriter, r *http.Request, _ http.Handler) {
			http.Redirect(rw, r, elsewhere.URL+r.URL.Path, http.StatusTemporaryRedirect)
		}
		w.Faults.Add(name, "contoso.com", 0, away)
		w.Faults.Add(name, configurationOf, 0, away)
		o := w.real(t, guard(t))
		result, err := disable(t, o)
		if action == "enable" {
			result, err = enable(t, o)
		}
		r := graphtest.Refusal(t, err, federation.CodeRedirected)
		assert.Contains(t, r.Message, "graph.microsoft.com answers with a redirect (HTTP 307)")
		assert.Equal(t, exit.Environment, r.ExitCode())
		assert.Equal(t, before, w.state(t))
		assert.Equal(t, before, result.AuthenticationType)
		assert.Zero(t, gone)
	}
}
