package main

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/internal/graphtest"
	"samlharness/internal/wire"
)

// A person who interrupts a command whose change was sent and not answered is told what the domain is now and how to
// return, on standard error and in the document.
func TestAnInterruptedChangeTellsTheState(t *testing.T) {
	tenant := graphtest.New(t)
	target := tenant.Local(t)
	done := make(chan struct{})
	tenant.Faults.Add(http.MethodPost, "/federationConfiguration", 1,
		func(_ http.ResponseWriter, r *http.Request, next http.Handler) {
			next.ServeHTTP(httptest.NewRecorder(), r)
			close(done)
			<-r.Context().Done()
		})
	cmd := exec.CommandContext(t.Context(), "harness", "federation", "enable", "--target", "real", "--json",
		"--domain", "contoso.com", "--xml-file", exported(t), "--graph", target.Endpoint,
		"--authority-host", target.AuthorityHost, "--ca-file", target.CAFile)
	cmd.Env = append(os.Environ(), "AZURE_TENANT_ID="+graphtest.TenantID, "AZURE_CLIENT_ID="+graphtest.ClientID,
		"AZURE_CLIENT_SECRET="+graphtest.ClientSecret, "HARNESS_REAL_DOMAIN=")
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	require.NoError(t, cmd.Start())
	select {
	case <-done:
	case <-t.Context().Done():
	}
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	ended, ok := errors.AsType[*exec.ExitError](cmd.Wait())
	require.True(t, ok, stderr.String())
	assert.Equal(t, 130, ended.ExitCode())
	assert.Contains(t, stderr.String(), "Interrupted after the change, which was read back: contoso.com is Federated\n")
	assert.Contains(t, stderr.String(), "hint: To return to password sign-in: `harness federation disable")
	var document struct {
		Result  struct{ Changed, AuthenticationType string }
		Refusal struct{ Code string }
	}
	require.NoError(t, json.Unmarshal([]byte(stdout.String()), &document))
	assert.Equal(t, "yes", document.Result.Changed)
	assert.Equal(t, "Federated", document.Result.AuthenticationType)
	assert.Equal(t, "Interrupted", document.Refusal.Code)
	d, err := tenant.Domain(t.Context(), "contoso.com")
	require.NoError(t, err)
	assert.Equal(t, "Federated", d.AuthenticationType())
}

// exported is a metadata file as JumpCloud exports it.
func exported(t *testing.T) string {
	t.Helper()
	key, err := certs.Generator{}.RSAKey(t.Context(), certs.FastBits)
	require.NoError(t, err)
	pair, err := certs.Issue(key, certs.Profile{NotBefore: graphtest.Start})
	require.NoError(t, err)
	const signOn = "https://sso.jumpcloud.com/saml2/office365"
	metadata := wire.IDPMetadata{
		EntityID:            "https://contoso.com",
		SigningCertificates: [][]byte{pair.Certificate.Raw},
		SingleSignOn:        []wire.Endpoint{{Binding: wire.BindingPost, Location: signOn}},
	}
	file := filepath.Join(t.TempDir(), "JumpCloud-office365-metadata.xml")
	require.NoError(t, os.WriteFile(file, metadata.XML(), 0o600))
	return file
}
