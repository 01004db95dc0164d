package wire_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/internal/corpus"
	"samlharness/internal/wire"
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
}

func TestLocationPrefersPost(t *testing.T) {
	redirect := wire.Endpoint{Binding: wire.BindingRedirect, Location: "https://redirect"}
	post := wire.Endpoint{Binding: wire.BindingPost, Location: "https://post"}
	assert.Equal(t, "https://post", wire.IDPMetadata{SingleSignOn: []wire.Endpoint{redirect, post}}.Location())
	assert.Equal(t, "https://redirect", wire.IDPMetadata{SingleSignOn: []wire.Endpoint{redirect}}.Location())
	assert.Empty(t, wire.IDPMetadata{}.Location())
}
