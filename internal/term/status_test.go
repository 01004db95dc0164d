package term_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/internal/term"
)

func TestStatusIsOneLineThatGoesAway(t *testing.T) {
	var out strings.Builder
	s := term.Status{Terminal: &out, Columns: 12}
	s.Erase()
	assert.Empty(t, out.String(), "there is nothing to erase")
	s.Show("1 of 2")
	s.Show("王小明王小明王小明")
	s.Show("\x1b[2J\n1")
	s.Erase()
	s.Erase()
	assert.Equal(t, "\r\x1b[K1 of 2"+"\r\x1b[K王小明王小…"+"\r\x1b[K"+`\x1b[2J`+" 1\r\x1b[K", out.String())
}

func TestStatusWithoutATerminal(t *testing.T) {
	var s term.Status
	s.Show("1 of 2")
	s.Erase()
}
