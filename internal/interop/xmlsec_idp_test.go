package interop_test

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/certs"
	"samlharness/internal/corpus"
	"samlharness/internal/needs"
	"samlharness/internal/wire"
	"samlharness/sp/aadsts"
)

// xmlsecIdP answers requests at https://contoso.com/sso with responses that xmlsec1 signs, whatever was asked.
type xmlsecIdP struct {
	t       testing.TB
	program string
	key     string // files of key and certificate
	now     func() time.Time
	nameID  string
	spoil   func(signed string) string // nil leaves the response as it was signed
}

// ServeHTTP answers one request.
func (x *xmlsecIdP) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	request, err := wire.DecodePost(r.PostFormValue("SAMLRequest"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	asked, err := wire.ReadAuthnRequest(request)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	signed := x.sign(x.template(asked.ID))
	if x.spoil != nil {
		signed = x.spoil(signed)
	}
	fmt.Fprintf(w, `<body onload="document.forms[0].submit()"><form method="post" action="%s">`+
		`<input name="SAMLResponse" value="%s"><input name="RelayState" value="%s"></form>`,
		wire.MicrosoftACS, base64.StdEncoding.EncodeToString([]byte(signed)), r.PostFormValue("RelayState"))
}

// template is a response whose assertion wants to be signed.
func (x *xmlsecIdP) template(inResponseTo string) string {
	now, end := wire.TimeFormat(x.now()), wire.TimeFormat(x.now().Add(5*time.Minute))
	return strings.NewReplacer("NOW", now, "END", end, "ASKED", inResponseTo, "NAME", x.nameID, "ACS", wire.MicrosoftACS,
		"AUDIENCE", wire.MicrosoftEntityID).Replace(
		`<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r" Version="2.0"
  IssueInstant="NOW" Destination="ACS" InResponseTo="ASKED">
  <Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">https://contoso.com</Issuer>
  <samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
  <Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a" Version="2.0" IssueInstant="NOW">
    <Issuer>https://contoso.com</Issuer>
    <Signature xmlns="http://www.w3.org/2000/09/xmldsig#">
      <SignedInfo>
        <CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>
        <SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>
        <Reference URI="#_a">
          <Transforms>
            <Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>
            <Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>
          </Transforms>
          <DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue/>
        </Reference>
      </SignedInfo>
      <SignatureValue/><KeyInfo><X509Data/></KeyInfo>
    </Signature>
    <Subject>
      <NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">NAME</NameID>
      <SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
        <SubjectConfirmationData InResponseTo="ASKED" NotOnOrAfter="END" Recipient="ACS"/>
      </SubjectConfirmation>
    </Subject>
    <Conditions NotBefore="NOW" NotOnOrAfter="END">
      <AudienceRestriction><Audience>AUDIENCE</Audience></AudienceRestriction>
    </Conditions>
    <AuthnStatement AuthnInstant="NOW"><AuthnContext>
      <AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</AuthnContextClassRef>
    </AuthnContext></AuthnStatement>
  </Assertion>
</samlp:Response>`)
}

// sign has xmlsec1 fill in the signature.
func (x *xmlsecIdP) sign(template string) string {
	signed, err := needs.Run(x.t, x.program, "--sign", "--privkey-pem", x.key, "--id-attr:ID", needs.Assertion,
		needs.File(x.t, "response.xml", []byte(template)))
	assert.NoError(x.t, err)
	return string(signed)
}

// xmlsecKey is the corpus's key with its certificate, as xmlsec1 wants the files named.
func xmlsecKey(t testing.TB) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(corpus.Key(t))
	require.NoError(t, err)
	return needs.File(t, "key.pem", pem.EncodeToMemory(&pem.Block{
		Type:  "PRIVATE KEY",
		Bytes: der,
	})) + "," + needs.File(t, "certificate.pem", certs.PEM(corpus.Certificate(t)))
}

// TestXMLSecAnswersMicrosoft registers through Graph the certificate with which xmlsec1 signs, and lets xmlsec1 answer
// Microsoft's own requests.
func TestXMLSecAnswersMicrosoft(t *testing.T) {
	t.Parallel()
	metadata := wire.IDPMetadata{EntityID: "https://contoso.com",
		SigningCertificates: [][]byte{corpus.Certificate(t).Raw}, NameIDFormats: []string{wire.NameIDPersistent},
		SingleSignOn: []wire.Endpoint{{Binding: wire.BindingPost, Location: "https://contoso.com/sso"}}}.XML()
	for _, c := range []struct {
		name  string
		code  aadsts.Code // "" signs in
		spoil func(string) string
	}{
		{"as signed", "", nil},
		{"a space fewer inside", aadsts.InvalidSignature, func(s string) string {
			return strings.Replace(s, "    <Subject>", "   <Subject>", 1)
		}},
		{"a space fewer outside", "", func(s string) string { return strings.Replace(s, "  <Assertion", " <Assertion", 1) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			handle(t, w, "contoso.com", &xmlsecIdP{
				t:       t,
				program: needs.Program(t, "xmlsec1"),
				key:     xmlsecKey(t),
				now:     w.Clock.Now,
				nameID:  corpus.ImmutableID,
				spoil:   c.spoil,
			})
			enable(t, w, metadata)
			setImmutableID(t, w, "alice@contoso.com", corpus.ImmutableID)
			result, err := signin.Walk(t.Context(), w.Browser(), w.Person("alice@contoso.com"), signin.Start{})
			require.NoError(t, err)
			if c.code == "" {
				assert.Equal(t, "alice@contoso.com", result.SignedInAs, "%v", result.Refused)
				return
			}
			require.NotNil(t, result.Refused)
			assert.Equal(t, c.code.String(), result.Refused.Code)
		})
	}
}
