package oauth_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/sp/directory"
)

// identityProvider is the key pair of a federated domain's identity provider.
var identityProvider = sync.OnceValues(func() (*certs.KeyPair, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	return certs.Issue(key, certs.Profile{Organization: "Contoso",
		NotBefore: time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)})
})

func federation(t *testing.T) directory.Federation {
	t.Helper()
	pair, err := identityProvider()
	require.NoError(t, err)
	return directory.Federation{DisplayName: "JumpCloud", IssuerURI: "https://contoso.com",
		PassiveSignInURI: "https://sso.jumpcloud.com/saml2/office365", SigningCertificate: certs.Base64(pair.Certificate),
		PreferredAuthenticationProtocol: directory.ProtocolSAML, FederatedIdpMfaBehavior: directory.MFAAccept}
}

// assertion is what the identity provider says about alice, taken out of its response.
func assertion(t *testing.T, now time.Time) []byte {
	t.Helper()
	pair, err := identityProvider()
	require.NoError(t, err)
	response, err := wire.Response{ID: wire.NewID(nil), AssertionID: wire.NewID(nil), Issuer: "https://contoso.com",
		Destination: wire.MicrosoftACS, Recipient: wire.MicrosoftACS, Audience: wire.MicrosoftEntityID, NameID: "alice-id",
		NameIDFormat: wire.NameIDPersistent, SessionIndex: "_s", IssueInstant: now, NotBefore: now,
		AuthnContextClassRef: wire.AuthnContextPasswordProtectedTransport, NotOnOrAfter: now.Add(5 * time.Minute),
		SubjectNotOnOrAfter: now.Add(5 * time.Minute), AuthnInstant: now, SignAssertion: true,
		Attributes: []wire.Attribute{{Name: "IDPEmail", Values: []string{alice}}},
	}.Issue(xmldsig.Signer{Key: pair.Key, Certificate: pair.Certificate.Raw})
	require.NoError(t, err)
	from := bytes.Index(response, []byte("<saml2:Assertion"))
	const end = "</saml2:Assertion>"
	return response[from : bytes.Index(response, []byte(end))+len(end)]
}

func TestSAMLBearerGrant(t *testing.T) {
	c := newCompany(t)
	id := "alice-id"
	_, err := c.microsoft.Tenant.UpdateUser(t.Context(), alice, directory.UserPatch{ImmutableID: &id})
	require.NoError(t, err)
	_, err = c.microsoft.Tenant.CreateFederation(t.Context(), "contoso.com", federation(t))
	require.NoError(t, err)

	good := assertion(t, c.clock.Now())
	ask := func(text string) (int, map[string]any) {
		return c.post("/common/oauth2/token", "grant_type", "urn:ietf:params:oauth:grant-type:saml2-bearer", "assertion",
			text, "client_id", directory.AppAzureCLI, "resource", "https://graph.microsoft.com")
	}
	for _, encoding := range []*base64.Encoding{base64.RawURLEncoding, base64.StdEncoding} {
		status, answer := ask(encoding.EncodeToString(good))
		require.Equal(t, http.StatusOK, status, "%v", answer)
		assert.Equal(t, alice, claims(t, answer["access_token"])["upn"])
		assert.Equal(t, []any{"fed"}, claims(t, answer["access_token"])["amr"])
	}
	for text, code := range map[string]string{
		"%%%": "AADSTS750056",
		base64.RawURLEncoding.EncodeToString(bytes.Replace(good, []byte("alice-id"), []byte("admin-id"), 1)): "AADSTS50006",
		base64.RawURLEncoding.EncodeToString([]byte("<x/>")):                                                 "AADSTS",
	} {
		status, answer := ask(text)
		assert.Equal(t, http.StatusBadRequest, status)
		assert.Equal(t, "invalid_grant", answer["error"])
		assert.Contains(t, answer["error_description"], code)
	}
	c.clock.Advance(time.Hour)
	_, answer := ask(base64.RawURLEncoding.EncodeToString(good))
	assert.Contains(t, answer["error_description"], "AADSTS500089")
}

// The grant for SAML 1.1 exists; domains that sign in by it are refused here as at login.srf.
func TestSAML11BearerGrant(t *testing.T) {
	c := newCompany(t)
	ask := func(text string) (int, map[string]any) {
		return c.post("/common/oauth2/token", "grant_type", "urn:ietf:params:oauth:grant-type:saml1_1-bearer", "assertion",
			text, "client_id", directory.AppAzureCLI, "resource", "https://graph.microsoft.com")
	}
	for text, want := range map[string][2]string{
		"":    {"invalid_request", "AADSTS900144"},
		"%%%": {"invalid_grant", "AADSTS750056"},
		base64.RawURLEncoding.EncodeToString([]byte("<saml:Assertion/>")): {"invalid_grant", "AADSTS7500519"},
	} {
		status, answer := ask(text)
		assert.Equal(t, http.StatusBadRequest, status)
		assert.Equal(t, want[0], answer["error"])
		assert.Contains(t, answer["error_description"], want[1])
	}
}
