package msgraph_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/federation/msgraph"
	"samlharness/internal/graphtest"
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
	both := appPEM(t)
	path := writeFile(t, "app.pem", both)
	_, err := msgraph.Target{TenantID: tenantID, ClientID: clientID, CertificateFile: path}.Open()
	require.NoError(t, err)
	_, err = msgraph.Target{TenantID: tenantID, ClientID: clientID, CertificateFile: path + "x"}.Open()
	refusal(t, err, msgraph.CodeCredential)

	// A secret file that the command line names wins over a certificate that only the environment names.
	environment := func(name string) string { return map[string]string{msgraph.EnvCertificateFile: path + "x"}[name] }
	target := msgraph.Target{
		TenantID:   tenantID,
		ClientID:   clientID,
		Getenv:     environment,
		SecretFile: writeFile(t, "secret", []byte("s")),
	}
	_, err = target.Open()
	require.NoError(t, err)
	target.SecretFile = ""
	_, err = target.Open()
	refusal(t, err, msgraph.CodeCredential)
}

func TestTargetThatIsIncomplete(t *testing.T) {
	folder := t.TempDir()
	for name, target := range map[string]msgraph.Target{
		"no secret file":   {SecretFile: filepath.Join(folder, "none")},
		"folder":           {SecretFile: folder},
		"no CA file":       {CAFile: filepath.Join(folder, "none")},
		"CA without PEM":   {CAFile: writeFile(t, "ca.pem", []byte("x"))},
		"no tenant":        {Kind: msgraph.Secret},
		"no secret":        {Kind: msgraph.Secret, TenantID: tenantID, ClientID: clientID},
		"kind that is not": {Kind: "password"},
	} {
		_, err := target.Open()
		assert.NotEmpty(t, refusal(t, err, msgraph.CodeCredential).Fix, name)
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
	_, err = g.Domains(t.Context())
	var call *msgraph.CallError
	require.ErrorAs(t, err, &call)
	code, description, failed := call.SignIn()
	assert.True(t, failed)
	assert.Empty(t, code)
	assert.Contains(t, description, "certificate signed by unknown authority")
}
