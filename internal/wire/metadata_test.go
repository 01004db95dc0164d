package wire_test

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/corpus"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmltree"
)

func idpMetadata(t testing.TB) wire.IDPMetadata {
	t.Helper()
	return wire.IDPMetadata{
		EntityID: "https://contoso.com", SigningCertificates: [][]byte{corpus.Certificate(t).Raw},
		NameIDFormats: []string{wire.NameIDPersistent},
		SingleSignOn: []wire.Endpoint{
			{Binding: wire.BindingPost, Location: "https://sso.jumpcloud.com/saml2/office365"},
			{Binding: wire.BindingRedirect, Location: "https://sso.jumpcloud.com/saml2/office365"},
		},
	}
}

func TestMetadataShape(t *testing.T) {
	m := idpMetadata(t)
	assert.Equal(t, golden(t, "JumpCloud-office365-metadata.xml"), string(m.XML()))
	again, err := wire.ReadIDPMetadata(m.XML())
	require.NoError(t, err)
	assert.Equal(t, m, *again)
}

func TestLocationPrefersPost(t *testing.T) {
	redirect, post := wire.Endpoint{
		Binding:  wire.BindingRedirect,
		Location: "https://redirect",
	}, wire.Endpoint{Binding: wire.BindingPost, Location: "https://post"}
	assert.Equal(t, "https://post", wire.IDPMetadata{SingleSignOn: []wire.Endpoint{redirect, post}}.Location())
	assert.Equal(t, "https://redirect", wire.IDPMetadata{SingleSignOn: []wire.Endpoint{redirect}}.Location())
	assert.Empty(t, wire.IDPMetadata{}.Location())
}

func TestMetadataKeepsHostileValues(t *testing.T) {
	m := idpMetadata(t)
	m.EntityID, m.NameIDFormats[0] = `https://x/"><md:a b='&amp;`+"\x01王", "<>&\""
	m.SingleSignOn[0].Location = `https://x/?a=1&b="2"`
	again, err := wire.ReadIDPMetadata(m.XML())
	require.NoError(t, err)
	assert.Equal(t, strings.Replace(m.EntityID, "\x01", "\uFFFD", 1), again.EntityID)
	assert.Equal(t, m.NameIDFormats, again.NameIDFormats)
	assert.Equal(t, m.SingleSignOn, again.SingleSignOn)
}

func TestReadIDPMetadata(t *testing.T) {
	encoded := base64.StdEncoding.EncodeToString(corpus.Certificate(t).Raw)
	key := func(use, content string) string {
		return `<KeyDescriptor` + use + `><d:KeyInfo xmlns:d="http://www.w3.org/2000/09/xmldsig#"><d:X509Data><d:X509Certificate>` + content + `</d:X509Certificate></d:X509Data></d:KeyInfo></KeyDescriptor>`
	}
	document := func(keys string) []byte {
		return []byte("\xef\xbb\xbf<?xml version='1.0'?>\n<!-- exported -->\n" +
			`<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="urn:uri:contoso.com" validUntil="2030-01-01T00:00:00Z"><Extensions/>` +
			`<SPSSODescriptor/><IDPSSODescriptor WantAuthnRequestsSigned="1">` + keys + `<SingleSignOnService Binding="` +
			wire.BindingRedirect + `" Location="https://a"/></IDPSSODescriptor></EntityDescriptor>`)
	}
	der := corpus.Certificate(t).Raw
	for name, c := range map[string]struct {
		keys     string
		expected [][]byte
	}{
		"signing":          {key(` use="signing"`, encoded), [][]byte{der}},
		"no use":           {key(``, encoded), [][]byte{der}},
		"unknown use":      {key(` use="other"`, encoded), nil},
		"encryption":       {key(` use="encryption"`, encoded), nil},
		"two, in order":    {key(` use="signing"`, "AAAA") + key(``, encoded), [][]byte{{0, 0, 0}, der}},
		"in lines":         {key(``, "\n\t"+encoded[:64]+"\r\n  "+encoded[64:]+"\n"), [][]byte{der}},
		"none":             {``, nil},
		"key without cert": {`<KeyDescriptor/>`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := wire.ReadIDPMetadata(document(c.keys))
			require.NoError(t, err)
			assert.Equal(t, c.expected, m.SigningCertificates)
			assert.True(t, m.WantAuthnRequestsSigned)
			assert.Equal(t, "https://a", m.Location())
		})
	}
}

func TestReadIDPMetadataRefuses(t *testing.T) {
	good := string(idpMetadata(t).XML())
	for name, c := range map[string]struct{ old, with, says string }{
		"a set of entities": {"md:EntityDescriptor", "md:EntitiesDescriptor",
			"not the metadata of one identity provider"},
		"another namespace": {"urn:oasis:names:tc:SAML:2.0:metadata", "urn:oasis:names:tc:SAML:2.0:metadata2",
			"not the metadata"},
		"no entityID": {` entityID="https://contoso.com"`, "", "no entityID"},
		"a service provider": {"md:IDPSSODescriptor", "md:SPSSODescriptor",
			`expected "IDPSSODescriptor", got "SPSSODescriptor"`},
		"no base64":               {"<ds:X509Certificate>", "<ds:X509Certificate>-----BEGIN CERTIFICATE-----", "not base64"},
		"a comment in the base64": {"<ds:X509Certificate>", "<ds:X509Certificate><!-- -->", "not base64"},
		"empty certificate":       {"<ds:X509Certificate>", "<ds:X509Certificate/><ds:X509Certificate>", "not base64"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, good, c.old)
			_, err := wire.ReadIDPMetadata([]byte(strings.ReplaceAll(good, c.old, c.with)))
			var message *wire.MessageError
			if name == "empty certificate" { // the second one is never closed
				require.Error(t, err)
				return
			}
			require.ErrorAs(t, err, &message)
			assert.ErrorContains(t, err, c.says)
			assert.NotEmpty(t, message.Position)
		})
	}
	for _, document := range [][]byte{nil, []byte("hello"), []byte("<!DOCTYPE a>" + good),
		bytes.Repeat([]byte("<a>"), 100)} {
		_, err := wire.ReadIDPMetadata(document)
		var syntax *xmltree.SyntaxError
		require.ErrorAs(t, err, &syntax)
	}
}
