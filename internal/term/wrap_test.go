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
		{"counts columns", "王小明 王小明", 13, "王小明 王小明"},
		{"a wide letter at the edge", "王小明 王小明", 12, "王小明|王小明"},
		{"counts columns, not bytes", "Ekstro\u0308m é", 9, "Ekstro\u0308m é"},
		{"several blanks", "ab   c", 3, "ab | c"},
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
