package xmltree_test

import (
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	mathrand "math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/internal/needs"
	"samlharness/internal/wire/xmltree"
	"samlharness/record"
)

// TestCanonicalAsLibxml2 compares the canonical form of many random documents, which bind, rebind and undo prefixes and
// spell values in every way, with the one that libxml2 writes. No namespace holds an ampersand: libxml2 2.9 writes it
// raw there, against Canonical XML 1.0, section 2.3.
func TestCanonicalAsLibxml2(t *testing.T) {
	xmllint := needs.Program(t, "xmllint")
	const documents = 300
	var files []string
	var ours, texts []string
	for seed := range uint64(documents) {
		g := generator{random: mathrand.New(mathrand.NewPCG(seed, 7))}
		document := g.document()
		texts = append(texts, document)
		files = append(files, needs.File(t, "document.xml", []byte(document)))
		ours = append(ours, canonical(t, parse(t, document)))
	}
	theirs, err := needs.Run(t, xmllint, append([]string{"--nonet", "--exc-c14n"}, files...)...)
	require.NoError(t, err)
	rest := string(theirs)
	for i := range ours { // one after the other, without anything between them
		if !strings.HasPrefix(rest, ours[i]) {
			t.Fatalf("document %d, %s, of\n%s", i, record.FirstDifference(rest[:min(len(rest), len(ours[i]))], ours[i]),
				texts[i])
		}
		rest = rest[len(ours[i]):]
	}
	assert.Empty(t, strings.TrimSpace(rest))
}

// generator makes random well-formed documents without comments, since xmllint would keep those.
type generator struct {
	random *mathrand.Rand
	b      strings.Builder
}

func (g *generator) document() string {
	g.element(map[string]bool{"": true}, 0)
	return g.b.String()
}

func (g *generator) pick(from ...string) string { return from[g.random.IntN(len(from))] }

func (g *generator) element(outer map[string]bool, depth int) {
	bound := map[string]bool{}
	for p := range outer {
		bound[p] = true
	}
	var attributes []string
	for _, prefix := range []string{"", "a", "b", "A", "é"} {
		switch g.random.IntN(4) {
		case 0:
			if prefix == "" {
				attributes = append(attributes, g.spell("xmlns", g.pick("", "urn:1", "urn:2", "http://x/?a=1")))
				continue
			}
			attributes = append(attributes, g.spell("xmlns:"+prefix, g.pick("urn:1", "urn:2", "urn:3", "urn:?'x")))
			bound[prefix] = true
		}
	}
	name := g.name(bound)
	g.b.WriteString("<" + name)
	// one attribute of each name, so that no two prefixes of one namespace can clash
	for _, local := range []string{"z", "y", "Y", "lang", "ö"} {
		switch g.random.IntN(4) {
		case 0:
			attributes = append(attributes, g.spell(local, g.value()))
		case 1:
			if prefixed := g.name(bound); strings.Contains(prefixed, ":") {
				attributes = append(attributes, g.spell(prefixed[:strings.Index(prefixed, ":")+1]+local, g.value()))
			}
		case 2:
			attributes = append(attributes, g.spell("xml:"+local, g.value()))
		}
	}
	g.random.Shuffle(len(attributes), func(i, j int) { attributes[i], attributes[j] = attributes[j], attributes[i] })
	for _, a := range attributes {
		g.b.WriteString(g.pick(" ", "\n ", "\t") + a)
	}
	if g.random.IntN(6) == 0 {
		g.b.WriteString("/>")
		return
	}
	g.b.WriteString(">")
	for range g.random.IntN(4) {
		g.b.WriteString(g.text())
		if depth < 5 {
			g.element(bound, depth+1)
		}
	}
	g.b.WriteString("</" + name + g.pick("", " ", "\n") + ">")
}

func (g *generator) name(bound map[string]bool) string {
	for {
		if prefix := g.pick("", "", "a", "b", "A", "é"); bound[prefix] {
			if prefix != "" {
				prefix += ":"
			}
			return prefix + g.pick("e", "f", "王-1.x")
		}
	}
}

// spell writes an attribute whose value is value, in one of the ways in which that can be done.
func (g *generator) spell(name, value string) string {
	quote := g.pick(`"`, `'`)
	var b strings.Builder
	for _, r := range value {
		switch {
		case r == '&', r == '<', string(r) == quote, r < ' ', g.random.IntN(12) == 0:
			fmt.Fprintf(&b, g.pick("&#%d;", "&#x%x;", "&#x%X;"), r)
		default:
			b.WriteRune(r)
		}
	}
	return name + g.pick("=", " = ") + quote + b.String() + quote
}

func (g *generator) value() string {
	return g.pick("", "x", "a\tb\nc\rd", `"'<>&`, "王小明", "]]>", "  two  ")
}

func (g *generator) text() string {
	return g.pick("", "x", "\n  ", "\r\n", "\r", "&#13;", "&amp;&lt;&gt;]]&gt;", "<![CDATA[<&>\r\n]]>", "<![CDATA[]]>",
		"é\U0001F600", `"'`, "&quot;&apos;&#9;")
}

