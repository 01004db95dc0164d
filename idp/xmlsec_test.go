package idp_test

import (
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp"
	"samlharness/wire"
	"samlharness/wire/xmldsig"
)

// needXmlsec finds xmlsec1, the independent judge. In CI it must be there.
func needXmlsec(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("xmlsec1")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("xmlsec1 is not installed: apt-get install xmlsec1")
		}
		t.Skip("SKIPPED, NOTHING WAS VERIFIED: xmlsec1 is not installed: apt-get install xmlsec1")
	}
	return path
}

// xmlsec verifies the signature of one element of a response with the certificate alone.
func xmlsec(t *testing.T, program string, xml, certificate []byte, element string) ([]byte, error) {
	t.Helper()
	dir := t.TempDir()
	message, key := filepath.Join(dir, "response.xml"), filepath.Join(dir, "certificate.pem")
	require.NoError(t, os.WriteFile(message, xml, 0o600))
	require.NoError(t, os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}), 0o600))
	id := map[string]string{"Assertion": wire.NamespaceAssertion, "Response": wire.NamespaceProtocol}
	return exec.CommandContext(t.Context(), program, "--verify", "--enabled-reference-uris", "same-doc",
		"--id-attr:ID", id["Assertion"]+":Assertion", "--id-attr:ID", id["Response"]+":Response",
		"--node-xpath", "/*[local-name()='Response']"+map[string]string{"Assertion": "/*[local-name()='Assertion']", "Response": ""}[element]+"/*[local-name()='Signature']",
		"--pubkey-cert-pem", key, message).CombinedOutput()
}

func TestXmlsecVerifiesWhatIsIssued(t *testing.T) {
	program := needXmlsec(t)
	for _, c := range []struct {
		name, method string
		response     bool
	}{
		{"assertion by RSA-SHA256", "", false},
		{"assertion and response by RSA-SHA256", xmldsig.RSASHA256, true},
		{"assertion by RSA-SHA1", xmldsig.RSASHA1, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			app, err := w.UpdateApplication(t.Context(), "office365", idp.ApplicationUpdate{SignatureMethod: &c.method, SignResponse: &c.response,
				ConstantAttributes: &[]idp.ConstantAttribute{{Name: "name & more", Value: "王小明 <\"'>&"}}})
			require.NoError(t, err)
			xml := readResponse(t, w.signedIn("alice@contoso.com").post(ssoURL, postForm(microsoftRequest())).Fields["SAMLResponse"], app).xml
			signed := []string{"Assertion"}
			if c.response {
				signed = append(signed, "Response")
			}
			for _, element := range signed {
				output, err := xmlsec(t, program, xml, app.Certificate, element)
				require.NoError(t, err, "%s: %s", element, output)
				assert.Contains(t, string(output), "OK")
			}
			fresh, err := w.RegenerateCertificate(t.Context(), "office365")
			require.NoError(t, err)
			_, err = xmlsec(t, program, xml, fresh.Certificate, "Assertion")
			assert.Error(t, err, "another certificate does not verify it")
		})
	}
}
