package xmltree_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/wire/xmltree"
)

func TestParseAccepts(t *testing.T) {
	cases := map[string]struct{ document, text string }{
		"nothing but a root":            {`<a/>`, ""},
		"end tag":                       {`<a></a >`, ""},
		"declaration":                   {`<?xml version="1.0"?><a/>`, ""},
		"declaration in full":           {"<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\r\n<a/>\n", ""},
		"byte order mark":               {"\xef\xbb\xbf<a>x</a>", "x"},
		"byte order mark, declaration":  {"\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"UTF-8\"?><a>x</a>", "x"},
		"comments around the root":      {"<!-- 1 --> <!--2--><a>x</a><!---->\n", "x"},
		"comment splits text":           {`<a>x<!-- y -->z</a>`, "xz"},
		"predefined entities":           {`<a>&amp;&lt;&gt;&quot;&apos;</a>`, `&<>"'`},
		"character references":          {`<a>&#65;&#x4a;&#x1F600;&#xD;&#10;</a>`, "AJ😀\r\n"},
		"an entity is not read twice":   {`<a>&amp;lt;&#38;lt;</a>`, "&lt;&lt;"},
		"CDATA":                         {`<a>x<![CDATA[<&]]]]>y<![CDATA[]]></a>`, "x<&]]y"},
		"CDATA takes ]]> apart":         {`<a><![CDATA[]]]]><![CDATA[>]]></a>`, "]]>"},
		"line ends":                     {"<a>1\r\n2\r3\n4\r\r\n5<![CDATA[\r\n]]></a>", "1\n2\n3\n4\n\n5\n"},
		"]] and > apart":                {`<a>]]&gt; ]] ></a>`, "]]> ]] >"},
		"non-ASCII":                     {`<α.β·‿>王小明</α.β·‿>`, "王小明"},
		"U+FFFD and U+10FFFF":           {"<a>\uFFFD\U0010FFFF</a>", "\uFFFD\U0010FFFF"},
		"unused, rebound, undeclared":   {`<a xmlns="urn:a" xmlns:p="urn:b"><p:b xmlns:p="urn:c" xmlns=""/>x</a>`, "x"},
		"xml prefix":                    {`<a xml:lang="en" xmlns:xml="http://www.w3.org/XML/1998/namespace">x</a>`, "x"},
		"same local name, other spaces": {`<a b="1" p:b="2" q:b="3" xmlns:p="urn:p" xmlns:q="urn:q">x</a>`, "x"},
		"blanks around =":               {"<a b \n=\t'1'>x</a>", "x"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			root, err := xmltree.Parse([]byte(c.document), xmltree.Limits{})
			require.NoError(t, err)
			assert.Equal(t, c.text, root.Text())
		})
	}
}

func TestParseReadsAttributes(t *testing.T) {
	root, err := xmltree.Parse([]byte("<a t='1\t2\n3\r\n4\r5' r='&#9;&#10;&#13;' q='\"&apos;' e='' xmlns:p='urn:p' "+
		"p:n='&lt;&amp;>'/>"), xmltree.Limits{})
	require.NoError(t, err)
	for name, expected := range map[string]string{"t": "1 2 3 4 5", "r": "\t\n\r", "q": `"'`, "e": ""} {
		got, ok := root.Attr(name)
		assert.True(t, ok, name)
		assert.Equal(t, expected, got, name)
	}
	got, ok := root.AttrIn("urn:p", "n")
	assert.True(t, ok)
	assert.Equal(t, "<&>", got)
	_, ok = root.Attr("n")
	assert.False(t, ok, "an attribute in a namespace is not the attribute without one")
}

