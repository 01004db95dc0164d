package graphtest

import (
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/federation/msgraph"
)

// Local serves the tenant under loopback names, as a held world does, by certificates that no clock of a machine
// refuses, and returns the target that finds it. The app registration is in the target's environment.
func (w *Tenant) Local(t *testing.T) msgraph.Target {
	t.Helper()
	authority, err := certs.NewAuthority(certs.AuthorityOptions{
		Now:      time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC),
		Lifetime: 200 * 365 * 24 * time.Hour,
	})
	require.NoError(t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := &http.Server{Handler: &w.Faults, TLSConfig: authority.TLSConfig()}
	go func() { _ = server.ServeTLS(listener, "", "") }()
	t.Cleanup(func() { _ = server.Close() })
	_, port, err := net.SplitHostPort(listener.Addr().String())
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "ca.pem")
	require.NoError(t, os.WriteFile(file, authority.CertificatePEM(), 0o600))
	environment := map[string]string{
		msgraph.EnvTenantID:     TenantID,
		msgraph.EnvClientID:     ClientID,
		msgraph.EnvClientSecret: ClientSecret,
	}
	return msgraph.Target{
		Endpoint:      "https://127.0.0.1:" + port,
		AuthorityHost: "https://localhost:" + port,
		CAFile:        file,
		Retry:         Quick(),
		Getenv:        func(name string) string { return environment[name] },
	}
}
