package scenarios

import (
	"bufio"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"rsc.io/script"
)

// engineWords are the words that rsc.io/script makes of a line that begins with "say".
func engineWords(t *testing.T, text string) (words []string, err error) {
	t.Helper()
	machine := &script.Engine{Cmds: map[string]script.Cmd{
		"say": script.Command(script.CmdUsage{}, func(_ *script.State, args ...string) (script.WaitFunc, error) {
			words = append([]string{"say"}, args...)
			return nil, nil
		}),
	}}
	state, err := script.NewState(t.Context(), t.TempDir(), []string{})
	require.NoError(t, err)
	err = machine.Execute(state, "f", bufio.NewReader(strings.NewReader(text+"\n")), io.Discard)
	return words, err
}

func TestLexerAgreesWithTheEngine(t *testing.T) {
	for _, text := range []string{
		"say", "say one  two\tthree\r", "say 'one two' three", "say it''s", "say 'it''s'", "say ''", "say '' ''",
		"say '''a'", "say 'a'''",
		"say a'b c'd", "say a#b", "say 'a#b' # c", "say 'a'#b", "say 王小明 'Büro 365 – 办公'", "say \u00a0x", "say '[x]' [x] !",
		"say '",
		"say 'a", "say a'", "say '$x' a$", `say \. '\.'`,
	} {
		t.Run(text, func(t *testing.T) {
			want, engineErr := engineWords(t, text)
			l, err := lexLine(1, text)
			if engineErr != nil {
				assert.ErrorIs(t, err, errQuote)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, want, l.words)
		})
	}
}

func TestQuotedWordsReadBack(t *testing.T) {
	words := []string{"say", "", "a b", "it's", "'", "''", "#", "a#b", "\t", "$x", "王小明", "[x]"}
	l, err := lexLine(1, quoteWords(words))
	require.NoError(t, err)
	assert.Equal(t, words, l.words)
	back, err := engineWords(t, quoteWords(words))
	require.NoError(t, err)
	assert.Equal(t, words, back)
}
