package xmltree_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/wire/xmltree"
)

func parse(t testing.TB, document string) *xmltree.Element {
	t.Helper()
	root, err := xmltree.Parse([]byte(document), xmltree.Limits{})
	require.NoError(t, err)
	return root
}

func canonical(t testing.TB, e *xmltree.Element, inclusive ...string) string {
	t.Helper()
	out, err := xmltree.Canonical(e, xmltree.CanonicalOptions{InclusivePrefixes: inclusive})
	require.NoError(t, err)
	return string(out)
}

func TestCanonical(t *testing.T) {
	cases := map[string]struct{ document, expected string }{
		"empty elements get end tags": {`<a><b/></a >`, `<a><b></b></a>`},
		"blanks in tags, quotes":      {"<a  z = '1'\n\tb='2' ></a\n>", `<a b="2" z="1"></a>`},
		"comments go, text stays":     {"<a>x<!-- y --> z</a>", `<a>x z</a>`},
		"outside the root nothing":    {"<?xml version='1.0'?>\n<!-- x -->\n<a/>\n<!-- y -->", `<a></a>`},
		"CDATA becomes text":          {`<a><![CDATA[<b>&amp;]]></a>`, `<a>&lt;b&gt;&amp;amp;</a>`},
		"text escapes":                {`<a>&lt;&gt;&amp;"'&#xD;&#9;&#10;</a>`, "<a>&lt;&gt;&amp;\"'&#xD;\t\n</a>"},
		"attribute escapes": {`<a b='&lt;>&amp;"&apos;&#xD;&#9;&#10;'/>`,
			`<a b="&lt;>&amp;&quot;'&#xD;&#x9;&#xA;"></a>`},
		"raw white space in attributes": {"<a b='1\t2\n3\r\n4'/>", `<a b="1 2 3 4"></a>`},
		"line ends":                     {"<a>1\r\n2\r3</a>", "<a>1\n2\n3</a>"},
		"unused declarations go":        {`<a xmlns:p="urn:p"><b/></a>`, `<a><b></b></a>`},
		"declared where used": {`<a xmlns:p="urn:p"><p:b><p:c/></p:b><p:b/></a>`,
			`<a><p:b xmlns:p="urn:p"><p:c></p:c></p:b><p:b xmlns:p="urn:p"></p:b></a>`},
		"used by an attribute": {`<a xmlns:p="urn:p"><b p:c=""/></a>`, `<a><b xmlns:p="urn:p" p:c=""></b></a>`},
		"repeated declarations go": {`<p:a xmlns:p="urn:p"><p:b xmlns:p="urn:p"/></p:a>`,
			`<p:a xmlns:p="urn:p"><p:b></p:b></p:a>`},
		"redundant xmlns=''": {`<a xmlns=""><b xmlns=""/></a>`, `<a><b></b></a>`},
		"default undone and redone": {
			`<a xmlns="urn:a"><b xmlns=""><c xmlns=""/><d xmlns="urn:a"/></b><e xmlns="urn:a"/></a>`,
			`<a xmlns="urn:a"><b xmlns=""><c></c><d xmlns="urn:a"></d></b><e></e></a>`,
		},
		"default undone below a prefix": {`<a xmlns="urn:a"><p:b xmlns="" xmlns:p="urn:p"><c/></p:b></a>`,
			`<a xmlns="urn:a"><p:b xmlns:p="urn:p"><c xmlns=""></c></p:b></a>`},
		"prefix bound anew, and back": {
			`<p:a xmlns:p="urn:1"><p:b xmlns:p="urn:2"><p:c xmlns:p="urn:1"/></p:b><p:d/></p:a>`,
			`<p:a xmlns:p="urn:1"><p:b xmlns:p="urn:2"><p:c xmlns:p="urn:1"></p:c></p:b><p:d></p:d></p:a>`,
		},
		"declarations by prefix": {`<b:a xmlns:c="urn:1" xmlns:b="urn:2" xmlns="urn:3" c:x=""><d/></b:a>`,
			`<b:a xmlns:b="urn:2" xmlns:c="urn:1" c:x=""><d xmlns="urn:3"></d></b:a>`},
		"attributes by namespace, name": {
			`<a xmlns:x="urn:2" xmlns:y="urn:1" x:a="" y:b="" x:B="" z="" y:a="" xml:id="i"/>`,
			`<a xmlns:x="urn:2" xmlns:y="urn:1" z="" xml:id="i" y:a="" y:b="" x:B="" x:a=""></a>`,
		},
		"xml: is never declared": {`<a xmlns:xml="http://www.w3.org/XML/1998/namespace" xml:lang="de"><b/></a>`,
			`<a xml:lang="de"><b></b></a>`},
		"namespace values are attributes": {`<a xmlns='urn:&amp;&#x27;&#97;'/>`, `<a xmlns="urn:&amp;'a"></a>`},
		"non-ASCII":                       {`<é ü="&#xE9;">王小明&#x1F600;</é>`, `<é ü="é">王小明😀</é>`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got := canonical(t, parse(t, c.document))
			assert.Equal(t, c.expected, got)
			assert.Equal(t, got, canonical(t, parse(t, got)), "a canonical form is its own canonical form")
		})
	}
}

