package main

import (
	"fmt"
	"strings"
)

// sample is one document before it is signed. The template holds <!--sign Assertion--> or <!--sign Response--> where
// the signatures belong; breakOld, which stands once in the signed document, becomes breakNew.
type sample struct {
	name, says                    string
	template                      string
	method, digest                string // "" means rsa-sha256 and sha256
	onTransform, onMethod         string // PrefixList of InclusiveNamespaces
	prefix                        string // of the signature's elements: "ds:" unless defaultPrefix
	defaultPrefix                 bool
	large                         bool
	after                         func(string) string
	breakOld, breakNew, breakSays string
}

const (
	more  = "http://www.w3.org/2001/04/xmldsig-more#"
	dsig  = "http://www.w3.org/2000/09/xmldsig#"
	xenc  = "http://www.w3.org/2001/04/xmlenc#"
	excl  = "http://www.w3.org/2001/10/xml-exc-c14n#"
	email = "alice@contoso.com"
)

// signature is the template that xmlsec1 fills in.
func (s sample) signature(element string) string {
	p, declaration := "ds:", ` xmlns:ds="`+dsig+`"`
	if s.defaultPrefix {
		p, declaration = "", ` xmlns="`+dsig+`"`
	}
	method, digest := s.method, s.digest
	if method == "" {
		method = more + "rsa-sha256"
	}
	if digest == "" {
		digest = xenc + "sha256"
	}
	inclusive := func(list string) string {
		if list == "" {
			return ""
		}
		return `<ec:InclusiveNamespaces xmlns:ec="` + excl + `" PrefixList="` + list + `"/>`
	}
	id := map[string]string{"Assertion": "_assertion", "Response": "_response"}[element]
	return strings.ReplaceAll(`<`+p+`Signature`+declaration+`><~SignedInfo>`+
		`<~CanonicalizationMethod Algorithm="`+excl+`">`+inclusive(s.onMethod)+
		`</~CanonicalizationMethod><~SignatureMethod Algorithm="`+method+`"/>`+
		`<~Reference URI="#`+id+`"><~Transforms><~Transform Algorithm="`+dsig+`enveloped-signature"/>`+
		`<~Transform Algorithm="`+excl+`">`+inclusive(s.onTransform)+`</~Transform></~Transforms>`+
		`<~DigestMethod Algorithm="`+digest+`"/><~DigestValue></~DigestValue></~Reference></~SignedInfo>`+
		`<~SignatureValue></~SignatureValue>`+
		`<~KeyInfo><~X509Data><~X509Certificate></~X509Certificate></~X509Data></~KeyInfo></~Signature>`, "~", p)
}

// plain is a response without a blank between elements; attributes is what the attribute statement holds.
func plain(root, attributes string) string {
	return `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ` +
		`xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"` + root +
		` ID="_response" Version="2.0" IssueInstant="2026-03-02T09:15:00Z" ` +
		`Destination="https://login.microsoftonline.com/login.srf">` +
		`<saml:Issuer>https://contoso.com</saml:Issuer><samlp:Status>` +
		`<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>` +
		`<saml:Assertion ID="_assertion" Version="2.0" IssueInstant="2026-03-02T09:15:00Z">` +
		`<saml:Issuer>https://contoso.com</saml:Issuer><!--sign Assertion-->` +
		`<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">` +
		`64b1f0c2a9d3e45f6a7b8c9d</saml:NameID>` +
		`<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">` +
		`<saml:SubjectConfirmationData NotOnOrAfter="2036-03-02T09:15:00Z" ` +
		`Recipient="https://login.microsoftonline.com/login.srf"/></saml:SubjectConfirmation></saml:Subject>` +
		`<saml:Conditions NotBefore="2026-03-02T09:10:00Z" NotOnOrAfter="2036-03-02T09:15:00Z">` +
		`<saml:AudienceRestriction><saml:Audience>urn:federation:MicrosoftOnline</saml:Audience>` +
		`</saml:AudienceRestriction></saml:Conditions>` +
		`<saml:AuthnStatement AuthnInstant="2026-03-02T09:14:00Z" SessionIndex="_assertion"><saml:AuthnContext>` +
		`<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport` +
		`</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>` +
		`<saml:AttributeStatement>` + attributes + `</saml:AttributeStatement></saml:Assertion></samlp:Response>`
}

func attribute(more, value string) string {
	return `<saml:Attribute Name="IDPEmail"` + more + `><saml:AttributeValue>` + value +
		`</saml:AttributeValue></saml:Attribute>`
}

func typed(value string) string {
	return `<saml:Attribute Name="IDPEmail">` +
		`<saml:AttributeValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xs:string">` + value +
		`</saml:AttributeValue></saml:Attribute>`
}

const (
	schema     = ` xmlns:xs="http://www.w3.org/2001/XMLSchema"`
	schemaFake = ` xmlns:xs="http://www.w3.org/2001/XMLSchema2"`
)

