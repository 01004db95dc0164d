package federation_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/federation"
	"samlharness/internal/graphtest"
	"samlharness/internal/needs"
	"samlharness/internal/wire"
	"samlharness/record"
)

var worldStart = time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)

const signOn = "https://sso.jumpcloud.com/saml2/office365"

// pairs are signing pairs that the tests share; making keys is slow.
var pairs = sync.OnceValue(func() (all []*certs.KeyPair) {
	for range 3 {
		key, err := certs.Generator{}.RSAKey(context.Background(), certs.FastBits)
		if err != nil {
			panic(err) // no test can go on without the keys
		}
		pair, err := certs.Issue(key, certs.Profile{Organization: "Contoso", NotBefore: worldStart})
		if err != nil {
			panic(err) // no test can go on without the keys
		}
		all = append(all, pair)
	}
	return all
})

// metadata is JumpCloud's export for an entity ID, with as many certificates as are given, or the first pair's.
func metadata(entityID string, ders ...[]byte) wire.IDPMetadata {
	if ders == nil {
		ders = [][]byte{pairs()[0].Certificate.Raw}
	}
	return wire.IDPMetadata{EntityID: entityID, SigningCertificates: ders,
		NameIDFormats: []string{"urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"},
		SingleSignOn: []wire.Endpoint{{Binding: wire.BindingRedirect, Location: signOn}, {
			Binding:  wire.BindingPost,
			Location: signOn,
		}}}
}

func TestReadMetadataFile(t *testing.T) {
	for name, entityID := range map[string]string{
		"https": "https://contoso.com",
		"urn":   "urn:uri:contoso.com",
		"upper": "HTTPS://Contoso.com",
	} {
		t.Run(name, func(t *testing.T) {
			source, err := federation.ReadMetadataFile(needs.File(t, "JumpCloud-office365-metadata.XML",
				metadata(entityID).XML()))
			require.NoError(t, err)
			assert.Equal(t, entityID, source.IssuerURI, "byte for byte")
			assert.Equal(t, "contoso.com", strings.ToLower(source.Domain))
			assert.Equal(t, signOn, source.SignInURI)
			assert.Equal(t, pairs()[0].Certificate.Raw, source.Certificate.Raw)
			assert.Nil(t, source.NextCertificate)
		})
	}
}

func TestReadMetadataFileRefusesTheFile(t *testing.T) {
	good := metadata("https://contoso.com").XML()
	for _, c := range []struct{ name, path, code string }{
		{"other name", needs.File(t, "metadata.txt", good), federation.CodeMetadataName},
		{"name with xml inside", needs.File(t, "metadata.xml.bak", good), federation.CodeMetadataName},
		{"missing", filepath.Join(t.TempDir(), "none.xml"), federation.CodeMetadataMissing},
		{"too large", needs.File(t, "m.xml", make([]byte, 1<<20+1)), federation.CodeMetadataTooLarge},
		{"empty", needs.File(t, "m.xml", nil), federation.CodeMetadataUnreadable},
		{"HTML", needs.File(t, "m.xml", []byte("<html><body>Log in</body></html>")), federation.CodeMetadataUnreadable},
		{"DTD", needs.File(t, "m.xml", append([]byte("<!DOCTYPE x [<!ENTITY a 'b'>]>"), good[38:]...)),
			federation.CodeMetadataUnreadable},
		{"certificate that is not base64", needs.File(t, "m.xml",
			[]byte(strings.Replace(string(good), "<ds:X509Certificate>", "<ds:X509Certificate>!", 1))),
			federation.CodeMetadataUnreadable},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := federation.ReadMetadataFile(c.path)
			assert.NotEmpty(t, graphtest.Refusal(t, err, c.code).Fix)
		})
	}
	source, err := federation.Reading{}.FS(fstest.MapFS{"m.xml": {Data: good}}, "m.xml")
	require.NoError(t, err)
	assert.Equal(t, "contoso.com", source.Domain)
	_, err = federation.Reading{}.FS(fstest.MapFS{}, "m.xml")
	graphtest.Refusal(t, err, federation.CodeMetadataMissing)
	folder := filepath.Join(t.TempDir(), "folder.xml")
	require.NoError(t, os.Mkdir(folder, 0o700))
	_, err = federation.ReadMetadataFile(folder)
	graphtest.Refusal(t, err, federation.CodeMetadataMissing)
}

func TestEntityIDPrefix(t *testing.T) {
	for _, id := range []string{"contoso.com", "http://contoso.com", "xhttps://contoso.com", "urn:contoso.com",
		" https://contoso.com"} {
		t.Run(id, func(t *testing.T) {
			_, err := federation.ReadMetadata(metadata(id).XML())
			r := graphtest.Refusal(t, err, federation.CodeEntityIDPrefix)
			assert.Equal(t, "The supplied EntityID: "+id+" does not appear to be correct. The domain name may be missing "+
				"'https://' or 'urn:uri:' as a prefix to the domain name. "+
				"EX: within the JumpCloud SSO application for O365, supply an EntityID value such as 'https://myDomain.com' or "+
				"'urn:uri:myDomain.com'", r.Message)
		})
	}
}