func TestParseRefuses(t *testing.T) {
	cases := []struct {
		name, document string
		line, column   int
		reason         string
	}{
		{"nothing", "", 1, 1, "no element"},
		{"blanks", " \n ", 2, 2, "no element"},
		{"text", "hello", 1, 1, "expected the root element"},
		{"comment alone", "<!-- -->", 1, 9, "no element"},
		{"text after the root", "<a/>x", 1, 5, "after the root"},
		{"a second root", "<a/>\n<b/>", 2, 1, "after the root"},
		{"blank before the declaration", ` <?xml version="1.0"?><a/>`, 1, 2, "processing instructions"},
		{"declaration without version", `<?xml encoding="UTF-8"?><a/>`, 1, 1, "version"},
		{"XML 1.1", `<?xml version="1.1"?><a/>`, 1, 1, "1.1"},
		{"Latin-1", `<?xml version="1.0" encoding="ISO-8859-1"?><a/>`, 1, 1, "ISO-8859-1"},
		{"ASCII", `<?xml version="1.0" encoding="US-ASCII"?><a>é</a>`, 1, 1, "US-ASCII"},
		{"standalone", `<?xml version="1.0" standalone="maybe"?><a/>`, 1, 1, "standalone"},
		{"declaration in disorder", `<?xml encoding="UTF-8" version="1.0"?><a/>`, 1, 1, "unexpected"},
		{"declaration without blank", `<?xml version="1.0"encoding="UTF-8"?><a/>`, 1, 1, "white space"},
		{"declaration without end", `<?xml version="1.0"`, 1, 1, "does not end"},
		{"UTF-16", "\xff\xfe<\x00a\x00/\x00>\x00", 1, 1, "UTF-8"},
		{"Latin-1 byte", "<a>\n\xe9</a>", 2, 1, "0xe9"},
		{"overlong UTF-8", "<a>\xc0\xaf</a>", 1, 4, "0xc0"},
		{"surrogate in UTF-8", "<a>\xed\xa0\x80</a>", 1, 4, "0xed"},
		{"DTD", "<!DOCTYPE a [<!ENTITY e \"x\">]><a>&e;</a>", 1, 1, "document type"},
		{"DTD inside", "<a>\n  <!DOCTYPE a></a>", 2, 3, "document type"},
		{"processing instruction", "<a>x<?php y?></a>", 1, 5, "processing instructions"},
		{"processing instruction before", "<?xml-stylesheet href='x'?><a/>", 1, 1, "processing instructions"},
		{"processing instruction after", "<a/><?x?>", 1, 5, "processing instructions"},
		{"entity", "<a>&e;</a>", 1, 4, "&e;"},
		{"entity in an attribute", "<a b='&nbsp;'/>", 1, 7, "&nbsp;"},
		{"bare &", "<a>x & y</a>", 1, 6, "reference"},
		{"& at the end", "<a>&", 1, 4, "reference"},
		{"NUL", "<a>\x00</a>", 1, 4, "not allowed"},
		{"NUL by reference", "<a>&#0;</a>", 1, 4, "&#0;"},
		{"control by reference", "<a>&#x1F;</a>", 1, 4, "&#x1F;"},
		{"surrogate by reference", "<a>&#xD800;</a>", 1, 4, "&#xD800;"},
		{"beyond Unicode by reference", "<a>&#x110000;</a>", 1, 4, "&#x110000;"},
		{"empty reference", "<a>&#;</a>", 1, 4, "&#;"},
		{"signed reference", "<a>&#+65;</a>", 1, 4, "&#+65;"},
		{"capital X", "<a>&#X41;</a>", 1, 4, "&#X41;"},
		{"U+FFFE", "<a>\uFFFE</a>", 1, 4, "not allowed"},
		{"control in an attribute", "<a b='\x07'/>", 1, 7, "not allowed"},
		{"control in CDATA", "<a><![CDATA[x\x07]]></a>", 1, 14, "not allowed"},
		{"control in a comment", "<a><!--\x07--></a>", 1, 8, "not allowed"},
		{"]]> in text", "<a>x]]>y</a>", 1, 5, "]]>"},
		{"CDATA without end", "<a><![CDATA[x]]</a>", 1, 4, "does not end"},
		{"CDATA outside", "<![CDATA[x]]><a/>", 1, 1, "unexpected"},
		{"-- in a comment", "<a><!-- a -- b --></a>", 1, 11, "--"},
		{"--- at a comment's end", "<a><!-- a ---></a>", 1, 11, "--"},
		{"comment without end", "<a><!-- ", 1, 4, "does not end"},
		{"element without end", "<a>\n<b></b>", 2, 8, "does not end"},
		{"wrong end tag", "<a>\n <b></a>", 2, 5, "</a"},
		{"longer end tag", "<a></ab>", 1, 7, "expected >"},
		{"other prefix in the end tag", `<p:a xmlns:p="u:p" xmlns:q="u:p"></q:a>`, 1, 34, "</p:a>"},
		{"tag without end", "<a b='1'", 1, 9, "does not end"},
		{"end tag without end", "<a></a", 1, 7, "expected >"},
		{"no name", "< a/>", 1, 2, "name"},
		{"a digit begins the name", "<1a/>", 1, 2, "name"},
		{"two colons", "<a:b:c xmlns:a='u:a'/>", 1, 5, "white space"},
		{"colon first", "<:a/>", 1, 2, "name"},
		{"colon last", "<a:/>", 1, 4, "name"},
		{"multiplication sign in a name", "<a×/>", 1, 3, "white space"},
		{"division sign in a name", "<a÷/>", 1, 3, "white space"},
		{"Greek question mark in a name", "<\u037e/>", 1, 2, "name"},
		{"reference beyond 32 bits", "<a>&#4294967361;</a>", 1, 4, "&#4294967361;"},
		{"reference that would be negative", "<a>&#xFFFFFFFF;</a>", 1, 4, "&#xFFFFFFFF;"},
		{"attribute without value", "<a b/>", 1, 5, "="},
		{"attribute without quotes", "<a b=1/>", 1, 6, "quoted"},
		{"attribute without end", "<a b='1/>", 1, 10, "does not end"},
		{"< in an attribute", "<a b='<'/>", 1, 7, "<"},
		{"no blank between attributes", "<a b='1'c='2'/>", 1, 9, "white space"},
		{"attribute twice", "<a b='1' b='1'/>", 1, 17, "twice"},
		{"attribute twice by namespace", "<a p:b='1' q:b='1' xmlns:p='u:p' xmlns:q='u:p'/>", 1, 49, "twice"},
		{"declaration twice", "<a xmlns:p='u:p' xmlns:p='u:p'/>", 1, 31, "twice"},
		{"default declaration twice", "<a xmlns='u:p' xmlns=''/>", 1, 24, "twice"},
		{"undeclared prefix", "<p:a/>", 1, 7, "p is not declared"},
		{"undeclared prefix of an attribute", "<a p:b='1'/>", 1, 13, "p is not declared"},
		{"prefix of a sibling", "<a><b xmlns:p='u:p'/><p:c/></a>", 1, 28, "p is not declared"},
		{"prefix undeclared", "<a xmlns:p='u:p'><b xmlns:p=''/></a>", 1, 31, "must not be undeclared"},
		{"xmlns declared", "<a xmlns:xmlns='u:p'/>", 1, 21, "xmlns"},
		{"xmlns bound", "<a xmlns:p='http://www.w3.org/2000/xmlns/'/>", 1, 43, "xmlns"},
		{"xml re-bound", "<a xmlns:xml='u:p'/>", 1, 19, "belong together"},
		{"xml namespace as default", "<a xmlns='http://www.w3.org/XML/1998/namespace'/>", 1, 48, "belong together"},
		{"xml namespace by another prefix", "<a xmlns:x='http://www.w3.org/XML/1998/namespace'/>", 1, 50, "belong together"},
		{"xmlns as a prefix", "<xmlns:a/>", 1, 11, "not declared"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := xmltree.Parse([]byte(c.document), xmltree.Limits{})
			var syntax *xmltree.SyntaxError
			require.ErrorAs(t, err, &syntax)
			assert.Contains(t, syntax.Reason, c.reason)
			assert.Equal(t, fmt.Sprintf("%d:%d", c.line, c.column), fmt.Sprintf("%d:%d", syntax.Line, syntax.Column),
				syntax.Reason)
		})
	}
}

