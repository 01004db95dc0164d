// Package wrap breaks lines of text that people read on a terminal.
package wrap

import (
	"strings"
	"unicode/utf8"
)

// Lines breaks a line at blanks so that its pieces are at most width characters long; a longer word stays whole.
func Lines(line string, width int) []string {
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