// TestCanonicalOfPart is the example of Exclusive XML Canonicalization 1.0, section 2.2: an element keeps its canonical
// form when it moves into another document.
func TestCanonicalOfPart(t *testing.T) {
	for _, document := range []string{
		`<n0:local xmlns:n0="foo:bar" xmlns:n3="ftp://example.org">` +
			`<n1:elem2 xmlns:n1="http://example.net" xml:lang="en"><n3:stuff xmlns:n3="ftp://example.org"/></n1:elem2>` +
			`</n0:local>`,
		`<n2:pdu xmlns:n1="http://example.com" xmlns:n2="http://foo.example" xml:lang="fr" xml:space="retain">` +
			`<n1:elem2 xmlns:n1="http://example.net" xml:lang="en"><n3:stuff xmlns:n3="ftp://example.org"/></n1:elem2></n2:pdu>`,
	} {
		part := parse(t, document).Child("http://example.net", "elem2")
		assert.Equal(t, `<n1:elem2 xmlns:n1="http://example.net" xml:lang="en"><n3:stuff xmlns:n3="ftp://example.org">`+
			`</n3:stuff></n1:elem2>`, canonical(t, part))
	}
}

func TestCanonicalInclusive(t *testing.T) {
	document := `<o xmlns="urn:d" xmlns:p="urn:p" xmlns:q="urn:q"><p:a><b xmlns:p="urn:r"/><c xmlns=""/></p:a></o>`
	part := parse(t, document).Child("urn:p", "a")
	assert.Equal(t, `<p:a xmlns:p="urn:p"><b xmlns="urn:d"></b><c></c></p:a>`, canonical(t, part))
	assert.Equal(t, `<p:a xmlns:p="urn:p" xmlns:q="urn:q"><b xmlns="urn:d"></b><c></c></p:a>`,
		canonical(t, part, "q", "absent", "q", "xml"))
	assert.Equal(t, `<p:a xmlns:p="urn:p"><b xmlns="urn:d" xmlns:p="urn:r"></b><c></c></p:a>`, canonical(t, part, "p"))
	assert.Equal(t, `<p:a xmlns="urn:d" xmlns:p="urn:p"><b></b><c xmlns=""></c></p:a>`, canonical(t, part, "#default"))
}

func TestCanonicalOmits(t *testing.T) {
	root := parse(t, `<a>1<b/>2<c><b/></c></a>`)
	out, err := xmltree.Canonical(root, xmltree.CanonicalOptions{Omit: root.Child("", "b")})
	require.NoError(t, err)
	assert.Equal(t, `<a>12<c><b></b></c></a>`, string(out))
}

// A namespace that is declared once and used by many siblings is written for each of them.
func TestCanonicalIsBounded(t *testing.T) {
	document := func(siblings int) *xmltree.Element {
		return parse(t, "<a xmlns:n='urn:"+strings.Repeat("x", 100_000)+"'>"+strings.Repeat("<n:b/>", siblings)+"</a>")
	}
	assert.Greater(t, len(canonical(t, document(40))), 4_000_000)
	_, err := xmltree.Canonical(document(45), xmltree.CanonicalOptions{})
	require.ErrorContains(t, err, "<a> of line 1, column 1: the canonical form has more than 4194304 bytes")
}

func TestTree(t *testing.T) {
	root := parse(t, `<p:a xmlns:p="urn:p" x="1">t<!-- c --><b xmlns="urn:d" p:x="2"/><p:c><![CDATA[u]]>v<p:c/>`+
		`</p:c></p:a>`)
	assert.True(t, root.Is("urn:p", "a"))
	assert.False(t, root.Is("urn:P", "a"))
	assert.False(t, root.HasOnlyText(), "a comment is more than text")
	c := root.Child("urn:p", "c")
	assert.Equal(t, "uv", c.Text())
	assert.False(t, c.HasOnlyText())
	assert.Same(t, root, c.Child("urn:p", "c").Root())
	assert.Nil(t, root.Child("", "c"))
	_, ok := root.Child("urn:d", "b").Attr("x")
	assert.False(t, ok)
	var names []string
	for e := range root.Descendants() {
		names = append(names, e.Name())
	}
	assert.Equal(t, []string{"p:a", "b", "p:c", "p:c"}, names)
	for e := range root.Descendants() {
		names = []string{e.Name()}
		break
	}
	assert.Equal(t, []string{"p:a"}, names)
}