func samples() []sample {
	simple := plain("", attribute("", email))
	all := []sample{
		{name: "rsa-sha1", says: "RSA-SHA1 and SHA-1", template: simple, method: dsig + "rsa-sha1", digest: dsig + "sha1",
			breakOld: email, breakNew: "alicf@contoso.com", breakSays: "a letter of an attribute value"},
		{name: "rsa-sha256", says: "RSA-SHA256 and SHA-256", template: simple,
			breakOld: "6a7b8c9d<", breakNew: "6a7b8c9e<", breakSays: "a digit of the NameID"},
		{name: "rsa-sha384", says: "RSA-SHA384 and SHA-384", template: simple, method: more + "rsa-sha384",
			digest:   more + "sha384",
			breakOld: "09:14:00Z", breakNew: "09:14:01Z", breakSays: "a second of AuthnInstant"},
		{name: "rsa-sha512", says: "RSA-SHA512 and SHA-512", template: simple, method: more + "rsa-sha512",
			digest:   xenc + "sha512",
			breakOld: "<ds:DigestValue>", breakNew: "<ds:DigestValue>AAAA", breakSays: "three bytes more in DigestValue"},
		{name: "rsa-sha256-digest-sha1", says: "RSA-SHA256 over a SHA-1 digest", template: simple, digest: dsig + "sha1",
			breakOld: dsig + "sha1", breakNew: xenc + "sha256", breakSays: "the digest algorithm"},
		{name: "no-inclusive", says: "a prefix that only a value uses, not protected", template: plain(schema, typed(email)),
			breakOld: `"xs:string"`, breakNew: `"xs:token"`, breakSays: "the type of a value"},
		{name: "inclusive-transform", says: "InclusiveNamespaces on the Transform", template: plain(schema, typed(email)),
			onTransform: "xs",
			breakOld:    schema, breakNew: schemaFake, breakSays: "the namespace of the listed prefix"},
		{name: "inclusive-method", says: "InclusiveNamespaces on the CanonicalizationMethod",
			template: plain(schema, typed(email)), onMethod: "xs saml",
			breakOld: schema, breakNew: schemaFake, breakSays: "the namespace of a listed prefix"},
		{name: "inclusive-both", says: "InclusiveNamespaces on both, with #default",
			template: plain(schema+` xmlns="urn:outside"`, typed(email)), onMethod: "#default samlp", onTransform: "xs #default",
			breakOld: ` xmlns="urn:outside"`, breakNew: ` xmlns="urn:inside"`, breakSays: "the default namespace"},
	}
	return append(append(all, namespaceSamples(simple)...), textSamples(simple)...)
}

func namespaceSamples(simple string) []sample {
	undo := strings.NewReplacer(`<saml:Assertion `, `<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" `,
		"<saml:", "<", "</saml:", "</", `xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"`, "")
	defaults := strings.Replace(undo.Replace(simple), "<Issuer>",
		`<Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">`, 1)
	defaults = strings.NewReplacer("<samlp:", "<", "</samlp:", "</", "xmlns:samlp", "xmlns").Replace(defaults)
	return []sample{
		{name: "default-namespaces", says: "no prefix at all: default namespaces for response, assertion and signature",
			template: defaults, defaultPrefix: true,
			breakOld: "<AttributeStatement>", breakNew: `<AttributeStatement xmlns="urn:x">`,
			breakSays: "the namespace of an element"},
		{name: "redundant-undeclaration", says: `redundant xmlns="" on several levels`,
			template: strings.NewReplacer(`<saml:Subject>`, `<saml:Subject xmlns="">`, `<saml:AuthnContext>`,
				`<saml:AuthnContext xmlns="" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">`, "<saml:AttributeValue>",
				`<saml:AttributeValue xmlns="">`).Replace(simple),
			breakOld: "<saml:Subject xmlns=\"\">", breakNew: "<saml:Subject xmlns=\"\" xml:lang=\"\">",
			breakSays: "an attribute more"},
		{name: "undone-default", says: `a default namespace that xmlns="" undoes inside a value`,
			template: plain(` xmlns="urn:outside"`,
				attribute("", `<a><b xmlns=""><c xmlns=""/><d xmlns="urn:outside"/></b></a>`)),
			breakOld: `<c xmlns=""/>`, breakNew: `<c xmlns="urn:outside"/>`, breakSays: "an undone default namespace"},
		{name: "prefixes-rebound", says: "one prefix for two namespaces, two prefixes for one",
			template: plain(` xmlns:p="urn:1" xmlns:q="urn:1"`,
				attribute("", `<p:a q:x="1"><p:a xmlns:p="urn:2" q:x="2"><q:b p:y="3"/></p:a><q:c/></p:a>`)),
			breakOld: `xmlns:p="urn:2"`, breakNew: `xmlns:p="urn:3"`, breakSays: "a namespace"},
		{name: "attribute-order", says: "attributes whose order follows their namespaces, not their prefixes",
			template: plain(` xmlns:b="urn:1" xmlns:a="urn:2"`,
				attribute(` a:z="1" b:z="2" FriendlyName="3" b:a="4" xml:lang="en"`, email)),
			breakOld: `b:z="2"`, breakNew: `b:z="1"`, breakSays: "an attribute's value"},
		{name: "unused-declarations", says: "declarations that nothing uses",
			template: plain(` xmlns:u="urn:unused"`, attribute(` xmlns:v="urn:unused"`, email)),
			breakOld: ` xmlns:v="urn:unused"`, breakNew: ` xmlns:v="urn:unused" v:x=""`, breakSays: "one is used"},
		{name: "response-and-assertion", says: "assertion and response signed",
			template:  strings.Replace(simple, "<samlp:Status>", "<!--sign Response--><samlp:Status>", 1),
			breakOld:  `Destination="https://login.microsoftonline.com/login.srf"`,
			breakNew:  `Destination="https://login.microsoftonline.com/login.srf" Consent="urn:x"`,
			breakSays: "an attribute of the response"},
	}
}

