package record

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

// FirstDifference says in one sentence where two values first differ, counting characters from 1, and "" when they are
// equal. Of sentences it would say nothing: checks compare by [Check.Unlike]. Invisible characters are spelled as Go
// escapes, so a trailing slash, a blank or a zero-width character can be seen.
func FirstDifference(expected, got string) string {
	if expected == got {
		return ""
	}
	position := 1
	for expected != "" && got != "" {
		a, n := utf8.DecodeRuneInString(expected)
		b, m := utf8.DecodeRuneInString(got)
		if a != b || (a == utf8.RuneError && expected[:n] != got[:m]) {
			return fmt.Sprintf("character %d: expected %s, got %s", position, spell(expected[:n]), spell(got[:m]))
		}
		expected, got, position = expected[n:], got[m:], position+1
	}
	if expected != "" {
		_, n := utf8.DecodeRuneInString(expected)
		return fmt.Sprintf("character %d: expected %s, got the end of the text", position, spell(expected[:n]))
	}
	_, n := utf8.DecodeRuneInString(got)
	return fmt.Sprintf("character %d: expected the end of the text, got %s", position, spell(got[:n]))
}

func spell(s string) string { return strconv.QuoteToGraphic(s) }
