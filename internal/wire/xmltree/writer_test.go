package xmltree_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/wire/xmltree"
)

var hostileValues = []string{
	"", "plain", `"quotes" and 'apostrophes'`, "<b>&amp;</b>", "]]>", "<!-- -->", "a\tb\nc\rd\r\n", "王小明",
	"\U0001F600\u200b",
	"NUL\x00 bell\x07 escape\x1b", "\uFFFE\uFFFF\uFFFD", "broken \xff\xc3( UTF-8", "surrogate \xed\xa0\x80",
	"  blanks  ", "\u0085\u2028",
}

func TestWriterIsCanonical(t *testing.T) {
	for _, value := range hostileValues {
		var w xmltree.Writer
		w.Start("p:a", "xmlns:p", "urn:p", "b", value, "c", value)
		w.Text(value)
		w.Element("p:b", value, "d", value)
		w.Element("c", "")
		w.End()
		root, err := xmltree.Parse(w.Bytes(), xmltree.Limits{})
		require.NoError(t, err, "%q", value)
		assert.Equal(t, canonical(t, root), string(w.Bytes()), "%q", value)
		if got, ok := root.Attr("b"); ok || value != "" {
			assert.Equal(t, root.Child("urn:p", "b").Text(), got, "text and attribute carry the same value")
		}
	}
}

func TestWriterKeepsValues(t *testing.T) {
	for value, expected := range map[string]string{
		"a\tb\nc\rd\r\n": "a\tb\nc\rd\r\n", `"'<>&`: `"'<>&`, "王小明": "王小明", "x\x00y\x1f": "x\uFFFDy\uFFFD",
		"\uFFFE": "\uFFFD", "\uFFFD": "\uFFFD", "\xffx\xc3": "\uFFFDx\uFFFD", "\uFEFF": "\uFEFF",
	} {
		var w xmltree.Writer
		w.Element("a", value, "b", value)
		root := parse(t, string(w.Bytes()))
		got, _ := root.Attr("b")
		assert.Equal(t, expected, got, "attribute of %q", value)
		assert.Equal(t, expected, root.Text(), "text of %q", value)
	}
}

func TestWriterLeavesEmptyAttributesOut(t *testing.T) {
	var w xmltree.Writer
	w.Start("a", "b", "", "c", "1")
	w.Empty("d", "e", "", "f", "2")
	w.End()
	assert.Equal(t, `<a c="1"><d f="2"/></a>`, string(w.Bytes()))
}

func TestWriterInsert(t *testing.T) {
	var w xmltree.Writer
	w.Start("a")
	w.Element("b", "1")
	mark := w.Len()
	w.Element("d", "3")
	w.Insert(mark, []byte("<c>2</c>"))
	w.Insert(w.Len(), []byte("<e>4</e>"))
	w.End()
	assert.Equal(t, `<a><b>1</b><c>2</c><d>3</d><e>4</e></a>`, string(w.Bytes()))
}
