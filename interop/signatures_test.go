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

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser"
	"samlharness/certs"
	"samlharness/federation"
	"samlharness/idp"
	"samlharness/internal/corpus"
	"samlharness/internal/needs"
	"samlharness/sp/aadsts"
	"samlharness/wire"
	"samlharness/world"
)

// TestOthersVerifyAWholeSignIn has goxmldsig and xmlsec1 judge the response that a browser carried from JumpCloud
// to Microsoft, byte for byte, and the same with one letter changed.
func TestOthersVerifyAWholeSignIn(t *testing.T) {
	t.Parallel()
	for _, both := range []bool{false, true} {
		t.Run(fmt.Sprintf("response signed too: %t", both), func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			certificate := federateWithJumpCloud(t, w, both)
			result, err := browser.SignIn(t.Context(), w.Browser(), w.Person("alice@contoso.com"), browser.Start{})
			require.NoError(t, err)
			require.Equal(t, "alice@contoso.com", result.SignedInAs, "%v", result.Refused)
			response := responseOf(t, result.Transcript)
			altered := []byte(strings.Replace(string(response), "alice@contoso.com", "alicf@contoso.com", 1))
			require.NotEqual(t, response, altered)
			elements := []string{needs.Assertion}
			if both {
				elements = append(elements, needs.Response)
			}
			for _, element := range elements {
				assert.NoError(t, goxmldsigVerify(response, certificate, element), element)
				assert.Error(t, goxmldsigVerify(altered, certificate, element), element)
				assert.NoError(t, needs.XMLSecVerify(t, response, certificate.Raw, element), element)
				assert.Error(t, needs.XMLSecVerify(t, altered, certificate.Raw, element), element)
			}
		})
	}
}

// federateWithJumpCloud does the runbook for contoso.com and returns the certificate.
func federateWithJumpCloud(t testing.TB, w *world.World, signResponse bool) *x509.Certificate {
	t.Helper()
	ctx := t.Context()
	_, err := w.JumpCloud.CreateApplication(ctx, idp.NewApplication{Domain: "contoso.com"})
	require.NoError(t, err)
	app, err := w.JumpCloud.UpdateApplication(ctx, "office365", idp.ApplicationUpdate{SignResponse: &signResponse})
	require.NoError(t, err)
	require.NoError(t, w.JumpCloud.BindGroup(ctx, idp.AllUsers, "office365"))
	_, err = w.JumpCloud.BindDirectory(ctx, "alice", idp.BindOptions{})
	require.NoError(t, err)
	_, metadata, err := w.JumpCloud.ExportMetadata(ctx, "office365")
	require.NoError(t, err)
	enable(t, w, metadata)
	certificate, err := certs.ParseDER(app.Certificate)
	require.NoError(t, err)
	return certificate
}

// enable registers an identity provider's metadata through Graph.
func enable(t testing.TB, w *world.World, metadata []byte) {
	t.Helper()
	source, err := federation.ReadMetadata(metadata)
	require.NoError(t, err)
	operator, err := w.Operator(nil, nil)
	require.NoError(t, err)
	result, err := operator.Enable(t.Context(), source)
	require.NoError(t, err)
	require.Contains(t, result.Messages, "SSO Configured for domain: contoso.com")
}

// goxmldsigVerify has goxmldsig verify the signature of an element, with the certificate as its only root.
func goxmldsigVerify(document []byte, certificate *x509.Certificate, element string) error {
	tree := etree.NewDocument()
	if err := tree.ReadFromBytes(document); err != nil {
		return err
	}
	signed := tree.Root()
	if element == needs.Assertion {
		signed = tree.FindElement("//Assertion")
	}
	_, err := dsig.NewDefaultValidationContext(&dsig.MemoryX509CertificateStore{Roots: []*x509.Certificate{certificate}}).Validate(signed)
	return err
}

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
	asked, err := wire.ParseAuthnRequest(request)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	signed := x.sign(x.template(asked.ID))
	if x.spoil != nil {
		signed = x.spoil(signed)
	}
	fmt.Fprintf(w, `<body onload="document.forms[0].submit()"><form method="post" action="%s"><input name="SAMLResponse" value="%s"><input name="RelayState" value="%s"></form>`,
		wire.MicrosoftACS, base64.StdEncoding.EncodeToString([]byte(signed)), r.PostFormValue("RelayState"))
}

