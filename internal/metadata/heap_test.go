package metadata_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/heap"
	"samlharness/internal/metadata"
	"samlharness/internal/wire"
)

// What is read of a document holds nothing of it.
func TestHeapOfMetadata(t *testing.T) {
	padding := "<!--" + strings.Repeat("x", 500<<10) + "-->"
	idp := strings.Replace(string(wire.IDPMetadata{
		EntityID:      "https://contoso.com",
		SingleSignOn:  []wire.Endpoint{{Binding: wire.BindingPost, Location: "https://sso.jumpcloud.com/saml2/office365"}},
		NameIDFormats: []string{wire.NameIDPersistent},
	}.XML()), "<md:IDPSSODescriptor", padding+"<md:IDPSSODescriptor", 1)
	sp := `<EntityDescriptor xmlns="` + wire.NamespaceMetadata + `" entityID="https://sp.example">` + padding +
		`<SPSSODescriptor protocolSupportEnumeration="` + wire.NamespaceProtocol + `"><AssertionConsumerService Binding="` +
		wire.BindingPost + `" Location="https://sp.example/acs" index="0"/></SPSSODescriptor></EntityDescriptor>`
	var kept []any
	grown := heap.Growth(func() {
		for range 40 {
			i, err := metadata.ReadIdentityProvider([]byte(idp))
			require.NoError(t, err)
			s, err := metadata.ReadServiceProvider([]byte(sp))
			require.NoError(t, err)
			kept = append(kept, i, s)
		}
	})
	assert.Less(t, grown, int64(1<<20))
	assert.Len(t, kept, 80)
}
