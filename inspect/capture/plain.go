package capture

import (
	"context"
	"strings"
)

// Span is where a message stands in a text, from the first byte of its markup or encoded value to behind the last.
type Span struct {
	Start, End int
	// XML is the decoded message.
	XML []byte
}

// Spans are the messages of a text as they stand in it, in their order, repeats included. What is escaped as a whole
// shows none: see [Plain].
func Spans(ctx context.Context, text string) []Span {
	c := &collector{ctx: ctx}
	return c.scan(text, Found{}, false)
}

// Plain are the texts of a capture without what is around the whole of it: UTF-16, compression and escapes. It is one,
// but for a mail: that has its parts, without their transfer encodings.
func Plain(ctx context.Context, data []byte) []string {
	c := &collector{ctx: ctx, plain: &[]string{}}
	c.read(data, Found{}, 0)
	return *c.plain
}

// keepPlain takes the text that is read, for [Plain].
func (c *collector) keepPlain(text string) {
	if head := strings.TrimLeft(text, "\ufeff \t\r\n"); strings.HasPrefix(head, "{") || strings.HasPrefix(head, "[") {
		*c.plain = append(*c.plain, head)
		return
	}
	if strings.Contains(text, "=3D") && !strings.HasPrefix(strings.TrimSpace(text), "<") || softBreaks(text) {
		text = quotedPrintable(text)
	}
	text = unfold(text)
	if len(Spans(c.ctx, text)) == 0 {
		for _, e := range escapes {
			if plain := e.undoIn(text); plain != "" && len(Spans(c.ctx, plain)) > 0 {
				text = plain
				break
			}
		}
	}
	*c.plain = append(*c.plain, strings.TrimSpace(strings.TrimPrefix(text, "\ufeff")))
}

// softBreaks says whether lines end as those of quoted-printable do.
func softBreaks(text string) bool {
	return strings.Contains(text, "=3D") && (strings.Contains(text, "=\n") || strings.Contains(text, "=\r\n"))
}

// minFold is the shortest line that a program makes of a longer one, in bytes.
const minFold = 40

// unfold joins a text without blanks that was broken into lines of one length, which may be indented or quoted.
func unfold(text string) string {
	lines := strings.Split(strings.TrimRight(text, "\r\n"), "\n")
	for i := range lines {
		lines[i] = strings.Trim(lines[i], " \t\r>")
	}
	if len(lines) < 3 || len(lines[0]) < minFold {
		return text
	}
	for i, line := range lines {
		last := i == len(lines)-1
		if !last && len(line) != len(lines[0]) || last && len(line) > len(lines[0]) || strings.ContainsAny(line, " \t") {
			return text
		}
	}
	return strings.Join(lines, "")
}
