package metadata_test

import (
	"bytes"
	"crypto/x509"
	"encoding/xml"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/crewjam/saml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/corpus"
	"samlharness/internal/metadata"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmltree"
)

// sample is a file of testdata/metadata.
func sample(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "metadata", name))
	require.NoError(t, err)
	return data
}

// names are the common names of certificates in DER, or "?" for what is not one.
func names(ders [][]byte) (out []string) {
	for _, der := range ders {
		name := "?"
		if c, err := x509.ParseCertificate(der); err == nil {
			name = c.Subject.CommonName
		}
		out = append(out, name)
	}
	return out
}

const (
	contosoKey = "Contoso test signing"
	corpusKey  = "JumpCloudSAMLUser"
)

// TestIdentityProvidersOfOtherProducts reads what other products export, alone or in a set of entities.
func TestIdentityProvidersOfOtherProducts(t *testing.T) {
	for _, c := range []struct {
		file, entityID, location string
		keys, formats            []string
		wantSigned               bool
	}{
		{"adfs.xml", "http://adfs.contoso.com/adfs/services/trust", "https://adfs.contoso.com/adfs/ls/",
			[]string{corpusKey, contosoKey},
			[]string{wire.NameIDEmailAddress, wire.NameIDPersistent, wire.NameIDTransient}, false},
		{"google.xml", "https://accounts.google.com/o/saml2?idpid=C0example",
			"https://accounts.google.com/o/saml2/idp?idpid=C0example",
			[]string{contosoKey}, []string{wire.NameIDEmailAddress}, false},
		{"okta.xml", "http://www.okta.com/exk0TESTONLY",
			"https://contoso.okta.com/app/office365/exk0TESTONLY/sso/saml",
			[]string{contosoKey}, []string{wire.NameIDUnspecified, wire.NameIDEmailAddress}, false},
		{"keycloak.xml", "https://contoso.com", "https://id.contoso.com/realms/test/protocol/saml",
			[]string{corpusKey}, []string{wire.NameIDPersistent, wire.NameIDTransient}, true},
		{"federation.xml", "https://idp.contoso.edu/shibboleth",
			"https://idp.contoso.edu/idp/profile/SAML2/POST/SSO",
			[]string{corpusKey}, []string{wire.NameIDTransient}, false},
		{"chain.xml", "https://contoso.com", "https://sso.contoso.com/saml",
			[]string{"Contoso leaf signing"}, []string{wire.NameIDPersistent}, false},
		{"pem.xml", "https://contoso.com", "https://sso.contoso.com/saml",
			[]string{contosoKey}, []string{wire.NameIDPersistent}, false},
		{"negative-serial.xml", "https://contoso.com", "https://sso.contoso.com/saml",
			[]string{"Contoso test negative serial"}, []string{wire.NameIDPersistent}, false},
		{"soap-first.xml", "https://contoso.com", "https://sso.contoso.com/redirect",
			[]string{contosoKey}, []string{wire.NameIDPersistent}, false},
	} {
		t.Run(c.file, func(t *testing.T) {
			m, err := metadata.ReadIdentityProvider(sample(t, c.file))
			require.NoError(t, err)
			assert.Equal(t, c.entityID, m.EntityID)
			assert.Equal(t, c.location, m.Location())
			assert.Equal(t, c.keys, names(m.SigningCertificates))
			assert.Equal(t, c.formats, m.NameIDFormats)
			assert.Equal(t, c.wantSigned, m.WantAuthnRequestsSigned)
		})
	}
}

func TestServiceProvidersOfOtherProducts(t *testing.T) {
	for _, c := range []struct {
		file, entityID, acs           string
		keys                          []string
		services                      int
		requestsSigned, wantAssertion bool
	}{
		{"federation.xml", "https://sp.fabrikam.org/shibboleth",
			"https://sp.fabrikam.org/Shibboleth.sso/SAML2/POST", []string{contosoKey}, 2, true, false},
		{"adfs.xml", "http://adfs.contoso.com/adfs/services/trust", "https://adfs.contoso.com/adfs/ls/",
			[]string{corpusKey}, 2, false, true},
	} {
		t.Run(c.file, func(t *testing.T) {
			p, err := metadata.ReadServiceProvider(sample(t, c.file))
			require.NoError(t, err)
			assert.Equal(t, c.entityID, p.EntityID)
			assert.Equal(t, c.acs, p.ACS())
			assert.Equal(t, c.keys, names(p.SigningCertificates))
			assert.Len(t, p.AssertionConsumerServices, c.services)
			assert.Equal(t, c.requestsSigned, p.AuthnRequestsSigned)
			assert.Equal(t, c.wantAssertion, p.WantAssertionsSigned)
		})
	}
}

