package wire_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/wire"
	"samlharness/internal/wire/xmltree"
)

func microsoftRequest() wire.AuthnRequest {
	return wire.AuthnRequest{
		ID:           "_5b7c1f0e-2d94-4c1a-9e3b-7a60f1c2d3e4",
		Issuer:       wire.MicrosoftEntityID,
		IssueInstant: now(),
		NameIDFormat: wire.NameIDPersistent,
	}
}

// TestAuthnRequestShape compares the request with Microsoft's, to the byte.
func TestAuthnRequestShape(t *testing.T) {
	assert.Equal(t, `<samlp:AuthnRequest ID="_5b7c1f0e-2d94-4c1a-9e3b-7a60f1c2d3e4" Version="2.0" `+
		`IssueInstant="2026-03-02T09:15:00.118Z" xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">`+
		`<Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">urn:federation:MicrosoftOnline</Issuer>`+
		`<samlp:NameIDPolicy Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"/></samlp:AuthnRequest>`,
		string(microsoftRequest().XML()))
}

func TestAuthnRequestRoundTrip(t *testing.T) {
	full := microsoftRequest()
	full.Destination, full.ACSURL = `https://x/?a="1"&b`, "https://y/<>"
	full.ACSIndex, full.ProtocolBinding = "0", wire.BindingPost
	full.Comparison, full.Subject = "minimum", "alice@contoso.com"
	full.AuthnContextClassRef, full.ForceAuthn, full.IsPassive = wire.AuthnContextMultipleAuthn, true, true
	full.Issuer = "王小明 \"<&>'"
	for _, r := range []wire.AuthnRequest{full, microsoftRequest(), {ID: "_1", IssueInstant: now()}} {
		again, err := wire.ReadAuthnRequest(r.XML())
		require.NoError(t, err)
		assert.Equal(t, r, *again)
	}
}

func TestReadAuthnRequestRefuses(t *testing.T) {
	good := string(microsoftRequest().XML())
	for name, c := range map[string]struct{ old, with, says string }{
		"a response":       {"samlp:AuthnRequest", "samlp:Response", `expected "AuthnRequest", got "samlp:Response"`},
		"SAML 1":           {"SAML:2.0:protocol", "SAML:1.0:protocol", "not an AuthnRequest"},
		"version":          {`Version="2.0"`, `Version="1.1"`, `expected "2.0", got "1.1"`},
		"no version":       {` Version="2.0"`, ``, `expected "2.0", got ""`},
		"no ID":            {` ID="_5b7c1f0e-2d94-4c1a-9e3b-7a60f1c2d3e4"`, ``, "no ID"},
		"no IssueInstant":  {` IssueInstant="2026-03-02T09:15:00.118Z"`, ``, "not a valid instant"},
		"bad IssueInstant": {`09:15:00.118Z`, `09:15`, "not a valid instant"},
		"no Issuer": {
			`<Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">urn:federation:MicrosoftOnline</Issuer>`,
			``,
			"no Issuer",
		},
		"Issuer elsewhere":    {`<Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">`, `<Issuer>`, "no Issuer"},
		"a comment in Issuer": {"MicrosoftOnline<", "MicrosoftOnline<!-- -->.evil<", "more than text"},
		"a comment in the class": {"</samlp:AuthnRequest>",
			`<samlp:RequestedAuthnContext><a:AuthnContextClassRef xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion">x<!-- ` +
				`-->y</a:AuthnContextClassRef></samlp:RequestedAuthnContext></samlp:AuthnRequest>`, "more than text"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, good, c.old)
			_, err := wire.ReadAuthnRequest([]byte(strings.ReplaceAll(good, c.old, c.with)))
			var message *wire.MessageError
			require.ErrorAs(t, err, &message)
			assert.ErrorContains(t, err, c.says)
			assert.NotEmpty(t, message.Position)
		})
	}
	_, err := wire.ReadAuthnRequest([]byte(good + "x"))
	var syntax *xmltree.SyntaxError
	require.ErrorAs(t, err, &syntax)
}
