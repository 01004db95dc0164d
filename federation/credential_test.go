package federation_test

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"log/slog"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/federation"
)

const (
	clientID     = "22222222-2222-2222-2222-222222222222"
	clientSecret = "the-secret~of.the_world"
)

func TestCredentialKinds(t *testing.T) {
	both := append(certs.PEM(pairs()[0].Certificate), keyPEM(t)...)
	for _, c := range []struct {
		options federation.CredentialOptions
		want    any
	}{
		{federation.CredentialOptions{
			TenantID:     tenantID,
			ClientID:     clientID,
			ClientSecret: clientSecret,
		}, &azidentity.ClientSecretCredential{}},
		{federation.CredentialOptions{
			Kind:           federation.Certificate,
			TenantID:       tenantID,
			ClientID:       clientID,
			CertificatePEM: both,
		}, &azidentity.ClientCertificateCredential{}},
		{federation.CredentialOptions{}, &azidentity.DeviceCodeCredential{}},
		{federation.CredentialOptions{Kind: federation.Browser}, &azidentity.InteractiveBrowserCredential{}},
		{federation.CredentialOptions{Kind: federation.CLI}, &azidentity.AzureCLICredential{}},
		{federation.CredentialOptions{Kind: federation.ManagedID, ClientID: clientID},
			&azidentity.ManagedIdentityCredential{}},
	} {
		got, err := federation.Credential(c.options)
		require.NoError(t, err)
		assert.IsType(t, c.want, got)
	}
}

func TestCredentialsThatAreIncomplete(t *testing.T) {
	for _, c := range []struct {
		options federation.CredentialOptions
		missing string
	}{
		{federation.CredentialOptions{ClientSecret: clientSecret}, "tenant id"},
		{federation.CredentialOptions{ClientSecret: clientSecret, TenantID: tenantID}, "client id"},
		{federation.CredentialOptions{
			Kind:     federation.Secret,
			TenantID: tenantID,
			ClientID: clientID,
		}, "client secret, from the environment or a file"},
		{federation.CredentialOptions{
			Kind:     federation.Certificate,
			TenantID: tenantID,
			ClientID: clientID,
		}, "certificate with its key"},
		{federation.CredentialOptions{Kind: "s"}, "secret, certificate, devicecode, browser, cli or managed"},
	} {
		_, err := federation.Credential(c.options)
		assert.Equal(t, c.missing, refusal(t, err, federation.CodeCredential).Expected)
	}
	_, err := federation.Credential(federation.CredentialOptions{
		Kind:           federation.Certificate,
		TenantID:       tenantID,
		ClientID:       clientID,
		CertificatePEM: []byte("SECRET"),
	})
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "SECRET")
	_, err = federation.Credential(federation.CredentialOptions{
		TenantID:     "not a tenant!",
		ClientID:     clientID,
		ClientSecret: clientSecret,
	})
	require.Error(t, err)
	assert.NotContains(t, err.Error(), clientSecret)
}

func TestNoFormatShowsASecret(t *testing.T) {
	o := federation.CredentialOptions{ClientSecret: clientSecret, CertificatePEM: []byte(clientSecret)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		assert.Equal(t, o.String(), fmt.Sprintf(verb, o))
		assert.NotContains(t, fmt.Sprintf(verb, &o), clientSecret)
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "credential", o, "pointer", &o)
	text, err := json.Marshal(o)
	require.NoError(t, err)
	assert.NotContains(t, log.String()+string(text), clientSecret)
}

func TestDelegatedScopes(t *testing.T) {
	assert.Contains(t, federation.DelegatedScopes(""),
		"https://graph.microsoft.com/Domain-InternalFederation.ReadWrite.All")
	assert.Contains(t, federation.DelegatedScopes("https://graph.microsoft.us/"),
		"https://graph.microsoft.us/Domain.ReadWrite.All")
}

func TestGraphOptions(t *testing.T) {
	for _, endpoint := range []string{"http://graph.microsoft.com", "graph.microsoft.com", "https://",
		"https://u:p@graph.microsoft.com", "https://h?x", "https://graph.microsoft.com/v1.0", "https://[", "\x7f"} {
		_, err := federation.NewGraph(federation.GraphOptions{Endpoint: endpoint, Credential: stubToken(t)})
		assert.Equal(t, "The address of Graph cannot be used", refusal(t, err, federation.CodeEndpoint).Message)
	}
	_, err := federation.NewGraph(federation.GraphOptions{})
	assert.ErrorContains(t, err, "needs a credential")
}

func keyPEM(t *testing.T) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(pairs()[0].Key)
	require.NoError(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

func stubToken(t *testing.T) azcore.TokenCredential {
	t.Helper()
	c, err := federation.Credential(federation.CredentialOptions{
		TenantID:     tenantID,
		ClientID:     clientID,
		ClientSecret: clientSecret,
	})
	require.NoError(t, err)
	return c
}
