package script

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func texts(t *testing.T, line string) []string {
	t.Helper()
	words, mistake := splitWords(line)
	require.Nil(t, mistake, line)
	out := []string{}
	for _, w := range words {
		out = append(out, w.text)
	}
	return out
}

func TestWords(t *testing.T) {
	for line, want := range map[string][]string{
		"":                        {},
		" \t\r":                   {},
		"# say":                   {},
		"say":                     {"say"},
		"say one  two\tthree\r":   {"say", "one", "two", "three"},
		"say 'one two' three":     {"say", "one two", "three"},
		`say "one two" three`:     {"say", "one two", "three"},
		"say it''s":               {"say", "its"},
		"say 'it''s'":             {"say", "it's"},
		`say "it's"`:              {"say", "it's"},
		`say 'a "b" c'`:           {"say", `a "b" c`},
		`say "a ""b"" c"`:         {"say", `a "b" c`},
		"say '' ''":               {"say", "", ""},
		`say "" ''`:               {"say", "", ""},
		"say '''a' 'a'''":         {"say", "'a", "a'"},
		`say """a" "a"""`:         {"say", `"a`, `a"`},
		"say a'b c'd":             {"say", "ab cd"},
		`say a"b c"'d e'f`:        {"say", "ab cd ef"},
		"say a#b":                 {"say", "a"},
		"say 'a#b' # c":           {"say", "a#b"},
		`say "a#b"#c`:             {"say", "a#b"},
		"say 王小明 'Büro 365 – 办公'": {"say", "王小明", "Büro 365 – 办公"},
		"say \u00a0x":             {"say", "\u00a0x"},
		`say \. '\.' "\."`:        {"say", `\.`, `\.`, `\.`},
		"say '$x' a$":             {"say", "$x", "a$"},
	} {
		assert.Equal(t, want, texts(t, line), line)
	}
}

func TestOpenQuotes(t *testing.T) {
	for line, want := range map[string]string{
		"say '":        "a quote is not closed",
		"say a'":       "a quote is not closed",
		"say 'a'' b":   "a quote is not closed",
		`say 'a" b`:    "a quote is not closed",
		`say "`:        "a double quote is not closed",
		`say 5"`:       "a double quote is not closed",
		`say "a"" b`:   "a double quote is not closed",
		`say "it's`:    "a double quote is not closed",
		`say 'a' "b'c`: "a double quote is not closed",
	} {
		_, mistake := splitWords(line)
		require.NotNil(t, mistake, line)
		assert.Equal(t, want, mistake.Message, line)
		assert.NotEmpty(t, mistake.Hint)
	}
}

func TestQuotedWordsReadBack(t *testing.T) {
	words := []string{"say", "", "a b", "it's", "'", "''", `"`, `""`, `say "it's"`, "#", "a#b", "\t", "$x", "&",
		"王小明",
		"[x]"}
	assert.Equal(t, words, texts(t, Quote(words)))
	assert.Equal(t, `say 'All Users' office365 '"x"' '&'`, Quote([]string{"say", "All Users", "office365", `"x"`, "&"}))
}

func FuzzQuote(f *testing.F) {
	f.Add("it's", `"`)
	f.Fuzz(func(t *testing.T, a, b string) {
		words := []string{"say", a, b}
		assert.Equal(t, words, texts(t, Quote(words)))
	})
}