// template is a response whose assertion wants to be signed.
func (x *xmlsecIdP) template(inResponseTo string) string {
	now, end := wire.TimeFormat(x.now()), wire.TimeFormat(x.now().Add(5*time.Minute))
	return strings.NewReplacer("NOW", now, "END", end, "ASKED", inResponseTo, "NAME", x.nameID, "ACS", wire.MicrosoftACS, "AUDIENCE", wire.MicrosoftEntityID).Replace(
		`<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r" Version="2.0" IssueInstant="NOW" Destination="ACS" InResponseTo="ASKED">
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
      <SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><SubjectConfirmationData InResponseTo="ASKED" NotOnOrAfter="END" Recipient="ACS"/></SubjectConfirmation>
    </Subject>
    <Conditions NotBefore="NOW" NotOnOrAfter="END"><AudienceRestriction><Audience>AUDIENCE</Audience></AudienceRestriction></Conditions>
    <AuthnStatement AuthnInstant="NOW"><AuthnContext><AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</AuthnContextClassRef></AuthnContext></AuthnStatement>
  </Assertion>
</samlp:Response>`)
}

// sign has xmlsec1 fill in the signature.
func (x *xmlsecIdP) sign(template string) string {
	signed, err := needs.Run(x.t, x.program, "--sign", "--privkey-pem", x.key, "--id-attr:ID", needs.Assertion, needs.File(x.t, "response.xml", []byte(template)))
	assert.NoError(x.t, err)
	return string(signed)
}

// xmlsecKey is the corpus's key with its certificate, as xmlsec1 wants the files named.
func xmlsecKey(t testing.TB) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(corpus.Key(t))
	require.NoError(t, err)
	return needs.File(t, "key.pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})) + "," + needs.File(t, "certificate.pem", certs.PEM(corpus.Certificate(t)))
}

// TestXMLSecAnswersMicrosoft registers through Graph the certificate with which xmlsec1 signs, and lets xmlsec1
// answer Microsoft's own requests.
func TestXMLSecAnswersMicrosoft(t *testing.T) {
	t.Parallel()
	metadata := wire.IDPMetadata{EntityID: "https://contoso.com", SigningCertificates: [][]byte{corpus.Certificate(t).Raw}, NameIDFormats: []string{wire.NameIDPersistent},
		SingleSignOn: []wire.Endpoint{{Binding: wire.BindingPost, Location: "https://contoso.com/sso"}}}.XML()
	for _, c := range []struct {
		name  string
		code  aadsts.Code // "" signs in
		spoil func(string) string
	}{
		{"as signed", "", nil},
		{"a space fewer inside", aadsts.InvalidSignature, func(s string) string { return strings.Replace(s, "    <Subject>", "   <Subject>", 1) }},
		{"a space fewer outside", "", func(s string) string { return strings.Replace(s, "  <Assertion", " <Assertion", 1) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n := beside(startWorld(t))
			n.serve(t, "contoso.com", &xmlsecIdP{t: t, program: needs.Program(t, "xmlsec1"), key: xmlsecKey(t), now: n.Clock.Now, nameID: corpus.ImmutableID, spoil: c.spoil})
			enable(t, n.World, metadata)
			setImmutableID(t, n.World, "alice@contoso.com", corpus.ImmutableID)
			result, err := browser.SignIn(t.Context(), n.browser(), n.Person("alice@contoso.com"), browser.Start{})
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