func TestEntityIDWithMoreThanADomain(t *testing.T) {
	const lines = "To see a list of valid domains in your Office 365 run the command 'Get-MgDomain'\n" +
		"Update your JumpCloud Office 365 SSO connector with the valid domain, download the XML metadata and try again!"
	for _, c := range []struct{ id, domain, expected, difference string }{
		{"https://contoso.com/", "contoso.com/", "https://contoso.com",
			`character 20: expected the end of the text, got "/"`},
		{"https://contoso.com/saml", "contoso.com/saml", "https://contoso.com",
			`character 20: expected the end of the text, got "/"`},
		{"urn:uri:contoso.com?x", "contoso.com?x", "urn:uri:contoso.com",
			`character 20: expected the end of the text, got "?"`},
		{"https://contoso.com:8443", "contoso.com:8443", "https://contoso.com",
			`character 20: expected the end of the text, got ":"`},
		{"https://YOUR_DOMAIN", "YOUR_DOMAIN", "", ""},
		{"https://contoso", "contoso", "", ""},
		{"https://", "", "", ""},
		{"https://contoso.com ", "contoso.com ", "", ""},
		{"https://..", "..", "", ""},
	} {
		t.Run(c.id, func(t *testing.T) {
			m := metadata(c.id)
			_, err := federation.SourceOf(&m)
			r := graphtest.Refusal(t, err, federation.CodeDomainNotInTenant)
			assert.Equal(t, "Typo? "+c.domain+" is not a valid domain within your Office365 tenant", r.Message)
			assert.Equal(t, c.expected, r.Expected)
			assert.Equal(t, c.difference, r.Difference)
			assert.True(t, strings.HasSuffix(r.Fix, lines), r.Fix)
			if c.expected != "" {
				assert.Contains(t, r.Fix, "set the IdP Entity ID of the JumpCloud application to "+c.expected+".")
			}
		})
	}
}

func TestSeveralCertificates(t *testing.T) {
	a, b, c := pairs()[0].Certificate.Raw, pairs()[1].Certificate.Raw, pairs()[2].Certificate.Raw
	source, err := federation.ReadMetadata(metadata("https://contoso.com", a, b).XML())
	require.NoError(t, err)
	assert.Equal(t, a, source.Certificate.Raw)
	assert.Equal(t, b, source.NextCertificate.Raw)
	source, err = federation.ReadMetadata(metadata("https://contoso.com", a, a).XML())
	require.NoError(t, err)
	assert.Nil(t, source.NextCertificate, "the same one twice is one")
	_, err = federation.ReadMetadata(metadata("https://contoso.com", a, b, c).XML())
	assert.Equal(t, "The metadata holds 3 signing certificates",
		graphtest.Refusal(t, err, federation.CodeCertificatesMany).Message)
	none := metadata("https://contoso.com")
	none.SigningCertificates = nil
	_, err = federation.ReadMetadata(none.XML())
	assert.Equal(t, "The metadata holds no signing certificate",
		graphtest.Refusal(t, err, federation.CodeCertificateMissing).Message)
}

func TestCertificatesThatCannotBeUsed(t *testing.T) {
	weak, err := certs.Generator{}.RSAKey(t.Context(), 1024)
	require.NoError(t, err)
	pair, err := certs.Issue(weak, certs.Profile{NotBefore: worldStart})
	require.NoError(t, err)
	public, private, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	other := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: worldStart, NotAfter: worldStart.AddDate(1, 0, 0)}
	ed, err := x509.CreateCertificate(rand.Reader, other, other, public, private)
	require.NoError(t, err)
	for _, c := range []struct {
		name, got string
		der       []byte
	}{
		{"garbage", "the 3 bytes are not a certificate", []byte{1, 2, 3}},
		{"weak", "its RSA key has 1024 bits, expected at least 2048", pair.Certificate.Raw},
		{"other kind", "its key is of the kind Ed25519", ed},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := federation.ReadMetadata(metadata("https://contoso.com", c.der).XML())
			assert.Contains(t, graphtest.Refusal(t, err, federation.CodeCertificateInvalid).Got, c.got)
		})
	}
}

func TestBlanksInTheCertificate(t *testing.T) {
	text := base64.StdEncoding.EncodeToString(pairs()[0].Certificate.Raw)
	wrapped := "\r\n      " + strings.Join(strings.SplitAfter(text, "A"), "\n\t") + "\n   "
	source, err := federation.ReadMetadata([]byte(strings.Replace(string(metadata("https://contoso.com").XML()), text,
		wrapped, 1)))
	require.NoError(t, err)
	assert.Equal(t, pairs()[0].Certificate.Raw, source.Certificate.Raw)
}

