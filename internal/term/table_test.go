package term_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/internal/term"
)

func TestWidth(t *testing.T) {
	t.Setenv("LC_ALL", "zh_CN.UTF-8")
	t.Setenv("RUNEWIDTH_EASTASIAN", "1")
	for text, want := range map[string]int{
		"":                           0,
		"Alice":                      5,
		"王小明":                        6,
		"Ekstro\u0308m":              7, // a combining mark
		"\U0001f469\u200d\U0001f4bb": 2, // a woman and a computer, joined
		"a\u200bb":                   2, // a blank without width
		"\U0001f600":                 2,
		"\u03b1\u2026":               2, // ambiguous: narrow
		"\u0e01\u0e33":               2, // Thai
		"\uac00":                     2, // Hangul
		"\u1112\u1161\u11ab":         2, // the same in parts
	} {
		assert.Equal(t, want, term.Width(text), "%+q", text)
	}
}

func TestTableAlignsByDisplayWidth(t *testing.T) {
	rows := term.Table{
		{"EMAIL", "NAME", "STATE"},
		{"alice@contoso.com", "Alice Adams", "ACTIVATED"},
		{"wang@contoso.com", "王小明", "STAGED"},
		{"e@contoso.com", "Ekstro\u0308m \U0001f469\u200d\U0001f4bb", ""},
		{"short"},
	}
	assert.Equal(t, strings.Join([]string{
		"EMAIL              NAME         STATE",
		"alice@contoso.com  Alice Adams  ACTIVATED",
		"wang@contoso.com   王小明       STAGED",
		"e@contoso.com      Ekstro\u0308m \U0001f469\u200d\U0001f4bb",
		"short",
	}, "\n"), strings.Join(rows.Lines(), "\n"))
	assert.Empty(t, term.Table{}.Lines())
}
