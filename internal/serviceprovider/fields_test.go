package serviceprovider_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/idp/org"
	"samlharness/internal/corpus"
	"samlharness/internal/idptest"
	"samlharness/internal/serviceprovider"
	"samlharness/internal/wire"
	"samlharness/record"
)

const spMetadata = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://wiki.example/saml">
<SPSSODescriptor WantAssertionsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<KeyDescriptor><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>CERTIFICATE` +
	`</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
<NameIDFormat>urn:example:odd</NameIDFormat>
<NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</NameIDFormat>
<AssertionConsumerService index="7" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
 Location="https://wiki.example/second"/>
<AssertionConsumerService index="9" isDefault="true" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
 Location="https://wiki.example/first"/>
</SPSSODescriptor></EntityDescriptor>`

func TestServiceProviderMetadata(t *testing.T) {
	w := idptest.NewWorld(t)
	change, err := serviceprovider.Read([]byte(strings.Replace(spMetadata, "CERTIFICATE",
		certs.Base64(corpus.Certificate(t)), 1)))
	require.NoError(t, err)
	change.EntityID = new("https://idp.example")
	app, err := w.CreateApplication(t.Context(), org.NewApplication{Template: org.TemplateSAML, With: change})
	require.NoError(t, err)
	assert.Equal(t, "https://wiki.example/saml", app.SPEntityID)
	assert.Equal(t, []string{"https://wiki.example/first", "https://wiki.example/second"}, app.ACSURLs)
	assert.Equal(t, 9, app.ACSIndex(0))
	assert.Equal(t, 7, app.ACSIndex(1))
	assert.Equal(t, wire.NameIDPersistent, app.NameIDFormat)
	assert.Equal(t, corpus.Certificate(t).Raw, app.SPCertificate)
	assert.Equal(t, corpus.Certificate(t).Raw, app.EncryptionCertificate, "a key without use serves both")
	assert.False(t, app.EncryptAssertion, "nobody asked for it")

	_, err = serviceprovider.Read([]byte("<x/>"))
	assert.True(t, record.IsCode(err, org.CodeInvalid), "%v", err)
}
