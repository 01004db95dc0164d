package messageview_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/inspect"
	"samlharness/internal/messageview"
	"samlharness/record"
	"samlharness/world"
)

// response is the exchange of a response that Microsoft refused: bob is not bound.
func response(t testing.TB) record.Exchange {
	t.Helper()
	w := world.Start(t, world.Options{})
	_, err := w.Federate(t.Context(), "contoso.com", "alice")
	require.NoError(t, err)
	_, err = signin.Walk(t.Context(), w.Browser(), w.Person("bob@contoso.com"), signin.Start{})
	require.NoError(t, err)
	e, ok := w.Record.LastRefused()
	require.True(t, ok)
	return e
}

func shows(t *testing.T, html string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		assert.True(t, strings.Contains(html, text), "%s\nis not in\n%s", text, html)
	}
}

func TestExchange(t *testing.T) {
	e := response(t)
	html, err := messageview.OfExchange(e, "m7").HTML()
	require.NoError(t, err)
	page := string(html)
	shows(t, page,
		`<li id="m7-c36" class="bad" data-at="m7-l`, `AADSTS51004`, `<dt>expected</dt>`, `<dt>fix</dt>`,
		`class="by bad" href="#m7-c36">✕ immutable-id`, "3 more, not reached", "35 passed",
		`<span class="t">saml2:NameID</span>`, "signed, and the signature is right", `class="l d1 signed good"`,
		"SHA-256 ", "a signature of ")
	assert.Less(t, strings.Index(page, `id="m7-c36"`), strings.Index(page, `id="m7-c1"`), "what failed is first")
}

func TestInspectedMessage(t *testing.T) {
	e := response(t)
	document, err := inspect.Inspect(t.Context(), []byte(strings.Replace(e.Message, "contoso", "fabrikam", 1)),
		inspect.Options{})
	require.NoError(t, err)
	m := messageview.OfMessage(document.Messages[0], "m")
	html, err := m.HTML()
	require.NoError(t, err)
	shows(t, string(html), "<dt>judged</dt>", "<dt>assumed</dt>")

	document, err = inspect.Inspect(t.Context(), []byte("AADSTS50107"), inspect.Options{})
	require.NoError(t, err)
	html, err = messageview.OfMessage(document.Messages[0], "m").HTML()
	require.NoError(t, err)
	shows(t, string(html), "<dt>fix</dt>", "<code>harness federation show</code>")
	assert.NotContains(t, string(html), `class="xml"`, "the code stands in the title")
}

// What a stranger wrote is text, in tags, values, checks and texts that are no XML.
func TestHostileMessage(t *testing.T) {
	for _, hostile := range []string{
		`<a b="<script>alert(1)</script>"><script>alert(1)</script><b>王小明&lt;script&gt;` + "\u202e\x1b[2J</b></a>",
		`<<script>alert(1)</script>`, `{"a":"<script>alert(1)</script>"}`, `</details></div><script>alert(1)</script>`,
		`<a b='"><script>alert(1)</script>'>`, `<!--<script>alert(1)</script>`,
	} {
		html, err := messageview.Message{
			ID: "m", Text: hostile, Title: hostile,
			Checks: []record.Check{{
				Name: hostile, Title: hostile, Code: hostile, Expected: hostile, Outcome: record.Fail, Warnings: []string{hostile},
			}},
			Facts: []messageview.Fact{{Label: hostile, Text: hostile}},
		}.HTML()
		require.NoError(t, err)
		assert.NotContains(t, string(html), "<script", hostile)
		assert.NotContains(t, string(html), "\u202e")
		assert.Equal(t, strings.Count(string(html), "<div"), strings.Count(string(html), "</div>"), hostile)
	}
}

func TestLargeMessage(t *testing.T) {
	html, err := messageview.Message{ID: "m", Text: "<a>" + strings.Repeat("<b/>", 50_000) + "</a>"}.HTML()
	require.NoError(t, err)
	shows(t, string(html), "48002 more lines")
	deep := strings.Repeat("<Assertion>", 50_000) + strings.Repeat("</z>", 100_000)
	html, err = messageview.Message{ID: "m", Text: deep, Checks: []record.Check{{Name: "assertion"}}}.HTML()
	require.NoError(t, err)
	assert.Less(t, len(html), 1_000_000)
}

func BenchmarkExchange(b *testing.B) {
	m := messageview.OfExchange(response(b), "m")
	b.ReportAllocs()
	for b.Loop() {
		_, err := m.HTML()
		require.NoError(b, err)
	}
}
