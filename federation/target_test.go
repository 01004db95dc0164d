package federation_test

import (
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/federation"
	"samlharness/sp/graph"
	"samlharness/sp/oauth"
)

// local serves the tenant under loopback names, as `harness up` does, by certificates that no clock of a
// machine refuses, and returns the target that finds it.
func (w *tenant) local(t *testing.T) federation.Target {
	t.Helper()
	mux := http.NewServeMux()
	keys := &oauth.SigningKey{Source: oneKey{}}
	(&oauth.Handler{
		Tenant: w.Tenant,
		Apps:   []oauth.App{{ID: clientID, Secret: clientSecret}},
		Clock:  w.clock,
		Keys:   keys,
		Host:   "localhost",
	}).Mount(mux)
	(&graph.Handler{
		Tenant: w.Tenant,
		Tokens: &oauth.Verifier{Keys: keys, TenantID: tenantID, Clock: w.clock},
		Clock:  w.clock,
		Host:   "127.0.0.1",
	}).Mount(mux)
	authority, err := certs.NewAuthority(certs.AuthorityOptions{
		Now:      time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC),
		Lifetime: 200 * 365 * 24 * time.Hour,
	})
	require.NoError(t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := &http.Server{Handler: mux, TLSConfig: authority.TLSConfig()}
	go func() { _ = server.ServeTLS(listener, "", "") }()
	t.Cleanup(func() { _ = server.Close() })
	_, port, err := net.SplitHostPort(listener.Addr().String())
	require.NoError(t, err)
	environment := map[string]string{federation.EnvTenantID: tenantID, federation.EnvClientID: clientID,
		federation.EnvClientSecret:  clientSecret,
		federation.EnvAuthorityHost: "https://localhost:" + port}
	return federation.Target{Endpoint: "https://127.0.0.1:" + port,
		CAFile: writeFile(t, "ca.pem", authority.CertificatePEM()), Retry: quick(),
		Getenv: func(name string) string { return environment[name] }}
}

func TestTargetAtLoopback(t *testing.T) {
	w := newTenant(t)
	g, err := w.local(t).Open()
	require.NoError(t, err)
	assert.True(t, g.Emulated())
	o := federation.Operator{Graph: g, Out: io.Discard}
	_, err = o.Enable(t.Context(), source(t, "https://contoso.com"))
	require.NoError(t, err)
	assert.NotNil(t, w.federation(t, "contoso.com"))
}

func TestTargetSecretFromAFile(t *testing.T) {
	w := newTenant(t)
	target := w.local(t)
	target.SecretFile = writeFile(t, "secret", []byte(clientSecret+"\r\n"))
	g, err := target.Open()
	require.NoError(t, err)
	_, err = g.Domains(t.Context())
	require.NoError(t, err)
	target.SecretFile = writeFile(t, "secret", []byte("wrong-secret"))
	g, err = target.Open()
	require.NoError(t, err)
	_, err = g.Domains(t.Context())
	require.ErrorContains(t, err, "AADSTS7000215")
	assert.NotContains(t, err.Error(), "wrong-secret")
}

func TestTargetWithACertificateFile(t *testing.T) {
	path := writeFile(t, "app.pem", append(certs.PEM(pairs()[0].Certificate), keyPEM(t)...))
	_, err := federation.Target{TenantID: tenantID, ClientID: clientID, CertificateFile: path}.Open()
	require.NoError(t, err)
	_, err = federation.Target{TenantID: tenantID, ClientID: clientID, CertificateFile: path + "x"}.Open()
	refusal(t, err, federation.CodeCredential)

	// A secret file that the command line names wins over a certificate that only the environment names.
	environment := func(name string) string { return map[string]string{federation.EnvCertificateFile: path + "x"}[name] }
	target := federation.Target{
		TenantID:   tenantID,
		ClientID:   clientID,
		Getenv:     environment,
		SecretFile: writeFile(t, "secret", []byte("s")),
	}
	_, err = target.Open()
	require.NoError(t, err)
	target.SecretFile = ""
	_, err = target.Open()
	refusal(t, err, federation.CodeCredential)
}

func TestTargetThatIsIncomplete(t *testing.T) {
	folder := t.TempDir()
	for name, target := range map[string]federation.Target{
		"no secret file":   {SecretFile: filepath.Join(folder, "none")},
		"folder":           {SecretFile: folder},
		"no CA file":       {CAFile: filepath.Join(folder, "none")},
		"CA without PEM":   {CAFile: writeFile(t, "ca.pem", []byte("x"))},
		"no tenant":        {Kind: federation.Secret},
		"no secret":        {Kind: federation.Secret, TenantID: tenantID, ClientID: clientID},
		"kind that is not": {Kind: "password"},
	} {
		_, err := target.Open()
		assert.NotEmpty(t, refusal(t, err, federation.CodeCredential).Fix, name)
	}
	g, err := federation.Target{}.Open()
	require.NoError(t, err, "a person needs nothing beforehand")
	assert.Equal(t, "https://graph.microsoft.com", g.Endpoint())
	assert.False(t, g.Emulated())
}

func TestTargetGuard(t *testing.T) {
	target := federation.Target{Getenv: func(name string) string {
		return map[string]string{"HARNESS_REAL_DOMAIN": "contoso.com, fabrikam.com"}[name]
	}}
	g := target.Guard("contoso.com", "folder")
	assert.Equal(t, "contoso.com+fabrikam.com", strings.Join(g.Allowed, "+"))
	assert.Empty(t, federation.Target{}.Guard("contoso.com", "").Allowed)
}

func TestTargetThatIsNotTrusted(t *testing.T) {
	w := newTenant(t)
	target := w.local(t)
	target.CAFile = ""
	g, err := target.Open()
	require.NoError(t, err)
	_, err = (&federation.Operator{Graph: g}).Show(t.Context(), "contoso.com")
	assert.Contains(t, refusal(t, err, federation.CodeAuthenticationFailed).Message,
		"certificate signed by unknown authority")
}
