package xmldsig_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/wire/xmldsig"
)

func TestReadWithoutSignature(t *testing.T) {
	s, err := xmldsig.Read(assertionOf(t, message))
	require.NoError(t, err)
	assert.Nil(t, s)

	// a Signature deeper down, or in another namespace, is not the assertion's
	for _, place := range []string{
		`<saml:Subject><ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/></saml:Subject>`,
		`<Signature/>`, `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig"/>`,
	} {
		s, err := xmldsig.Read(assertionOf(t, strings.Replace(message, "<saml:Subject", place+"<saml:Subject", 1)))
		require.NoError(t, err)
		assert.Nil(t, s)
	}
}

func TestReadRefuses(t *testing.T) {
	good := signed(t, signer(""))
	signature := between(t, good, "<ds:Signature ", "</ds:Signature>")
	signedInfo := between(t, good, "<ds:SignedInfo>", "</ds:SignedInfo>")
	reference := between(t, good, "<ds:Reference ", "</ds:Reference>")
	value := between(t, good, "<ds:SignatureValue>", "</ds:SignatureValue>")
	enveloped := `<ds:Transform Algorithm="` + xmldsig.EnvelopedSignature + `"></ds:Transform>`
	exclusive := `<ds:Transform Algorithm="` + xmldsig.ExclusiveCanonicalization + `"></ds:Transform>`
	transform := func(algorithm string) string { return `<ds:Transform Algorithm="` + algorithm + `"/>` }
	inclusive := func(list string) string {
		return `<ds:Transform Algorithm="` + xmldsig.ExclusiveCanonicalization + `"><InclusiveNamespaces xmlns="` +
			xmldsig.ExclusiveCanonicalization + `" PrefixList="` + list + `"/></ds:Transform>`
	}
	cases := []struct {
		name, old, with string
		kind            xmldsig.Kind
	}{
		{"two signatures", signature, signature + signature, xmldsig.Form},
		{"two SignedInfo", signedInfo, signedInfo + signedInfo, xmldsig.Form},
		{"no SignedInfo", signedInfo, "", xmldsig.Form},
		{"no SignatureValue", value, "", xmldsig.Form},
		{"value before SignedInfo", signedInfo + value, value + signedInfo, xmldsig.Form},
		{"Object", "</ds:Signature>", "<ds:Object/></ds:Signature>", xmldsig.Form},
		{"second KeyInfo", "</ds:Signature>", "<ds:KeyInfo/></ds:Signature>", xmldsig.Form},
		{"text in Signature", signedInfo, "x" + signedInfo, xmldsig.Form},
		{"foreign element in SignedInfo", reference, reference + "<x/>", xmldsig.Form},
		{"two References", reference, reference + reference, xmldsig.Form},
		{"no Reference", reference, "", xmldsig.Form},
		{"no Transforms", enveloped + exclusive, "", xmldsig.Transform},
		{"comment in DigestValue", "</ds:DigestValue>", "<!---->AAAA</ds:DigestValue>", xmldsig.Form},
		{"comment in SignatureValue", "</ds:SignatureValue>", "<!-- --></ds:SignatureValue>", xmldsig.Form},
		{"element in SignatureValue", "</ds:SignatureValue>", "<x/></ds:SignatureValue>", xmldsig.Form},
		{"comment in X509Certificate", "</ds:X509Certificate>", "<!-- --></ds:X509Certificate>", xmldsig.Form},
		{"empty SignatureValue", value, "<ds:SignatureValue></ds:SignatureValue>", xmldsig.Form},
		{"text in a Transform", exclusive, strings.Replace(exclusive, "></", ">x</", 1), xmldsig.Form},
		{"no base64", "</ds:SignatureValue>", "-_</ds:SignatureValue>", xmldsig.Form},
		{"no signature algorithm", ` Algorithm="` + xmldsig.RSASHA256 + `"`, "", xmldsig.MissingAlgorithm},
		{"algorithm in a namespace", `<ds:SignatureMethod Algorithm`, `<ds:SignatureMethod ds:Algorithm`,
			xmldsig.MissingAlgorithm},
		{"no digest algorithm", ` Algorithm="` + xmldsig.SHA256 + `"`, "", xmldsig.MissingAlgorithm},
		{"HMAC", xmldsig.RSASHA256, "http://www.w3.org/2000/09/xmldsig#hmac-sha1", xmldsig.SignatureMethod},
		{"ECDSA", xmldsig.RSASHA256, "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", xmldsig.SignatureMethod},
		{"RSA-MD5", xmldsig.RSASHA256, "http://www.w3.org/2001/04/xmldsig-more#rsa-md5", xmldsig.SignatureMethod},
		{"empty algorithm", xmldsig.RSASHA256, "", xmldsig.SignatureMethod},
		{"HMACOutputLength", `"></ds:SignatureMethod>`,
			`"><ds:HMACOutputLength>8</ds:HMACOutputLength></ds:SignatureMethod>`, xmldsig.SignatureMethod},
		{"MD5 digest", xmldsig.SHA256, "http://www.w3.org/2001/04/xmldsig-more#md5", xmldsig.DigestMethod},
		{"c14n with comments", `<ds:CanonicalizationMethod Algorithm="` + xmldsig.ExclusiveCanonicalization,
			`<ds:CanonicalizationMethod Algorithm="` + xmldsig.ExclusiveCanonicalization + "WithComments",
			xmldsig.Canonicalization},
		{"inclusive c14n", `<ds:CanonicalizationMethod Algorithm="` + xmldsig.ExclusiveCanonicalization,
			`<ds:CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315`, xmldsig.Canonicalization},
		{"empty URI", `URI="#_a"`, `URI=""`, xmldsig.Reference},
		{"no URI", ` URI="#_a"`, ``, xmldsig.Reference},
		{"bare #", `URI="#_a"`, `URI="#"`, xmldsig.Reference},
		{"the response's ID", `URI="#_a"`, `URI="#_r"`, xmldsig.Reference},
		{"nobody's ID", `URI="#_a"`, `URI="#_b"`, xmldsig.UnresolvedReference},
		{"XPointer", `URI="#_a"`, `URI="#xpointer(id('_a'))"`, xmldsig.UnresolvedReference},
		{"another document", `URI="#_a"`, `URI="https://contoso.com/#_a"`, xmldsig.Reference},
		{"other case", `URI="#_a"`, `URI="#_A"`, xmldsig.UnresolvedReference},
		{"ID in a namespace", `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID=`,
			`<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" saml:ID=`, xmldsig.UnresolvedReference},
		{"enveloped last", enveloped + exclusive, exclusive + enveloped, xmldsig.TransformOrder},
		{"enveloped alone", enveloped + exclusive, enveloped, xmldsig.TransformOrder},
		{"c14n alone", enveloped + exclusive, exclusive, xmldsig.Transform},
		{"c14n twice", enveloped + exclusive, enveloped + exclusive + exclusive, xmldsig.Transform},
		{"XPath", exclusive, transform("http://www.w3.org/TR/1999/REC-xpath-19991116") + exclusive, xmldsig.Transform},
		{"XSLT", exclusive, transform("http://www.w3.org/TR/1999/REC-xslt-19991116"), xmldsig.Transform},
		{"base64 transform", exclusive, transform("http://www.w3.org/2000/09/xmldsig#base64"), xmldsig.Transform},
		{"transform without algorithm", exclusive, "<ds:Transform/>", xmldsig.MissingAlgorithm},
		{"enveloped with an XPath inside", enveloped, strings.Replace(enveloped, "></", "><ds:XPath>1</ds:XPath></", 1),
			xmldsig.Transform},
		{"foreign parameter of c14n", exclusive, strings.Replace(exclusive, "></", "><ds:XPath>1</ds:XPath></", 1),
			xmldsig.Transform},
		{"two InclusiveNamespaces", exclusive, strings.Replace(inclusive("a"), "</ds:",
			`<InclusiveNamespaces xmlns="`+xmldsig.ExclusiveCanonicalization+`"/></ds:`, 1), xmldsig.Transform},
		{"a flood of prefixes", exclusive, inclusive(strings.Repeat("a ", 65)), xmldsig.Form},
		{"content of InclusiveNamespaces", exclusive,
			strings.Replace(inclusive("a"), "/></ds:", "><x/></InclusiveNamespaces></ds:", 1), xmldsig.Transform},
		{"content of DigestMethod", `"></ds:DigestMethod>`, `"><x/></ds:DigestMethod>`, xmldsig.DigestMethod},
		{"a foreign element among Transforms", exclusive, exclusive + "<x/>", xmldsig.Form},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s, err := xmldsig.Read(assertionOf(t, replace(t, good, c.old, c.with)))
			var refused *xmldsig.Error
			require.ErrorAs(t, err, &refused)
			assert.Equal(t, c.kind, refused.Kind, refused.Says)
			assert.NotEmpty(t, refused.Says)
			assert.Nil(t, s)
		})
	}
}

