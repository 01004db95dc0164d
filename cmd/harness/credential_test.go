package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/cloud"
	"samlharness/internal/persontest"
	"samlharness/internal/up"
	"samlharness/world"
)

const (
	administrator = "admin@contoso.onmicrosoft.com"
	showReal      = "harness federation show --domain contoso.com --target real --ca-file ca.pem --credential "
)

// realTenant is a world of a cloud that stands for the real Microsoft, under its production names, and a shell from
// which it is signed in to: the environment names the tenant and no application, ca.pem is its authority.
func realTenant(t *testing.T, in cloud.Cloud) (*up.Held, shell) {
	t.Helper()
	folder, spec := t.TempDir(), world.Demo()
	spec.Cloud = in
	held := hold(t, up.Options{
		Spec:           &spec,
		Clock:          clockwork.NewRealClock(),
		ConnectionFile: filepath.Join(folder, "connection.json"),
	})
	authority, err := os.ReadFile(held.Connection.CACertificateFile)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "ca.pem"), authority, 0o600))
	return held, shell{folder: folder, env: []string{
		"HARNESS_CONNECT=",
		"HTTPS_PROXY=" + held.Connection.ProxyURL,
		"AZURE_TENANT_ID=" + held.Connection.TenantID,
		"AZURE_CLIENT_ID=",
		"AZURE_CLIENT_SECRET=",
	}}
}

// shows runs a command that shows the managed domain.
func (s shell) shows(t *testing.T, line string) {
	t.Helper()
	stdout, stderr, err := s.run(t, line)
	if assert.NoError(t, err, stderr) {
		assert.Contains(t, stdout, "Federation is not configured for domain: contoso.com")
	}
}

// An application signs in at the command line by its certificate, which the verb of the world registers.
func TestCredentialCertificate(t *testing.T) {
	held, person := realTenant(t, cloud.Global)
	writeCertificate(t, person.folder)
	line := "AZURE_CLIENT_ID=" + held.Connection.ClientID + " " + showReal + "certificate --certificate-file both.pem"
	_, stderr, err := person.run(t, line)
	require.Error(t, err)
	assert.Contains(t, stderr, "AADSTS700027", "it is not registered yet")
	_, stderr, err = person.run(t, "harness entra app certificate add harness --certificate certificate.pem "+
		"--connect connection.json")
	require.NoError(t, err, stderr)
	person.shows(t, line)
}

// writeCertificate writes certificate.pem, and both.pem with the key besides.
func writeCertificate(t *testing.T, folder string) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	now := clockwork.NewRealClock().Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "TEST client"},
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	both := append(certificate, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})...)
	for name, text := range map[string][]byte{"certificate.pem": certificate, "both.pem": both} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), text, 0o600))
	}
}

// A person signs in by the code that the command prints, which the verb of the world approves.
func TestCredentialDeviceCode(t *testing.T) {
	_, person := realTenant(t, cloud.Global)
	go func() {
		code := shownCode(t.Context(), filepath.Join(person.folder, "prompt"))
		stdout, stderr, err := person.run(t, "harness entra device approve "+code+" "+administrator+
			" --connect connection.json")
		assert.NoError(t, err, stderr)
		assert.Contains(t, stdout, administrator+" is signed in to Microsoft Graph Command Line Tools")
	}()
	person.shows(t, showReal+"devicecode 2>prompt || { cat prompt >&2; false; }")
}

// shownCode waits for the code in what the command says to a person; "" when the context ends before.
func shownCode(ctx context.Context, file string) string {
	code := regexp.MustCompile(`enter the code ([A-Z0-9]{9}) to authenticate`)
	for ctx.Err() == nil {
		text, _ := os.ReadFile(file) // which the command has yet to make
		if found := code.FindSubmatch(text); found != nil {
			return string(found[1])
		}
		time.Sleep(20 * time.Millisecond)
	}
	return ""
}

// A person signs in at the browser that the command opens, and returns to the port where it listens.
func TestCredentialBrowser(t *testing.T) {
	held, person := realTenant(t, cloud.Global)
	opened := persontest.Opener(t)
	go func() { persontest.Walk(t, held.World, administrator, opened(), "http://localhost:") }()
	person.shows(t, showReal+"browser")
}

// In a national cloud the command asks that cloud's hosts, and no other.
func TestNationalCloud(t *testing.T) {
	held, person := realTenant(t, cloud.USGov)
	person.env = append(person.env, "AZURE_CLIENT_ID="+held.Connection.ClientID,
		"AZURE_CLIENT_SECRET="+held.Connection.ClientSecret)
	person.shows(t, showReal+"secret --cloud usgov")
	_, stderr, err := person.run(t, showReal+"secret --cloud china")
	require.Error(t, err)
	assert.Contains(t, stderr, cloud.China.Login(), "which the world does not serve")
}
