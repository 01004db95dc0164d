package xmldsig_test

import (
	"crypto/rsa"
	"crypto/x509"
	"strings"
	"testing"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/internal/needs"
	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
)

var methods = []string{"", xmldsig.RSASHA1, xmldsig.RSASHA256, xmldsig.RSASHA384, xmldsig.RSASHA512}

func TestSignAndVerify(t *testing.T) {
	for _, method := range methods {
		t.Run(method, func(t *testing.T) {
			document := signed(t, signer(method))
			verified, err := verify(t, document, &pair().Key.PublicKey)
			require.NoError(t, err)
			content, err := xmltree.Parse(verified, xmltree.Limits{})
			require.NoError(t, err)
			assert.Nil(t, content.Child(xmldsig.Namespace, "Signature"), "the signature is not part of what was verified")
			assert.Equal(t, "王小明 <&>", content.Child(assertionSpace,
				"Subject").Text()+content.Child(assertionSpace, "Subject").Child(assertionSpace, "NameID").Text())
		})
	}
}

func TestSignatureStandsBehindIssuer(t *testing.T) {
	assertion := assertionOf(t, signed(t, signer("")))
	var names []string
	for c := range assertion.Elements() {
		names = append(names, c.Local)
	}
	assert.Equal(t, []string{"Issuer", "Signature", "Subject", "x"}, names)
	s, err := xmldsig.Read(assertion)
	require.NoError(t, err)
	assert.Equal(t, xmldsig.RSASHA256, s.SignatureMethod)
	assert.Equal(t, xmldsig.SHA256, s.DigestMethod)
	certificate := assertion.Child(xmldsig.Namespace, "Signature").Child(xmldsig.Namespace, "KeyInfo").
		Child(xmldsig.Namespace, "X509Data").Child(xmldsig.Namespace, "X509Certificate")
	assert.Equal(t, certs.Base64(pair().Certificate), certificate.Text())
}

func TestSignWithoutKeyInfo(t *testing.T) {
	with := signer("")
	with.OmitKeyInfo = true
	document := signed(t, with)
	s, err := xmldsig.Read(assertionOf(t, document))
	require.NoError(t, err)
	assert.NotContains(t, document, "KeyInfo")
	_, err = s.Verify(&pair().Key.PublicKey)
	require.NoError(t, err)
}

func TestSignRefuses(t *testing.T) {
	root, err := xmltree.Parse([]byte(`<a ID="_1"><b/></a>`), xmltree.Limits{})
	require.NoError(t, err)
	require.ErrorContains(t, xmldsig.Sign(root, nil, xmldsig.Signer{}), "no key")
	require.ErrorContains(t, xmldsig.Sign(root, nil, xmldsig.Signer{
		Key:    pair().Key,
		Method: "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
	}), "hmac-sha1")
	require.ErrorContains(t, xmldsig.Sign(root.Child("", "b"), nil, signer("")), "no ID")
	require.NoError(t, xmldsig.Sign(root, nil, signer("")))
	first, ok := root.Children[0].(*xmltree.Element)
	require.True(t, ok)
	assert.Equal(t, "Signature", first.Local, "without a place to follow it stands first")
}

func TestVerifyRefuses(t *testing.T) {
	document := signed(t, signer(""))
	foreign := &newPair().Key.PublicKey
	cases := []struct {
		name, document string
		key            *rsa.PublicKey
		kind           xmldsig.Kind
	}{
		{"no key", document, nil, xmldsig.Value},
		{"foreign key", document, foreign, xmldsig.Value},
		{"content changed", replace(t, document, "王小明", "王小朋"), &pair().Key.PublicKey, xmldsig.Digest},
		{"attribute changed", replace(t, document, "1&#xA;2", "1 2"), &pair().Key.PublicKey, xmldsig.Digest},
		{"white space added", replace(t, document, "<saml:Subject ", " <saml:Subject "), &pair().Key.PublicKey,
			xmldsig.Digest},
		{"digest changed", changeBase64(t, document, "DigestValue"), &pair().Key.PublicKey, xmldsig.Value},
		{"value changed", changeBase64(t, document, "SignatureValue"), &pair().Key.PublicKey, xmldsig.Value},
		{"value cut", replace(t, document, "==</ds:SignatureValue>", "</ds:SignatureValue>"), &pair().Key.PublicKey,
			xmldsig.Form},
		{"digest method exchanged", replace(t, document, xmldsig.SHA256, xmldsig.SHA512), &pair().Key.PublicKey,
			xmldsig.Value},
		{"signature method exchanged", replace(t, document, xmldsig.RSASHA256, xmldsig.RSASHA512), &pair().Key.PublicKey,
			xmldsig.Value},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			verified, err := verify(t, c.document, c.key)
			var refused *xmldsig.Error
			require.ErrorAs(t, err, &refused)
			assert.Equal(t, c.kind, refused.Kind, refused.Says)
			assert.Nil(t, verified)
		})
	}
}

