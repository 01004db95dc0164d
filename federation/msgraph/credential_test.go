package msgraph_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/federation/msgraph"
	"samlharness/internal/exit"
	"samlharness/internal/graphtest"
)

const (
	tenantID     = graphtest.TenantID
	clientID     = graphtest.ClientID
	clientSecret = graphtest.ClientSecret
)

// app are the options of the app registration.
func app() msgraph.CredentialOptions {
	return msgraph.CredentialOptions{TenantID: tenantID, ClientID: clientID, ClientSecret: clientSecret}
}

func TestCredentialKinds(t *testing.T) {
	both := appPEM(t)
	for _, c := range []struct {
		options msgraph.CredentialOptions
		want    any
	}{
		{app(), &azidentity.ClientSecretCredential{}},
		{msgraph.CredentialOptions{
			Kind:           msgraph.Certificate,
			TenantID:       tenantID,
			ClientID:       clientID,
			CertificatePEM: both,
		}, &azidentity.ClientCertificateCredential{}},
		{msgraph.CredentialOptions{}, &azidentity.DeviceCodeCredential{}},
		{msgraph.CredentialOptions{Kind: msgraph.Browser}, &azidentity.InteractiveBrowserCredential{}},
		{msgraph.CredentialOptions{Kind: msgraph.CLI}, &azidentity.AzureCLICredential{}},
		{msgraph.CredentialOptions{Kind: msgraph.ManagedID, ClientID: clientID},
			&azidentity.ManagedIdentityCredential{}},
	} {
		got, err := msgraph.Credential(c.options)
		require.NoError(t, err)
		assert.IsType(t, c.want, msgraph.Inner(got))
	}
}

func TestCredentialsThatAreIncomplete(t *testing.T) {
	for _, c := range []struct {
		options msgraph.CredentialOptions
		missing string
	}{
		{msgraph.CredentialOptions{ClientSecret: clientSecret}, "tenant id"},
		{msgraph.CredentialOptions{ClientSecret: clientSecret, TenantID: tenantID}, "client id"},
		{msgraph.CredentialOptions{
			Kind:     msgraph.Secret,
			TenantID: tenantID,
			ClientID: clientID,
		}, "client secret, from the environment or a file"},
		{msgraph.CredentialOptions{
			Kind:     msgraph.Certificate,
			TenantID: tenantID,
			ClientID: clientID,
		}, "certificate with its key"},
		{msgraph.CredentialOptions{Kind: "s"}, "secret, certificate, devicecode, browser, cli or managed"},
	} {
		_, err := msgraph.Credential(c.options)
		assert.Equal(t, c.missing, graphtest.Refusal(t, err, msgraph.CodeCredential).Expected)
	}
	_, err := msgraph.Credential(msgraph.CredentialOptions{
		Kind:           msgraph.Certificate,
		TenantID:       tenantID,
		ClientID:       clientID,
		CertificatePEM: []byte("SECRET"),
	})
	r := graphtest.Refusal(t, err, msgraph.CodeCredential)
	assert.Equal(t, exit.Usage, r.ExitCode())
	assert.NotContains(t, r.Got+r.Message, "SECRET")
	_, err = msgraph.Credential(msgraph.CredentialOptions{
		TenantID:     "not a tenant!",
		ClientID:     clientID,
		ClientSecret: clientSecret,
	})
	r = graphtest.Refusal(t, err, msgraph.CodeCredential)
	assert.Equal(t, "The tenant id is malformed", r.Message)
	assert.Equal(t, exit.Usage, r.ExitCode())
	assert.NotContains(t, r.Got+r.Message+r.Fix, clientSecret)
}

func TestNoFormatShowsASecret(t *testing.T) {
	o := msgraph.CredentialOptions{ClientSecret: clientSecret, CertificatePEM: []byte(clientSecret)}
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
	assert.Contains(t, msgraph.DelegatedScopes(""),
		"https://graph.microsoft.com/Domain-InternalFederation.ReadWrite.All")
	assert.Contains(t, msgraph.DelegatedScopes("https://graph.microsoft.us/"),
		"https://graph.microsoft.us/Domain.ReadWrite.All")
}

// A password in the address of the sign-in host would stand in errors and in cures.
func TestAuthorityHostWithAPassword(t *testing.T) {
	target := msgraph.Target{TenantID: tenantID, AuthorityHost: "https://me:pass-word@login.microsoftonline.com"}
	_, err := target.Open()
	r := graphtest.Refusal(t, err, msgraph.CodeCredential)
	assert.NotContains(t, r.Message+r.Expected+r.Got+r.Fix, "pass-word")
}