func TestSingleSignOnService(t *testing.T) {
	const post = "https://sso.jumpcloud.com/saml2/post"
	one, both, none, plain := metadata(
		"https://contoso.com"), metadata(
		"https://contoso.com"), metadata("https://contoso.com"), metadata("https://contoso.com")
	one.SingleSignOn = one.SingleSignOn[:1] // the module takes the letter h for the address then
	both.SingleSignOn[1].Location = post
	none.SingleSignOn = nil
	plain.SingleSignOn = []wire.Endpoint{{Binding: wire.BindingPost, Location: "http://sso.jumpcloud.com/saml2/office365"}}
	source, err := federation.ReadMetadata(one.XML())
	require.NoError(t, err)
	assert.Equal(t, signOn, source.SignInURI)
	source, err = federation.ReadMetadata(both.XML())
	require.NoError(t, err)
	assert.Equal(t, post, source.SignInURI, "HTTP-POST first")
	for _, m := range []wire.IDPMetadata{none, plain} {
		_, err = federation.ReadMetadata(m.XML())
		graphtest.Refusal(t, err, federation.CodeSignOnMissing)
	}
}

// TestMetadataOfOtherProducts federates with what is not JumpCloud's: a set of one identity provider, a chain of which
// only the key's certificate is taken, PEM, a negative serial number, a SOAP service first.
func TestMetadataOfOtherProducts(t *testing.T) {
	for _, c := range []struct{ file, issuer, signIn, certificate string }{
		{"keycloak.xml", "https://contoso.com", "https://id.contoso.com/realms/test/protocol/saml", "JumpCloudSAMLUser"},
		{"chain.xml", "https://contoso.com", "https://sso.contoso.com/saml", "Contoso leaf signing"},
		{"pem.xml", "https://contoso.com", "https://sso.contoso.com/saml", "Contoso test signing"},
		{"negative-serial.xml", "https://contoso.com", "https://sso.contoso.com/saml", "Contoso test negative serial"},
		{"soap-first.xml", "https://contoso.com", "https://sso.contoso.com/redirect", "Contoso test signing"},
	} {
		t.Run(c.file, func(t *testing.T) {
			source, err := federation.ReadMetadataFile(filepath.Join("..", "testdata", "metadata", c.file))
			require.NoError(t, err)
			assert.Equal(t, c.issuer, source.IssuerURI)
			assert.Equal(t, c.signIn, source.SignInURI)
			assert.Equal(t, c.certificate, source.Certificate.Subject.CommonName)
			assert.Nil(t, source.NextCertificate)
		})
	}
	_, err := federation.ReadMetadataFile(filepath.Join("..", "testdata", "metadata", "several.xml"))
	r := graphtest.Refusal(t, err, federation.CodeMetadataUnreadable)
	assert.Contains(t, r.Got, `describes 3 identity providers, "https://contoso.com", "urn:uri:fabrikam.com"`)
	assert.Contains(t, r.Got, "keep only the EntityDescriptor of the one that is meant")
	_, err = federation.ReadMetadataFile(filepath.Join("..", "testdata", "metadata", "two-in-one.xml"))
	assert.Contains(t, graphtest.Refusal(t, err, federation.CodeMetadataUnreadable).Got, "holds 2 certificates")
}

func TestReadMetadataSample(t *testing.T) {
	source, err := federation.ReadMetadataFile("testdata/JumpCloud-office365-metadata.xml")
	require.NoError(t, err)
	assert.Equal(t, "contoso.com", source.Domain)
	assert.Equal(t, "2031-03-02T09:15:27Z", source.Certificate.NotAfter.Format(time.RFC3339))
}

func FuzzReadMetadata(f *testing.F) {
	sample, err := os.ReadFile("testdata/JumpCloud-office365-metadata.xml") // no key is made: each fuzzing process would
	require.NoError(f, err)
	f.Add(sample)
	f.Add(bytes.ReplaceAll(sample, []byte("https://contoso.com"), []byte("urn:uri:contoso.com/")))
	f.Add([]byte("<md:EntityDescriptor"))
	f.Add(otherVendor("https://accounts.google.com/o/saml2?idpid=C0"))
	f.Fuzz(func(t *testing.T, data []byte) {
		named, err := federation.Reading{Domain: "fabrikam.com"}.Bytes(data)
		require.Equal(t, err == nil && named.OtherVendor, named.Domain == "fabrikam.com")
		source, err := federation.ReadMetadata(data)
		if err != nil {
			var r *record.Refusal
			require.ErrorAs(t, err, &r)
			require.NotEmpty(t, r.Fix)
			return
		}
		require.NotNil(t, source.Certificate)
		require.True(t, strings.HasSuffix(source.IssuerURI, source.Domain))
		require.True(t, strings.HasPrefix(strings.ToLower(source.SignInURI), "https://"))
		require.NotContains(t, source.Domain, "/")
	})
}
