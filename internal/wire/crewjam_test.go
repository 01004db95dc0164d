package wire_test

import (
	"encoding/xml"
	"fmt"
	"net/url"
	"testing"

	"github.com/crewjam/saml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
)

// serviceProvider is Microsoft's, played by crewjam/saml from our metadata.
func serviceProvider(t testing.TB) *saml.ServiceProvider {
	t.Helper()
	acs, err := url.Parse(wire.MicrosoftACS)
	require.NoError(t, err)
	var metadata saml.EntityDescriptor
	require.NoError(t, xml.Unmarshal(idpMetadata(t).XML(), &metadata))
	return &saml.ServiceProvider{EntityID: wire.MicrosoftEntityID, AcsURL: *acs, IDPMetadata: &metadata}
}

// TestCrewjamAcceptsOurs has crewjam/saml and goxmldsig judge what the identity provider issues.
func TestCrewjamAcceptsOurs(t *testing.T) {
	sp := serviceProvider(t)
	for _, method := range []string{"", xmldsig.RSASHA1, xmldsig.RSASHA256, xmldsig.RSASHA384, xmldsig.RSASHA512} {
		for _, signs := range []struct{ assertion, response bool }{
			{true, false},
			{false, true},
			{true, true},
			{false, false},
		} {
			t.Run(fmt.Sprint(method, signs), func(t *testing.T) {
				r := response()
				r.SignAssertion, r.SignResponse = signs.assertion, signs.response
				r.Attributes = append(r.Attributes, wire.Attribute{Name: "名", Values: []string{`<王> & "小明"`, ""}})
				document, err := r.Issue(signer(t, method))
				require.NoError(t, err)
				assertion, err := sp.ParseXMLResponse(document, []string{r.InResponseTo}, sp.AcsURL)
				if !signs.assertion && !signs.response {
					require.Error(t, err, "crewjam can refuse")
					return
				}
				if invalid, ok := err.(*saml.InvalidResponseError); ok {
					require.NoError(t, invalid.PrivateErr)
				}
				require.NoError(t, err)
				assert.Equal(t, r.NameID, assertion.Subject.NameID.Value)
				assert.Equal(t, r.NameIDFormat, assertion.Subject.NameID.Format)
				assert.Equal(t, r.Issuer, assertion.Issuer.Value)
				assert.Equal(t, r.SessionIndex, assertion.AuthnStatements[0].SessionIndex)
				assert.Equal(t, r.AuthnContextClassRef, assertion.AuthnStatements[0].AuthnContext.AuthnContextClassRef.Value)
				attributes := assertion.AttributeStatements[0].Attributes
				require.Len(t, attributes, 2)
				assert.Equal(t, "alice@contoso.com", attributes[0].Values[0].Value)
				assert.Equal(t, `<王> & "小明"`, attributes[1].Values[0].Value)
			})
		}
	}
}

func TestCrewjamReadsOurMetadata(t *testing.T) {
	ours := idpMetadata(t)
	var theirs saml.EntityDescriptor
	require.NoError(t, xml.Unmarshal(ours.XML(), &theirs))
	assert.Equal(t, ours.EntityID, theirs.EntityID)
	require.Len(t, theirs.IDPSSODescriptors, 1)
	idp := theirs.IDPSSODescriptors[0]
	require.NotNil(t, idp.WantAuthnRequestsSigned)
	assert.False(t, *idp.WantAuthnRequestsSigned)
	require.Len(t, idp.KeyDescriptors, 1)
	assert.Equal(t, "signing", idp.KeyDescriptors[0].Use)
	require.Len(t, idp.SingleSignOnServices, len(ours.SingleSignOn))
	for i, s := range ours.SingleSignOn {
		assert.Equal(t, s, wire.Endpoint{
			Binding:  idp.SingleSignOnServices[i].Binding,
			Location: idp.SingleSignOnServices[i].Location,
		})
	}
	require.Len(t, idp.NameIDFormats, 1)
	assert.Equal(t, ours.NameIDFormats[0], string(idp.NameIDFormats[0]))
}

func TestCrewjamReadsOurRequest(t *testing.T) {
	var theirs saml.AuthnRequest
	require.NoError(t, xml.Unmarshal(microsoftRequest().XML(), &theirs))
	assert.Equal(t, microsoftRequest().ID, theirs.ID)
	assert.Equal(t, wire.MicrosoftEntityID, theirs.Issuer.Value)
	assert.Equal(t, wire.NameIDPersistent, *theirs.NameIDPolicy.Format)
	assert.Nil(t, theirs.NameIDPolicy.AllowCreate)
}
