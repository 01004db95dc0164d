package signon_test

import (
	"encoding/base64"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp/org"
	"samlharness/internal/idptest"
	"samlharness/internal/metadata"
)

func TestMetadataExport(t *testing.T) {
	w := idptest.NewWorld(t)
	app, err := w.Application(t.Context(), "office365")
	require.NoError(t, err)
	name, xml, err := w.ExportMetadata(t.Context(), "office365")
	require.NoError(t, err)
	assert.Equal(t, "JumpCloud-office365-metadata.xml", name)
	assert.Equal(t, `<?xml version="1.0" encoding="UTF-8"?>`+
		`<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://contoso.com">`+
		`<md:IDPSSODescriptor WantAuthnRequestsSigned="false" `+
		`protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">`+
		`<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">`+
		`<ds:X509Data><ds:X509Certificate>`+
		base64.StdEncoding.EncodeToString(app.Certificate)+
		`</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`+
		`<md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>`+
		`<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" `+
		`Location="https://sso.jumpcloud.com/saml2/office365"/>`+
		`<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" `+
		`Location="https://sso.jumpcloud.com/saml2/office365"/>`+
		`</md:IDPSSODescriptor></md:EntityDescriptor>`, string(xml))

	assert.Regexp(t, `^https://sso\.jumpcloud\.com/saml2/metadata/[A-Za-z0-9_-]{32}$`, app.MetadataURL())
	public := w.Browser().Get(app.MetadataURL())
	assert.Equal(t, string(xml), public.Body)
	assert.Equal(t, `attachment; filename="JumpCloud-office365-metadata.xml"`, public.Header.Get("Content-Disposition"))
	assert.Equal(t, http.StatusNotFound, w.Browser().Get("https://sso.jumpcloud.com/saml2/metadata/none").StatusCode)

	_, err = w.UpdateApplication(t.Context(), "office365", org.ApplicationUpdate{EntityID: new("urn:uri:contoso.com")})
	require.NoError(t, err)
	read, err := metadata.ReadIdentityProvider([]byte(w.Browser().Get(app.MetadataURL()).Body))
	require.NoError(t, err)
	assert.Equal(t, "urn:uri:contoso.com", read.EntityID)
}
