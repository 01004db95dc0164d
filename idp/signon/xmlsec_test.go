package signon_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp/org"
	"samlharness/internal/idptest"
	"samlharness/internal/needs"
	"samlharness/internal/wire/xmldsig"
)

func TestXmlsecVerifiesWhatIsIssued(t *testing.T) {
	for _, c := range []struct {
		name, method string
		response     bool
	}{
		{"assertion by RSA-SHA256", "", false},
		{"assertion and response by RSA-SHA256", xmldsig.RSASHA256, true},
		{"assertion by RSA-SHA1", xmldsig.RSASHA1, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := idptest.NewWorld(t)
			app, err := w.UpdateApplication(t.Context(), "office365", org.ApplicationUpdate{SignatureMethod: &c.method,
				SignResponse:       &c.response,
				ConstantAttributes: &[]org.ConstantAttribute{{Name: "name & more", Value: "王小明 <\"'>&"}}})
			require.NoError(t, err)
			xml := readResponse(t, w.SignedIn("alice@contoso.com").Post(idptest.SSOURL,
				idptest.PostForm(idptest.MicrosoftRequest())).Fields["SAMLResponse"], app).xml
			require.NoError(t, needs.XMLSecVerify(t, xml, app.Certificate, needs.Assertion))
			if c.response {
				require.NoError(t, needs.XMLSecVerify(t, xml, app.Certificate, needs.Response))
			}
			fresh, err := w.RegenerateCertificate(t.Context(), "office365")
			require.NoError(t, err)
			assert.Error(t, needs.XMLSecVerify(t, xml, fresh.Certificate, needs.Assertion),
				"another certificate does not verify it")
		})
	}
}