// TestCanonicalAsXMLSec compares what is digested for an enveloped signature, with every use of InclusiveNamespaces,
// with what xmlsec1 digests.
func TestCanonicalAsXMLSec(t *testing.T) {
	needs.Program(t, "xmlsec1")
	certificate := anyCertificate(t)
	cases := map[string]struct{ outer, attributes, content, prefixes string }{
		"plain":                      {``, ``, `text`, ``},
		"comments":                   {``, ``, `a<!-- c -->b<!----><x/><!-- d -->`, ``},
		"default namespace outside":  {`xmlns="urn:o"`, ``, `<x/><y xmlns=""><z/></y>`, ``},
		"default namespace, listed":  {`xmlns="urn:o"`, ``, `<x/><y xmlns=""><z/></y>`, `#default`},
		"default listed, none there": {``, ``, `<x/><y xmlns="urn:y"><z xmlns=""/></y>`, `#default`},
		"default undone, listed":     {`xmlns="urn:o"`, `xmlns=""`, `<x/><y xmlns="urn:o"><z xmlns=""/></y>`, `#default`},
		"redundant xmlns=''":         {``, `xmlns=""`, `<x xmlns=""><y xmlns="" z=""/></x>`, ``},
		"prefix outside, unused":     {`xmlns:p="urn:p"`, ``, `<x/>`, ``},
		"prefix outside, listed":     {`xmlns:p="urn:p"`, ``, `<x/>`, `p`},
		"listed, rebound": {`xmlns:p="urn:p"`, ``,
			`<x xmlns:p="urn:q"><y xmlns:p="urn:p"/></x><z xmlns:p="urn:p"/>`, `p`},
		"not listed, rebound":       {`xmlns:p="urn:p"`, ``, `<p:x xmlns:p="urn:q"><p:y xmlns:p="urn:p"/></p:x><p:z/>`, ``},
		"listed, declared inside":   {``, ``, `<x xmlns:p="urn:p"><y/></x>`, `p`},
		"listed twice, and unknown": {`xmlns:p="urn:p"`, ``, `<p:x/>`, `p  nobody p`},
		"the element's own prefix":  {``, ``, `<s:x><s:y xmlns:s="urn:t"/></s:x>`, `s`},
		"several with white space": {`xmlns:p="urn:p" xmlns:q="urn:q" xmlns="urn:d"`, ``, `<x><y xmlns="" q:z="1"/></x>`,
			"p\n\t#default q"},
		"xml listed": {`xml:lang="en"`, ``, `<x xml:lang="de"/>`, `xml`},
		"xs for xsi:type values": {
			`xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`,
			``,
			`<x xsi:type="xs:string">v</x>`,
			`xs`,
		},
		"attributes by namespace": {`xmlns:b="urn:1" xmlns:a="urn:2"`,
			`a:z="1" b:z="2" z="3" b:a="4" xml:space="preserve"`, ``, ``},
		"white space in attributes": {``, "w='1\t2\n3\r\n4\r5' v='&#9;&#10;&#13;&#x20;'", "<x y='\n'/>", ``},
		"line ends and CDATA":       {``, ``, "1\r\n2\r3&#13;<![CDATA[\r\n<&>]]>", ``},
		"non-ASCII":                 {`xmlns:ü="urn:u"`, `ü:é="王小明"`, `&#x738B;<ü:王>&#x1F600;</ü:王>`, `ü`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			requireAsXMLSec(t, certificate, c.outer, c.attributes, c.content, c.prefixes)
		})
	}
}

// TestInclusiveAsXMLSec does the same for random content and random lists of prefixes.
func TestInclusiveAsXMLSec(t *testing.T) {
	needs.Program(t, "xmlsec1")
	certificate := anyCertificate(t)
	for seed := range uint64(40) {
		g := generator{random: mathrand.New(mathrand.NewPCG(seed, 11))}
		g.element(map[string]bool{"": true, "a": true}, 1)
		prefixes := g.pick("a", "#default", "b a", "A #default é", "a b A é #default s")
		requireAsXMLSec(t, certificate, g.pick(`xmlns:a="urn:1"`, `xmlns:a="urn:2" xmlns="urn:1"`),
			g.pick("", `xmlns=""`, `xmlns:b="urn:3"`, `xmlns:a="urn:3"`), g.b.String(), prefixes)
	}
}

func requireAsXMLSec(t *testing.T, certificate []byte, outer, attributes, content, prefixes string) {
	t.Helper()
	document := fmt.Sprintf(signedTemplate, outer, attributes, content, inclusiveNamespaces(prefixes))
	theirs, err := needs.XMLSecDigestInput(t, []byte(document), certificate)
	require.NoError(t, err)
	signed := parse(t, document).Child("urn:signed", "Signed")
	ours, err := xmltree.Canonical(signed, xmltree.CanonicalOptions{
		InclusivePrefixes: strings.Fields(prefixes),
		Omit:              signed.Child("http://www.w3.org/2000/09/xmldsig#", "Signature"),
	})
	require.NoError(t, err)
	require.Empty(t, record.FirstDifference(string(theirs), string(ours)), document)
}

const signedTemplate = `<outer %s><s:Signed xmlns:s="urn:signed" ID="i" %s>before <ds:Signature ` +
	`xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo>` +
	`<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>` +
	`<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>` +
	`<ds:Reference URI="#i"><ds:Transforms>` +
	`<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>` +
	`<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#">%[4]s</ds:Transform></ds:Transforms>` +
	`<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>AAAA</ds:DigestValue>` +
	`</ds:Reference></ds:SignedInfo>` +
	`<ds:SignatureValue>AAAA</ds:SignatureValue></ds:Signature>%[3]s</s:Signed></outer>`

func inclusiveNamespaces(prefixes string) string {
	if prefixes == "" {
		return ""
	}
	return `<ec:InclusiveNamespaces xmlns:ec="http://www.w3.org/2001/10/xml-exc-c14n#" PrefixList="` + prefixes + `"/>`
}

func anyCertificate(t testing.TB) []byte {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	pair, err := certs.Issue(key, certs.Profile{
		Organization: "Contoso",
		NotBefore:    time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC),
	})
	require.NoError(t, err)
	return pair.Certificate.Raw
}