func TestDefaultAssertionConsumerService(t *testing.T) {
	service := func(binding, location string, mark *bool) metadata.AssertionConsumerService {
		return metadata.AssertionConsumerService{
			Endpoint: wire.Endpoint{Binding: binding, Location: location},
			Default:  mark,
		}
	}
	yes, no := true, false
	redirect := service(wire.BindingRedirect, "https://r", &yes)
	marked, plain := service(wire.BindingPost, "https://a", &yes), service(wire.BindingPost, "https://b", nil)
	unmarked := service(wire.BindingPost, "https://c", &no)
	for want, list := range map[string][]metadata.AssertionConsumerService{
		"":          {redirect},
		"https://a": {redirect, unmarked, plain, marked},
		"https://b": {redirect, unmarked, plain},
		"https://c": {redirect, unmarked},
	} {
		assert.Equal(t, want, metadata.ServiceProvider{AssertionConsumerServices: list}.ACS())
	}
}

// TestSeveralIdentityProviders names all of them.
func TestSeveralIdentityProviders(t *testing.T) {
	_, err := metadata.ReadIdentityProvider(sample(t, "several.xml"))
	assert.EqualError(t, err, `line 3, column 1: the metadata describes 3 identity providers, "https://contoso.com", `+
		`"urn:uri:fabrikam.com", "https://王小明.example": keep only the EntityDescriptor of the one that is meant`)
	_, err = metadata.ReadServiceProvider(sample(t, "several.xml"))
	assert.EqualError(t, err, `line 3, column 1: the metadata describes no service provider: expected `+
		`"SPSSODescriptor", got "IDPSSODescriptor"`)
}

// TestCrewjamsMetadata reads what crewjam's identity provider says of itself.
func TestCrewjamsMetadata(t *testing.T) {
	metadataURL, err := url.Parse("https://idp.example/metadata")
	require.NoError(t, err)
	ssoURL, err := url.Parse("https://idp.example/sso")
	require.NoError(t, err)
	idp := saml.IdentityProvider{Certificate: corpus.Certificate(t), MetadataURL: *metadataURL, SSOURL: *ssoURL}
	document, err := xml.MarshalIndent(idp.Metadata(), "", "  ")
	require.NoError(t, err)
	m, err := metadata.ReadIdentityProvider(document)
	require.NoError(t, err)
	assert.Equal(t, "https://idp.example/metadata", m.EntityID)
	assert.Equal(t, [][]byte{corpus.Certificate(t).Raw}, m.SigningCertificates, "the encryption key is left out")
	assert.Equal(t, "https://idp.example/sso", m.Location())
}

func jumpCloud(t testing.TB) wire.IDPMetadata {
	t.Helper()
	return wire.IDPMetadata{
		EntityID:            "https://contoso.com",
		SigningCertificates: [][]byte{corpus.Certificate(t).Raw},
		NameIDFormats:       []string{wire.NameIDPersistent},
		SingleSignOn: []wire.Endpoint{
			{Binding: wire.BindingPost, Location: "https://sso.jumpcloud.com/saml2/office365"},
			{Binding: wire.BindingRedirect, Location: "https://sso.jumpcloud.com/saml2/office365"},
		},
	}
}

func TestJumpCloudsMetadata(t *testing.T) {
	golden, err := os.ReadFile(filepath.Join("..", "..", "testdata", "golden", "JumpCloud-office365-metadata.xml"))
	require.NoError(t, err)
	m, err := metadata.ReadIdentityProvider(golden)
	require.NoError(t, err)
	assert.Equal(t, jumpCloud(t), *m)
}

func TestHostileValuesSurvive(t *testing.T) {
	m := jumpCloud(t)
	m.EntityID, m.NameIDFormats[0] = `https://x/"><md:a b='&amp;`+"王\t\n", "<>&\""
	m.SingleSignOn[0].Location = `https://x/?a=1&b="2"`
	again, err := metadata.ReadIdentityProvider(m.XML())
	require.NoError(t, err)
	assert.Equal(t, m, *again)
}

func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("../../testdata/metadata/*.xml")
	require.NoError(f, err)
	for _, name := range files {
		f.Add(sample(f, filepath.Base(name)))
	}
	f.Add(jumpCloud(f).XML())
	f.Add([]byte(`<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="x"><IDPSSODescriptor>` +
		`<KeyDescriptor/><NameIDFormat/><SingleSignOnService/></IDPSSODescriptor></EntityDescriptor>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := metadata.ReadIdentityProvider(data)
		if reads(t, m != nil, err) {
			again, err := metadata.ReadIdentityProvider(m.XML())
			if err != nil || again.EntityID != m.EntityID || again.Location() != m.Location() {
				t.Fatalf("%+v does not survive (%v): %+v", m, err, again)
			}
			for _, der := range m.SigningCertificates {
				if len(der) == 0 || !bytes.Contains(m.XML(), []byte("X509Certificate")) {
					t.Fatalf("an empty certificate: %+v", m)
				}
			}
		}
		p, err := metadata.ReadServiceProvider(data)
		if reads(t, p != nil, err) && p.EntityID == "" {
			t.Fatalf("no entity ID: %+v", p)
		}
	})
}

// reads says whether a document was read, and checks that a refusal says why.
func reads(t *testing.T, read bool, err error) bool {
	if err == nil {
		return true
	}
	var syntax *xmltree.SyntaxError
	var message *wire.MessageError
	if read || !errors.As(err, &syntax) && !errors.As(err, &message) {
		t.Fatalf("not a refusal that says why: %#v", err)
	}
	return false
}
