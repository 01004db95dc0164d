package interop_test

import (
	"crypto/x509"
	"fmt"
	"strings"
	"testing"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/certs"
	"samlharness/federation"
	"samlharness/idp/org"
	"samlharness/internal/needs"
	"samlharness/internal/wire"
	"samlharness/sp/directory"
	"samlharness/world"
)

// TestOthersVerifyAWholeSignIn has goxmldsig and xmlsec1 judge the response that a browser carried from JumpCloud to
// Microsoft, byte for byte, and the same with one letter changed.
func TestOthersVerifyAWholeSignIn(t *testing.T) {
	t.Parallel()
	for _, both := range []bool{false, true} {
		t.Run(fmt.Sprintf("response signed too: %t", both), func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			certificate := federateWithJumpCloud(t, w, both)
			result, err := signin.Walk(t.Context(), w.Browser(), w.Person("alice@contoso.com"), signin.Start{})
			require.NoError(t, err)
			require.Equal(t, "alice@contoso.com", result.SignedInAs, "%v", result.Refused)
			response := messageOf(t, result.Transcript, "SAMLResponse")
			altered := []byte(strings.Replace(string(response), "alice@contoso.com", "alicf@contoso.com", 1))
			require.NotEqual(t, response, altered)
			elements := []string{needs.Assertion}
			if both {
				elements = append(elements, needs.Response)
			}
			for _, element := range elements {
				assert.NoError(t, goxmldsigVerify(response, certificate, element), element)
				assert.Error(t, goxmldsigVerify(altered, certificate, element), element)
				assert.NoError(t, needs.XMLSecVerify(t, response, certificate.Raw, element), element)
				assert.Error(t, needs.XMLSecVerify(t, altered, certificate.Raw, element), element)
			}
		})
	}
}

// federateWithJumpCloud federates contoso.com, for Alice, and returns the certificate.
func federateWithJumpCloud(t testing.TB, w *world.World, signResponse bool) *x509.Certificate {
	t.Helper()
	ctx := t.Context()
	f, err := w.Federate(ctx, "contoso.com", "alice")
	require.NoError(t, err)
	app, err := w.JumpCloud.UpdateApplication(ctx, f.Application.ID, org.ApplicationUpdate{SignResponse: &signResponse})
	require.NoError(t, err)
	certificate, err := certs.ParseDER(app.Certificate)
	require.NoError(t, err)
	return certificate
}

// enable registers an identity provider's metadata through Graph.
func enable(t testing.TB, w *world.World, metadata []byte) {
	t.Helper()
	source, err := federation.ReadMetadata(metadata)
	require.NoError(t, err)
	operator, err := w.Operator(nil, nil)
	require.NoError(t, err)
	result, err := operator.Enable(t.Context(), source)
	require.NoError(t, err)
	require.Contains(t, result.Messages, "SSO Configured for domain: contoso.com")
}

// goxmldsigVerify has goxmldsig verify the signature of an element, with the certificate as its only root.
func goxmldsigVerify(document []byte, certificate *x509.Certificate, element string) error {
	tree := etree.NewDocument()
	if err := tree.ReadFromBytes(document); err != nil {
		return err
	}
	signed := tree.Root()
	if element == needs.Assertion {
		signed = tree.FindElement("//Assertion")
	}
	_, err := dsig.NewDefaultValidationContext(&dsig.MemoryX509CertificateStore{
		Roots: []*x509.Certificate{certificate},
	}).Validate(signed)
	return err
}

// TestOthersVerifyMicrosoftsRequest switches signed requests on, has crewjam/saml's identity provider answer one, and
// xmlsec1 verify it with the certificate of the metadata that Microsoft publishes.
func TestOthersVerifyMicrosoftsRequest(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	other := serveCrewjamIdP(t, w)
	other.federate(w)
	setImmutableID(t, w, "alice@contoso.com", crewjamUserID)
	domain, err := w.Entra.Domain(t.Context(), "contoso.com")
	require.NoError(t, err)
	signed := true
	_, err = w.Entra.UpdateFederation(t.Context(), "contoso.com", domain.Federation.ID,
		directory.FederationPatch{IsSignedAuthenticationRequestRequired: &signed})
	require.NoError(t, err)
	result, err := signin.Walk(t.Context(), w.Browser(), w.Person("alice@contoso.com"), signin.Start{})
	require.NoError(t, err)
	require.Equal(t, "alice@contoso.com", result.SignedInAs, "%v", result.Refused)

	key := other.microsoft.SPSSODescriptors[0].KeyDescriptors[0]
	require.Equal(t, "signing", key.Use)
	certificate, err := certs.ParseCertificate(key.KeyInfo.X509Data.X509Certificates[0].Data)
	require.NoError(t, err)
	request := messageOf(t, result.Transcript, "SAMLRequest")
	assert.NoError(t, needs.XMLSecVerify(t, request, certificate.Raw, needs.AuthnRequest))
	altered := []byte(strings.Replace(string(request), wire.NameIDPersistent, wire.NameIDTransient, 1))
	require.NotEqual(t, request, altered)
	assert.Error(t, needs.XMLSecVerify(t, altered, certificate.Raw, needs.AuthnRequest))
}
