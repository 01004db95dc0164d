// Package term is what text for a terminal needs: wrapping and the width that letters take.
package term

import (
	"strings"
	"unicode/utf8"
)

// Wrap breaks a line at blanks so that its pieces are at most width characters long; a longer word stays whole.
func Wrap(line string, width int) []string {
	var pieces []string
	for utf8.RuneCountInString(line) > max(width, 0) {
		limit := len(string([]rune(line)[:max(width, 0)+1]))
		at := strings.LastIndexByte(line[:limit], ' ')
		if at <= 0 {
			if at = strings.IndexByte(line[limit:], ' '); at < 0 {
				break
			}
			at += limit
		}
		pieces = append(pieces, line[:at])
		line = line[at+1:]
	}
	return append(pieces, line)
}
