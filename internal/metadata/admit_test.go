package metadata_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/internal/corpus"
	"samlharness/internal/metadata"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
)

// key is a KeyDescriptor with these X509Certificates.
func key(use string, certificates ...string) string {
	var b strings.Builder
	for _, c := range certificates {
		b.WriteString(`<d:X509Certificate>` + c + `</d:X509Certificate>`)
	}
	return `<KeyDescriptor` + use + `><d:KeyInfo xmlns:d="` + xmldsig.Namespace + `"><d:X509Data>` + b.String() +
		`</d:X509Data></d:KeyInfo></KeyDescriptor>`
}

func TestKeys(t *testing.T) {
	der := corpus.Certificate(t).Raw
	encoded := base64.StdEncoding.EncodeToString(der)
	document := func(keys string) []byte {
		return []byte("\xef\xbb\xbf<?xml version='1.0'?>\n<!-- exported -->\n" +
			`<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="urn:uri:contoso.com" ` +
			`validUntil="2030-01-01T00:00:00Z"><Extensions/>` +
			`<SPSSODescriptor/><IDPSSODescriptor WantAuthnRequestsSigned="1">` + keys + `<SingleSignOnService Binding="` +
			wire.BindingRedirect + `" Location="https://a"/></IDPSSODescriptor></EntityDescriptor>`)
	}
	for name, c := range map[string]struct {
		keys     string
		expected [][]byte
	}{
		"signing":        {key(` use="signing"`, encoded), [][]byte{der}},
		"no use":         {key(``, encoded), [][]byte{der}},
		"empty use":      {key(` use=""`, encoded), nil},
		"unknown use":    {key(` use="other"`, encoded), nil},
		"use of another": {key(` d:use="encryption" xmlns:d="urn:other"`, encoded), [][]byte{der}},
		"encryption":     {key(` use="encryption"`, encoded), nil},
		"two, in order":  {key(` use="signing"`, "AAAA") + key(``, encoded), [][]byte{{0, 0, 0}, der}},
		"in lines":       {key(``, "\n\t"+encoded[:64]+"\r\n  "+encoded[64:]+"\n"), [][]byte{der}},
		"PEM":            {key(``, "\n"+string(certs.PEM(corpus.Certificate(t)))), [][]byte{der}},
		"the same twice": {key(``, encoded, encoded), [][]byte{der}},
		"the same of two keys": {key(``, encoded) + key(` use="signing"`, "AAAA") + key(``, encoded),
			[][]byte{der, {0, 0, 0}}},
		"none":                 {``, nil},
		"key without cert":     {`<KeyDescriptor/>`, nil},
		"another's key":        {`<o:X xmlns:o="urn:o">` + key(``, encoded) + `</o:X>`, nil},
		"key of another space": {strings.Replace(key(``, encoded), "<KeyDescriptor", `<KeyDescriptor xmlns="urn:o"`, 1), nil},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := metadata.ReadIdentityProvider(document(c.keys))
			require.NoError(t, err)
			assert.Equal(t, c.expected, m.SigningCertificates)
			assert.True(t, m.WantAuthnRequestsSigned)
			assert.Equal(t, "https://a", m.Location())
		})
	}
	_, err := metadata.ReadIdentityProvider(document(key(``, slices.Repeat([]string{"AAAA"}, 17)...)))
	assert.ErrorContains(t, err, "the KeyDescriptor holds 17 certificates, more than the 16 allowed")
}

// TestCertificatesOfOneName keeps certificates apart although all bear the name that all of JumpCloud's bear, as
// subject and as issuer: of another key, and of the same key, renewed.
func TestCertificatesOfOneName(t *testing.T) {
	other, err := certs.Generator{}.RSAKey(t.Context(), certs.FastBits)
	require.NoError(t, err)
	for name, key := range map[string]*rsa.PrivateKey{"another key": other, "the same key": corpus.Key(t)} {
		t.Run(name, func(t *testing.T) {
			pair, err := certs.Issue(key, certs.Profile{Organization: "TEST ONLY", NotBefore: corpus.At()})
			require.NoError(t, err)
			require.Equal(t, corpus.Certificate(t).RawSubject, pair.Certificate.RawIssuer)
			m := jumpCloud(t)
			document := strings.Replace(string(m.XML()), "<ds:X509Data>", "<ds:X509Data><ds:X509Certificate>"+
				certs.Base64(pair.Certificate)+"</ds:X509Certificate>", 1)
			got, err := metadata.ReadIdentityProvider([]byte(document))
			require.NoError(t, err)
			assert.Equal(t, [][]byte{pair.Certificate.Raw, corpus.Certificate(t).Raw}, got.SigningCertificates)
		})
	}
}

// TestIssuerOfItsOwnName is left out too: it bears the name of the certificate that it signed.
func TestIssuerOfItsOwnName(t *testing.T) {
	key, err := certs.Generator{}.RSAKey(t.Context(), certs.FastBits)
	require.NoError(t, err)
	issuer := corpus.Certificate(t)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2),
		RawSubject:   issuer.RawSubject,
		NotBefore:    issuer.NotBefore,
		NotAfter:     issuer.NotAfter,
	}
	leaf, err := x509.CreateCertificate(rand.Reader, template, issuer, &key.PublicKey, corpus.Key(t))
	require.NoError(t, err)
	m := jumpCloud(t)
	document := strings.Replace(string(m.XML()), "</ds:X509Certificate>", "</ds:X509Certificate><ds:X509Certificate>"+
		base64.StdEncoding.EncodeToString(leaf)+"</ds:X509Certificate>", 1)
	got, err := metadata.ReadIdentityProvider([]byte(document))
	require.NoError(t, err)
	assert.Equal(t, [][]byte{leaf}, got.SigningCertificates)
}

