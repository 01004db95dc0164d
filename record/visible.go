package record

import (
	"fmt"
	"strings"
	"unicode"
)

// Visible is text as it may be printed on a terminal: control characters, which whoever sent a message may have put
// there to move the cursor or to hide lines, are written as \x1b and the like. Line feeds and tabs stay.
func Visible(text string) string {
	hidden := func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }
	if !strings.ContainsFunc(text, hidden) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if hidden(r) {
			fmt.Fprintf(&b, `\x%02x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
