package msgraph_test

import (
	"crypto/x509"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/federation/msgraph"
	"samlharness/internal/exit"
	"samlharness/internal/graphtest"
	"samlharness/internal/needs"
)

func TestTargetAtLoopback(t *testing.T) {
	w := graphtest.New(t)
	g, err := w.Local(t).Open()
	require.NoError(t, err)
	assert.True(t, g.Emulated())
	d, err := g.Domain(t.Context(), "contoso.com")
	require.NoError(t, err)
	assert.Equal(t, msgraph.Managed, d.AuthenticationType)
}

func TestTargetSecretFromAFile(t *testing.T) {
	w := graphtest.New(t)
	target := w.Local(t)
	target.SecretFile = needs.File(t, "secret", []byte(clientSecret+"\r\n"))
	g, err := target.Open()
	require.NoError(t, err)
	_, err = g.Domains(t.Context())
	require.NoError(t, err)
	target.SecretFile = needs.File(t, "secret", []byte("wrong-secret"))
	g, err = target.Open()
	require.NoError(t, err)
	_, err = g.Domains(t.Context())
	require.ErrorContains(t, err, "AADSTS7000215")
	assert.NotContains(t, err.Error(), "wrong-secret")
}

func TestTargetWithACertificateFile(t *testing.T) {
	both := appPEM(t)
	path := needs.File(t, "app.pem", both)
	_, err := msgraph.Target{TenantID: tenantID, ClientID: clientID, CertificateFile: path}.Open()
	require.NoError(t, err)
	_, err = msgraph.Target{TenantID: tenantID, ClientID: clientID, CertificateFile: path + "x"}.Open()
	graphtest.Refusal(t, err, msgraph.CodeCredential)

	// A secret file that the command line names wins over a certificate that only the environment names.
	environment := func(name string) string { return map[string]string{msgraph.EnvCertificateFile: path + "x"}[name] }
	target := msgraph.Target{
		TenantID:   tenantID,
		ClientID:   clientID,
		Getenv:     environment,
		SecretFile: needs.File(t, "secret", []byte("s")),
	}
	_, err = target.Open()
	require.NoError(t, err)
	target.SecretFile = ""
	_, err = target.Open()
	graphtest.Refusal(t, err, msgraph.CodeCredential)
}

func TestTargetThatIsIncomplete(t *testing.T) {
	folder := t.TempDir()
	for name, target := range map[string]msgraph.Target{
		"no secret file":   {SecretFile: filepath.Join(folder, "none")},
		"folder":           {SecretFile: folder},
		"no CA file":       {CAFile: filepath.Join(folder, "none")},
		"CA without PEM":   {CAFile: needs.File(t, "ca.pem", []byte("x"))},
		"no tenant":        {Kind: msgraph.Secret},
		"no secret":        {Kind: msgraph.Secret, TenantID: tenantID, ClientID: clientID},
		"kind that is not": {Kind: "password"},
		"empty secret":     {SecretFile: needs.File(t, "empty", nil), TenantID: tenantID, ClientID: clientID},
		"blank secret":     {SecretFile: needs.File(t, "blank", []byte(" \r\n")), TenantID: tenantID, ClientID: clientID},
	} {
		_, err := target.Open()
		r := graphtest.Refusal(t, err, msgraph.CodeCredential)
		assert.NotEmpty(t, r.Fix, name)
		assert.Equal(t, exit.Usage, r.ExitCode(), name)
	}
	g, err := msgraph.Target{}.Open()
	require.NoError(t, err, "a person needs nothing beforehand")
	assert.Equal(t, "https://graph.microsoft.com", g.Endpoint())
	assert.False(t, g.Emulated())
}

func TestTargetThatIsNotTrusted(t *testing.T) {
	w := graphtest.New(t)
	target := w.Local(t)
	target.CAFile = ""
	g, err := target.Open()
	require.NoError(t, err)
	assert.False(t, g.Emulated())
	_, err = g.Domains(t.Context())
	connect, ok := errors.AsType[*msgraph.ConnectError](err)
	require.True(t, ok, "%v", err)
	assert.True(t, connect.Untrusted())
	assert.ErrorContains(t, err, "certificate signed by unknown authority")
	_, ok = errors.AsType[*msgraph.SignInError](err)
	assert.True(t, ok, "the token is asked for first")
}