func TestReadRefuses(t *testing.T) {
	good := string(jumpCloud(t).XML())
	for name, c := range map[string]struct{ old, with, says string }{
		"an empty set of entities": {"md:EntityDescriptor", "md:EntitiesDescriptor",
			"the metadata describes no identity provider"},
		"another document": {"md:EntityDescriptor", "md:AffiliationDescriptor", "not the metadata of one identity provider"},
		"another namespace": {"urn:oasis:names:tc:SAML:2.0:metadata", "urn:oasis:names:tc:SAML:2.0:metadata2",
			"not the metadata"},
		"no entityID": {` entityID="https://contoso.com"`, "", "no entityID"},
		"entityID of another": {` entityID="https://contoso.com"`, ` x:entityID="https://contoso.com" xmlns:x="urn:x"`,
			"no entityID"},
		"a service provider": {"md:IDPSSODescriptor", "md:SPSSODescriptor",
			`expected "IDPSSODescriptor", got "SPSSODescriptor"`},
		"not base64": {"<ds:X509Certificate>", "<ds:X509Certificate>!", "the X509Certificate is not base64"},
		"PEM cut off": {"<ds:X509Certificate>", "<ds:X509Certificate>-----BEGIN CERTIFICATE-----",
			"the END line is missing"},
		"a comment in the base64": {"<ds:X509Certificate>", "<ds:X509Certificate><!-- -->", "not base64"},
		"empty certificate":       {"<ds:X509Certificate>", "<ds:X509Certificate/><ds:X509Certificate>", "not base64"},
		"a flag of its own": {`WantAuthnRequestsSigned="false"`, `WantAuthnRequestsSigned="no"`,
			`WantAuthnRequestsSigned of <md:IDPSSODescriptor> is not a boolean: expected "true or false", got "no"`},
		"a script for an address": {"https://sso.jumpcloud.com/saml2/office365", "javascript:alert(1)",
			`the Location of <md:SingleSignOnService> is not the address of a web page`},
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, good, c.old)
			document := strings.ReplaceAll(good, c.old, c.with)
			_, err := metadata.ReadIdentityProvider([]byte(document))
			var message *wire.MessageError
			require.ErrorAs(t, err, &message)
			assert.ErrorContains(t, err, c.says)
			assert.NotEmpty(t, message.Position)
		})
	}
	for _, document := range [][]byte{nil, []byte("hello"), []byte("<!DOCTYPE a>" + good),
		bytes.Repeat([]byte("<a>"), 100)} {
		_, err := metadata.ReadIdentityProvider(document)
		var syntax *xmltree.SyntaxError
		require.ErrorAs(t, err, &syntax)
	}
}

func TestTwoCertificatesInOneElement(t *testing.T) {
	_, err := metadata.ReadIdentityProvider(sample(t, "two-in-one.xml"))
	assert.ErrorContains(t, err, "the X509Certificate holds 2 certificates, perhaps a chain")
}

// TestPlaces checks the text with its place, which people search for.
func TestPlaces(t *testing.T) {
	document := string(jumpCloud(t).XML())
	at := strings.Index(document, "<ds:X509Certificate>") + 1
	_, err := metadata.ReadIdentityProvider([]byte(strings.Replace(document, "<ds:X509Certificate>",
		"<ds:X509Certificate>!", 1)))
	assert.EqualError(t, err, fmt.Sprintf("line 1, column %d: the X509Certificate is not base64", at))
	_, err = metadata.ReadIdentityProvider([]byte("<html/>"))
	assert.EqualError(t, err,
		`line 1, column 1: not the metadata of one identity provider: expected "EntityDescriptor", got "html"`)
}

// TestWhatNobodyReadsIsNotJudged gives crewjam/saml's types nothing on which they fail.
func TestWhatNobodyReadsIsNotJudged(t *testing.T) {
	good := string(jumpCloud(t).XML())
	for _, more := range []string{
		`<md:SingleLogoutService Binding="` + wire.BindingPost + `" Location="/relative"/>`,
		`<md:ArtifactResolutionService Binding="urn:x" Location="" index="first"/>`,
		`<md:Extensions><md:KeyDescriptor><x/></md:KeyDescriptor></md:Extensions>`,
		`<Signature xmlns="` + xmldsig.Namespace + `"><Child><Child/></Child></Signature>`,
		`<md:Organization/><md:ContactPerson><md:Company/></md:ContactPerson>`,
		strings.Repeat(`<md:NameIDMappingService/>`, 2000),
	} {
		changed := strings.NewReplacer("</md:IDPSSODescriptor>", more+"</md:IDPSSODescriptor>",
			"<md:EntityDescriptor", `<md:EntityDescriptor cacheDuration="soon" validUntil="never"`).Replace(good)
		m, err := metadata.ReadIdentityProvider([]byte(changed))
		require.NoError(t, err, more)
		assert.Equal(t, jumpCloud(t), *m)
	}
}
