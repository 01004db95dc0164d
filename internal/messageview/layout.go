package messageview

import "strings"

// line is a line as it is shown: pieces of the message that belong on one, and how deep they stand.
type line struct {
	depth  int
	tokens []int
}

// layout breaks a message into lines, an element on each; values stay beside their tags. Blanks between tags are left
// out.
func layout(tokens []token) (lines []line) {
	depth, before := 0, -1 // the token before
	for i, t := range tokens {
		if t.kind == end {
			depth--
		}
		if isLayout(tokens, i) {
			continue
		}
		if before < 0 || breaks(tokens[before].kind, t.kind) {
			lines = append(lines, line{depth: max(depth, 0)})
		}
		last := &lines[len(lines)-1]
		last.tokens = append(last.tokens, i)
		if t.kind == start {
			depth++
		}
		before = i
	}
	return lines
}

// breaks says whether there is a new line between two pieces.
func breaks(before, now kind) bool {
	switch {
	case before == text || now == text:
		return false
	case before == start && now == end:
		return false
	}
	return true
}

// isLayout says whether a piece is nothing but the blanks between two tags. Those of a value that is blank are one.
func isLayout(tokens []token, i int) bool {
	if tokens[i].kind != text || strings.Trim(tokens[i].raw, " \t\r\n") != "" {
		return false
	}
	value := i > 0 && i+1 < len(tokens) && tokens[i-1].kind == start && tokens[i+1].kind == end
	return !value
}

// InLines is a message with an element on each line, as people edit it, and whether [InOne] makes of it what it was: a
// message that has blanks between its tags has its own lines, and is returned as it is.
func InLines(message string) (lines string, again bool) {
	tokens := lex(message)
	for i := range tokens {
		if isLayout(tokens, i) {
			return message, false
		}
	}
	var b strings.Builder
	for n, l := range layout(tokens) {
		if n > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(strings.Repeat("  ", l.depth))
		for _, i := range l.tokens {
			b.WriteString(tokens[i].raw)
		}
	}
	return b.String(), true
}

// InOne takes the blanks between tags out again.
func InOne(lines string) string {
	tokens := lex(lines)
	var b strings.Builder
	for i, t := range tokens {
		if !isLayout(tokens, i) {
			b.WriteString(t.raw)
		}
	}
	return b.String()
}
