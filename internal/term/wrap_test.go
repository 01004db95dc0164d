package term_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/internal/term"
)

func TestLines(t *testing.T) {
	for _, c := range []struct {
		name, line string
		width      int
		want       string
	}{
		{"fits", "one two", 7, "one two"},
		{"breaks at the last blank that fits", "one two three", 8, "one two|three"},
		{"a blank at the edge", "one two three", 7, "one two|three"},
		{"a long word stays whole", "a https://sso.jumpcloud.com/saml2/office365 b", 10,
			"a|https://sso.jumpcloud.com/saml2/office365|b"},
		{"counts characters, not bytes", "王小明 王小明", 7, "王小明 王小明"},
		{"a blank first", " longword x", 4, " longword|x"},
		{"nothing", "", 5, ""},
		{"no room", "one two", 0, "one|two"},
		{"less than no room", "one two", -3, "one|two"},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.want, strings.Join(term.Wrap(c.line, c.width), "|"))
		})
	}
}