// What has the address of this machine may lead anywhere: a target is an emulation only if Graph and sign-in host are
// both here and both must prove it by the authority of a world.
func TestTargetIsAnEmulationOnlyIfItProvesIt(t *testing.T) {
	w := graphtest.New(t)
	self := needs.File(t, "proxy.pem", certs.PEM(func() *x509.Certificate { p, _ := pair(); return p.Certificate }()))
	for name, change := range map[string]func(*msgraph.Target){
		"as it is": func(*msgraph.Target) {},
		"names of this machine": func(t *msgraph.Target) {
			t.Endpoint = strings.Replace(t.Endpoint, "127.0.0.1", "graph.localhost", 1)
		},
		"no authority file":    func(t *msgraph.Target) { t.CAFile = "" },
		"authority of a proxy": func(t *msgraph.Target) { t.CAFile = self },
		"real sign-in host":    func(t *msgraph.Target) { t.AuthorityHost = "" },
		"named sign-in host":   func(t *msgraph.Target) { t.AuthorityHost = "https://login.microsoftonline.com" },
		"real Graph":           func(t *msgraph.Target) { t.Endpoint = "" },
		"Graph elsewhere":      func(t *msgraph.Target) { t.Endpoint = "https://localhost.example" },
		"token of the CLI":     func(t *msgraph.Target) { t.Kind = msgraph.CLI },
		"token of the host":    func(t *msgraph.Target) { t.Kind = msgraph.ManagedID },
	} {
		target := w.Local(t)
		change(&target)
		g, err := target.Open()
		require.NoError(t, err, name)
		assert.Equal(t, slices.Contains([]string{"as it is", "names of this machine"}, name), g.Emulated(), name)
	}
}

// The names under localhost are found without a resolver's help, and nothing but this machine is connected to.
func TestTargetConnectsToThisMachineOnly(t *testing.T) {
	w := graphtest.New(t)
	target := w.Local(t)
	target.Endpoint = strings.Replace(target.Endpoint, "127.0.0.1", "localhost", 1)
	target.AuthorityHost = strings.Replace(target.AuthorityHost, "localhost", "login.localhost", 1)
	g, err := target.Open()
	require.NoError(t, err)
	_, err = g.Domains(t.Context())
	require.Error(t, err, "the tenant serves other names")
	_, connected := errors.AsType[*msgraph.ConnectError](err)
	assert.False(t, connected, "%v", err)
	_, err = msgraph.DialLoopback(t.Context(), "tcp", "192.0.2.1:443") // RFC 5737
	assert.ErrorContains(t, err, "is not an address of this machine")
}

// A server here with another certificate, such as a relay's, gets neither secret nor token.
func TestTargetBelievesTheWorldsAuthorityAlone(t *testing.T) {
	w := graphtest.New(t)
	target := w.Local(t)
	target.CAFile = graphtest.New(t).Local(t).CAFile
	g, err := target.Open()
	require.NoError(t, err)
	assert.True(t, g.Emulated())
	_, err = g.Domains(t.Context())
	connect, ok := errors.AsType[*msgraph.ConnectError](err)
	require.True(t, ok)
	assert.True(t, connect.Untrusted())
}

// A client secret is posted to the sign-in host: one that nobody named for this command must be Microsoft's.
func TestAuthorityHostOfTheEnvironment(t *testing.T) {
	open := func(authority string, at msgraph.Target) error {
		at.TenantID, at.ClientID = tenantID, clientID
		at.Getenv = func(name string) string {
			return map[string]string{msgraph.EnvAuthorityHost: authority, msgraph.EnvClientSecret: clientSecret}[name]
		}
		_, err := at.Open()
		return err
	}
	for _, host := range []string{"", "https://login.microsoftonline.com", "https://login.microsoftonline.us/",
		"https://login.chinacloudapi.cn", "https://Login.Partner.microsoftonline.cn"} {
		assert.NoError(t, open(host, msgraph.Target{}), host)
	}
	for _, host := range []string{"https://fake.example", "https://login.microsoftonline.com.fake.example",
		"http://login.microsoftonline.com", "https://u:pass-word@login.microsoftonline.com", "login.microsoftonline.com"} {
		r := graphtest.Refusal(t, open(host, msgraph.Target{}), msgraph.CodeCredential)
		assert.Contains(t, r.Message+r.Fix, "--authority-host", host)
		assert.NotContains(t, r.Message+r.Got+r.Fix, "pass-word")
	}
	assert.NoError(t, open("https://fake.example", msgraph.Target{AuthorityHost: "https://login.example"}))
}

// A cloud has its own Graph and sign-in host.
func TestTargetInACloud(t *testing.T) {
	for name, endpoint := range map[string]string{"": msgraph.DefaultEndpoint, "usgov": "https://graph.microsoft.us",
		"usgov-dod": "https://dod-graph.microsoft.us", "china": "https://microsoftgraph.chinacloudapi.cn"} {
		g, err := msgraph.Target{
			Cloud:      name,
			TenantID:   tenantID,
			ClientID:   clientID,
			SecretFile: needs.File(t, "secret", []byte("s")),
		}.Open()
		require.NoError(t, err)
		assert.Equal(t, endpoint, g.Endpoint())
		assert.False(t, g.Emulated())
	}
	_, err := msgraph.Target{Cloud: "mars"}.Open()
	graphtest.Refusal(t, err, msgraph.CodeCredential)
}