// TestVerifyToleratesWhatIsNotSigned checks that comments, and what surrounds the assertion, do not count.
func TestVerifyToleratesWhatIsNotSigned(t *testing.T) {
	document := signed(t, signer(""))
	for name, changed := range map[string]string{
		"comment in the content": replace(t, document, "王小明", "王<!-- x -->小明"),
		"comment in SignedInfo":  replace(t, document, "<ds:SignatureMethod", "<!-- x --><ds:SignatureMethod"),
		"response changed":       replace(t, document, `ID="_r"`, `ID="_s" xmlns:unused="urn:unused"`),
		"base64 in lines":        replace(t, document, "</ds:SignatureValue>", "\n\t </ds:SignatureValue>"),
		"KeyInfo changed":        replace(t, document, "<ds:KeyInfo>", "<ds:KeyInfo><ds:KeyName>somebody</ds:KeyName>"),
		"blanks between parts":   replace(t, document, "<ds:SignatureValue>", "\n <ds:SignatureValue>"),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := verify(t, changed, &pair().Key.PublicKey)
			assert.NoError(t, err)
		})
	}
}

func TestXMLSecVerifiesOurs(t *testing.T) {
	needs.Program(t, "xmlsec1")
	for _, method := range methods {
		t.Run(method, func(t *testing.T) {
			document := signed(t, signer(method))
			require.NoError(t, needs.XMLSecVerify(t, []byte(document), pair().Certificate.Raw, needs.Assertion))
			changed := replace(t, document, "王小明", "王小朋")
			require.Error(t, needs.XMLSecVerify(t, []byte(changed), pair().Certificate.Raw, needs.Assertion),
				"the judge can refuse")
		})
	}
}

func TestGoxmldsigVerifiesOurs(t *testing.T) {
	for _, method := range methods {
		t.Run(method, func(t *testing.T) {
			// goxmldsig 1.6 keeps redundant xmlns="" declarations and sorts attributes its own way: a plain message
			plain := replace(t, signed(t, signer(method)), `<x xmlns="urn:x"><y xmlns=""></y></x>`, "")
			root, err := xmltree.Parse([]byte(plain), xmltree.Limits{})
			require.NoError(t, err)
			assertion := root.Child(assertionSpace, "Assertion")
			old := assertion.Child(xmldsig.Namespace, "Signature")
			for i, n := range assertion.Children {
				if n == xmltree.Node(old) {
					assertion.Children = append(assertion.Children[:i:i], assertion.Children[i+1:]...)
					break
				}
			}
			require.NoError(t, xmldsig.Sign(assertion, assertion.Child(assertionSpace, "Issuer"), signer(method)))
			text, err := xmltree.Canonical(root, xmltree.CanonicalOptions{})
			require.NoError(t, err)

			theirs := etree.NewDocument()
			require.NoError(t, theirs.ReadFromBytes(text))
			context := dsig.NewDefaultValidationContext(
				&dsig.MemoryX509CertificateStore{Roots: []*x509.Certificate{pair().Certificate}})
			context.Clock = dsig.NewFakeClockAt(pair().Certificate.NotBefore)
			_, err = context.Validate(theirs.FindElement("//Assertion"))
			require.NoError(t, err)
		})
	}
}

// changeBase64 changes the first character inside an element of base64.
func changeBase64(t testing.TB, document, element string) string {
	t.Helper()
	tag := "<ds:" + element + ">"
	at := strings.Index(document, tag) + len(tag)
	require.Greater(t, at, len(tag))
	other := "A"
	if document[at] == 'A' {
		other = "B"
	}
	return document[:at] + other + document[at+1:]
}