func textSamples(simple string) []sample {
	comment := strings.NewReplacer("<saml:Subject>", "<!-- who --><saml:Subject><!-- name -->", "</saml:AuthnStatement>",
		"<!----></saml:AuthnStatement>", "<samlp:Status>", "<!-- a - b --><samlp:Status>")
	indent := strings.NewReplacer("><saml", ">\n  <saml", "></saml", ">\n</saml", "><!--sign", ">\n  <!--sign")
	var values strings.Builder
	values.WriteString(attribute("", email) + `<saml:Attribute Name="groups">`)
	for i := range 5000 {
		fmt.Fprintf(&values, "<saml:AttributeValue>group %04d</saml:AttributeValue>", i)
	}
	values.WriteString(`</saml:Attribute>`)
	return []sample{
		{name: "white-space-in-attributes", says: "tabs and line feeds in attributes, written out and as references",
			template: plain("", attribute(" FriendlyName='1\t2\n3 4&#9;5&#10;6&#13;7 \"'", email)),
			breakOld: "&#9;", breakNew: "\t", breakSays: "a tab written out"},
		{name: "cdata", says: "CDATA sections", template: plain("",
			attribute("", "<![CDATA[alice]]>@<![CDATA[contoso.com]]><![CDATA[]]>")),
			breakOld: "@<![CDATA[contoso.com]]>", breakNew: "@<![CDATA[contoso&#46;com]]>",
			breakSays: "a reference that CDATA does not resolve"},
		{name: "comments", says: "comments between elements", template: comment.Replace(simple),
			breakOld: "<!----></saml:AuthnStatement>", breakNew: " <!----></saml:AuthnStatement>",
			breakSays: "a blank beside a comment"},
		{name: "indented", says: "line feeds and indentation between all elements", template: indent.Replace(simple),
			breakOld: "\n  <saml:AttributeStatement>", breakNew: "\n <saml:AttributeStatement>", breakSays: "a blank fewer"},
		{name: "carriage-returns", says: "lines that end with CR LF",
			template: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n" + strings.ReplaceAll(indent.Replace(simple), "\n",
				"\r\n"),
			breakOld: "\r\n  <saml:AttributeStatement>", breakNew: "&#13;\n  <saml:AttributeStatement>",
			breakSays: "a carriage return that stays"},
		{name: "indented-base64", says: "base64 in short, indented lines", template: simple,
			after: func(s string) string {
				return indentBase64(indentBase64(s, "ds:SignatureValue"), "ds:X509Certificate")
			},
			breakOld: "<ds:SignatureValue>\n\t    ", breakNew: "<ds:SignatureValue>\n\t    AAAA",
			breakSays: "three bytes more in SignatureValue"},
		{name: "non-ascii", says: "letters beyond ASCII, written out and as references",
			template: plain("", attribute(` FriendlyName="电子邮件"`, "王小明&#x1F600;é")),
			breakOld: "小明", breakNew: "小朋", breakSays: "a letter"},
		{name: "foreign-text", says: "every character that is escaped",
			template: plain("", attribute(` FriendlyName="&lt;&amp;&quot;>'"`, `&lt;&gt;&amp;"'&#13;]]&gt;`)),
			breakOld: "&#13;", breakNew: "\n", breakSays: "a carriage return becomes a line feed"},
		{name: "5000-values", says: "5,000 values of one attribute", template: plain("", values.String()), large: true,
			breakOld: "group 4999", breakNew: "group 5000", breakSays: "the last value"},
	}
}

// indentBase64 breaks the base64 inside an element into lines of 20 characters with a tab and blanks in front.
func indentBase64(document, element string) string {
	start := strings.Index(document, "<"+element+">") + len(element) + 2
	end := strings.Index(document, "</"+element+">")
	text := strings.Join(strings.Fields(document[start:end]), "")
	var b strings.Builder
	for len(text) > 0 {
		n := min(20, len(text))
		b.WriteString("\n\t    " + text[:n])
		text = text[n:]
	}
	return document[:start] + b.String() + "\n  " + document[end:]
}