func TestParseCutAnywhere(t *testing.T) {
	whole := "\xef\xbb\xbf<?xml version=\"1.0\"?><!-- c --><p:a xmlns:p=\"urn:p\" " +
		"b='&#x41;é'>x<![CDATA[y]]>&amp;<c/><!-- d --></p:a>"
	_, err := xmltree.Parse([]byte(whole), xmltree.Limits{})
	require.NoError(t, err)
	for cut := range len(whole) {
		_, err := xmltree.Parse([]byte(whole[:cut]), xmltree.Limits{})
		var syntax *xmltree.SyntaxError
		require.ErrorAs(t, err, &syntax, "cut at %d", cut)
	}
}

func TestParseLimits(t *testing.T) {
	attributes := func(format string, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	cases := map[string]struct {
		limits    xmltree.Limits
		good, bad string
		reason    string
	}{
		"bytes": {xmltree.Limits{Bytes: 8}, "<a>x</a>", "<a>xy</a>", "9 bytes"},
		"depth": {xmltree.Limits{Depth: 2}, "<a><b/><c/></a>", "<a><b><c/></b></a>", "2 deep"},
		"default depth": {xmltree.Limits{}, strings.Repeat("<a>", 64) + strings.Repeat("</a>", 64),
			strings.Repeat("<a>", 65), "64 deep"},
		"nodes": {xmltree.Limits{Nodes: 4}, "<a>x<b/><!-- --></a>", "<a>x<b/>y<c/></a>", "4 nodes"},
		"default nodes": {xmltree.Limits{}, "<a>" + strings.Repeat("<b/>", 49_999) + "</a>",
			"<a>" + strings.Repeat("<b/>", 50_000) + "</a>", "50000 nodes"},
		"comments outside": {xmltree.Limits{Nodes: 2}, "<!----><a/>", "<!----><!----><a/>", "2 nodes"},
		"attributes": {xmltree.Limits{
			Attributes: 2,
		}, "<a b='' xmlns=''/>", "<a b='' xmlns='' c=''/>", "2 attributes"},
		"default attributes": {xmltree.Limits{}, "<a" + attributes(" a%d=''", 64) + "/>",
			"<a" + attributes(" a%d=''", 65) + "/>", "64 attributes"},
		"namespaces in scope": {xmltree.Limits{
			Namespaces: 2,
		}, "<a xmlns:b='u:b'><b xmlns:c='u:c'/><d xmlns:e='u:e'/></a>",
			"<a xmlns:b='u:b'><b xmlns:c='u:c'><d xmlns:e='u:e'/></b></a>", "2 namespace"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := xmltree.Parse([]byte(c.good), c.limits)
			require.NoError(t, err)
			_, err = xmltree.Parse([]byte(c.bad), c.limits)
			var syntax *xmltree.SyntaxError
			require.ErrorAs(t, err, &syntax)
			assert.Contains(t, syntax.Reason, c.reason)
		})
	}
}

func TestElementPositions(t *testing.T) {
	root, err := xmltree.Parse([]byte("\xef\xbb\xbf<!-- \n --><a>\r\n  é<b/><c>\n</c\n><d/>\n</a>"), xmltree.Limits{})
	require.NoError(t, err)
	positions := map[string]string{}
	for e := range root.Descendants() {
		positions[e.Local] = e.Position()
	}
	assert.Equal(t, map[string]string{
		"a": "line 2, column 5",
		"b": "line 3, column 5",
		"c": "line 3, column 9",
		"d": "line 5, column 2",
	}, positions)
}

func TestSyntaxErrorSaysWhere(t *testing.T) {
	_, err := xmltree.Parse([]byte("<a>\n<b></a>"), xmltree.Limits{})
	var syntax *xmltree.SyntaxError
	require.True(t, errors.As(err, &syntax))
	assert.Equal(t, `XML line 2, column 4: expected the end tag </b> for line 2, column 1, got "</a>"`, err.Error())
}
