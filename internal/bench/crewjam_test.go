package bench_test

import (
	"encoding/xml"
	"net/url"
	"os"
	"testing"

	"github.com/crewjam/saml"
	dsig "github.com/russellhaering/goxmldsig"
	"github.com/stretchr/testify/require"

	"samlharness/internal/wire"
)

// crewjam/saml takes the time from package variables.
func TestMain(m *testing.M) {
	saml.TimeNow = at
	saml.Clock = dsig.NewFakeClockAt(at())
	os.Exit(m.Run())
}

// crewjamIssue has crewjam's identity provider issue a response; it always signs assertion and response.
func crewjamIssue(b testing.TB, bits int) func() error {
	metadataURL, err := url.Parse("https://contoso.com")
	require.NoError(b, err)
	idp := &saml.IdentityProvider{
		Key:             pairs()[bits].Key,
		Certificate:     pairs()[bits].Certificate,
		MetadataURL:     *metadataURL,
		SignatureMethod: dsig.RSASHA256SignatureMethod,
	}
	descriptor := &saml.SPSSODescriptor{}
	session := &saml.Session{
		ID:           "1",
		CreateTime:   at(),
		ExpireTime:   at(),
		NameID:       "64b1f0c2a9d3e45f6a7b8c9d",
		NameIDFormat: wire.NameIDPersistent,
		UserEmail:    "alice@contoso.com",
	}
	request := saml.IdpAuthnRequest{
		IDP: idp, Now: at(), Request: saml.AuthnRequest{ID: "_33333333333333333333333333333333"}, SPSSODescriptor: descriptor,
		HTTPRequest: httpRequest(b),
		ServiceProviderMetadata: &saml.EntityDescriptor{
			EntityID:         wire.MicrosoftEntityID,
			SPSSODescriptors: []saml.SPSSODescriptor{*descriptor},
		},
		ACSEndpoint: &saml.IndexedEndpoint{Binding: saml.HTTPPostBinding, Location: wire.MicrosoftACS},
	}
	return func() error {
		r := request
		if err := (saml.DefaultAssertionMaker{}).MakeAssertion(&r, session); err != nil {
			return err
		}
		_, err := r.PostBinding()
		return err
	}
}

// crewjamValidate has crewjam's service provider read a response.
func crewjamValidate(b testing.TB, bits int, document []byte) func() error {
	acs, err := url.Parse(wire.MicrosoftACS)
	require.NoError(b, err)
	m := wire.IDPMetadata{
		EntityID:            "https://contoso.com",
		SigningCertificates: [][]byte{pairs()[bits].Certificate.Raw},
		SingleSignOn:        []wire.Endpoint{{Binding: wire.BindingPost, Location: "https://x"}},
	}
	var metadata saml.EntityDescriptor
	require.NoError(b, xml.Unmarshal(m.XML(), &metadata))
	sp := &saml.ServiceProvider{EntityID: wire.MicrosoftEntityID, AcsURL: *acs, IDPMetadata: &metadata}
	return func() error {
		_, err := sp.ParseXMLResponse(document, []string{"_33333333333333333333333333333333"}, *acs)
		return explain(err)
	}
}
