package messageview

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/sp/loginsrf"
)

func FuzzLayout(f *testing.F) {
	for _, s := range []string{"", "<", "a<b", `<a b="1>2" c='"'/>`, "<a><!-- x --><![CDATA[<b>]]> </a>", "</a></b>",
		"<a><b>",
		"<?xml version='1.0'?>\n<a>\n <b/>\n</a>", `<a b=c d="`, "<a =\"\">", "<!-->"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var together strings.Builder
		tokens := lex(s)
		for _, token := range tokens {
			together.WriteString(token.raw)
		}
		assert.Equal(t, s, together.String(), "nothing is lost")
		lines, again := InLines(s)
		if again {
			assert.Equal(t, s, InOne(lines), "what is laid out is what it was")
		}
		if _, err := (Message{ID: "m", Text: s}).HTML(); err != nil {
			t.Error(err)
		}
	})
}

func TestLayout(t *testing.T) {
	lines, again := InLines(`<?xml version="1.0"?><a x="1>2"><b>v<!-- c -->w</b><c/><d></d><e> </e></a>`)
	assert.True(t, again)
	assert.Equal(t, `<?xml version="1.0"?>
<a x="1>2">
  <b>v<!-- c -->w</b>
  <c/>
  <d></d>
  <e> </e>
</a>`, lines)
	lines, again = InLines("<a>\n  <b/></a>")
	assert.False(t, again, "its blanks are its own")
	assert.Equal(t, "<a>\n  <b/></a>", lines)
}

// Every check of login.srf has a place in the message, but for those of the form that carried it.
func TestEveryCheckHasAPlace(t *testing.T) {
	for _, c := range loginsrf.Evaluate(t.Context(), loginsrf.Input{}).Checks {
		if c.Name != "form" && c.Name != "base64" && c.Name != "utf-8" {
			assert.Contains(t, places(), c.Name)
		}
	}
}

func TestSigner(t *testing.T) {
	message := `<R ID="r"><Signature><SignedInfo><Reference URI="#r"/></SignedInfo></Signature><A ID="a"><Signature>` +
		`<SignedInfo><Reference URI="#other"/></SignedInfo></Signature><B/></A></R>`
	tokens := lex(message)
	elements, _ := treeOf(tokens)
	by := map[string]string{}
	for _, e := range elements {
		if s := e.signer(tokens); s != nil {
			by[e.local] += s.local
		} else {
			by[e.local] += "-"
		}
	}
	assert.Equal(t, "R", by["B"], "the assertion's own signature names another element")
	assert.Equal(t, "-R", by["Signature"], "a signature does not cover itself")
}
