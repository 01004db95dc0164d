package record

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible is text as it may be printed on a terminal: control and format characters, which whoever sent a message may
// have put there to move the cursor, to hide lines or to turn their order around, are spelled \x1b, \u202e and the
// like, and so are bytes that are not UTF-8. These are the categories Cc and Cf of Unicode, of which a zero-width
// character is one. Line feeds and tabs stay.
func Visible(text string) string {
	if utf8.ValidString(text) && !strings.ContainsFunc(text, hidden) {
		return text
	}
	var b strings.Builder
	for i, r := range text {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD"):
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case !hidden(r):
			b.WriteRune(r)
		case r < utf8.RuneSelf:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r <= 0xffff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	return b.String()
}

func hidden(r rune) bool {
	return r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r))
}
