package term_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/internal/term"
)

func TestForeign(t *testing.T) {
	text := "\x1b[31mred\x1b[0m \x1b[2J\u202e\u009b1m\n\t王"
	assert.Equal(t, "\x1b[31mred\x1b[0m \\x1b[2J\\u202e\\u009b1m\n\t王", term.Foreign(text, true))
	assert.Equal(t, "red \\x1b[2J\\u202e\\u009b1m\n\t王", term.Foreign(text, false))
	assert.Empty(t, term.Foreign("", true))
}
