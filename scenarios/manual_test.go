package scenarios

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
)

// The manual has all that the language has.
func TestManual(t *testing.T) {
	manual := Manual(80)
	assert.True(t, strings.HasPrefix(manual, "# A script\n"), manual)
	for _, condition := range vocabulary(Verbs()).Conditions() {
		assert.Contains(t, manual, "["+condition+"]")
	}
	for _, verb := range assertions() {
		assert.Contains(t, manual, "    "+verb.Name+" ", "an assertion")
	}
	for _, v := range volatile {
		assert.Contains(t, manual, v.mask)
	}
	assert.Contains(t, manual, "-- "+worldFile+" --")
	for line := range strings.Lines(manual) {
		assert.LessOrEqual(t, utf8.RuneCountInString(line), 81, line)
	}
}