// An element without an ID is not an element that a Reference can name, not even by an empty fragment.
func TestReadWithoutID(t *testing.T) {
	document := replace(t, replace(t, signed(t, signer("")), `URI="#_a"`, `URI="#"`), ` ID="_a"`, ``)
	_, err := xmldsig.Read(assertionOf(t, document))
	var refused *xmldsig.Error
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, xmldsig.Reference, refused.Kind)
}

// What is white space to Unicode need not be white space to XML: "b", a no-break space and "c" are one prefix, which
// nobody has.
func TestPrefixListIsSplitAsXMLDoes(t *testing.T) {
	exclusive := `<ds:Transform Algorithm="` + xmldsig.ExclusiveCanonicalization + `">`
	list := exclusive + `<InclusiveNamespaces xmlns="` + xmldsig.ExclusiveCanonicalization + `" PrefixList="` +
		strings.Repeat("a ", 63) + "b\u00a0c" + `"/>`
	_, err := xmldsig.Read(assertionOf(t, replace(t, signed(t, signer("")), exclusive, list)))
	require.NoError(t, err, "64 prefixes are allowed")
}

func between(t testing.TB, document, from, to string) string {
	t.Helper()
	start, end := strings.Index(document, from), strings.LastIndex(document, to)
	require.True(t, start >= 0 && end > start, "%s … %s", from, to)
	return document[start : end+len(to)]
}
