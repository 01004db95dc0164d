package xmltree

import (
	"strings"
	"unicode/utf8"
)

// Writer writes a document element by element, with every value escaped. Written with its attributes and namespace
// declarations in canonical order, the text is its own canonical form, so it can be digested and signed without being
// parsed again. The zero value is ready.
type Writer struct {
	out  []byte
	open []string
}

// Start opens an element. Attributes and declarations follow as name, value, name, value, in the order in which they
// are to stand; a pair whose value is "" is left out, since no SAML attribute is meaningful empty.
func (w *Writer) Start(name string, attributes ...string) {
	w.out = append(w.out, '<')
	w.out = append(w.out, name...)
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] == "" {
			continue
		}
		w.out = append(w.out, ' ')
		w.out = append(w.out, attributes[i]...)
		w.out = append(w.out, '=', '"')
		w.out = appendAttribute(w.out, allowed(attributes[i+1]))
		w.out = append(w.out, '"')
	}
	w.out = append(w.out, '>')
	w.open = append(w.open, name)
}

// End closes the innermost open element.
func (w *Writer) End() {
	last := len(w.open) - 1
	w.out = append(w.out, '<', '/')
	w.out = append(w.out, w.open[last]...)
	w.out = append(w.out, '>')
	w.open = w.open[:last]
}

// Text writes character data.
func (w *Writer) Text(s string) { w.out = appendText(w.out, allowed(s)) }

// Element writes an element that holds only text.
func (w *Writer) Element(name, text string, attributes ...string) {
	w.Start(name, attributes...)
	w.Text(text)
	w.End()
}

// Len is how many bytes are written: a mark for [Writer.Insert] and for slices of [Writer.Bytes].
func (w *Writer) Len() int { return len(w.out) }

// Insert puts a document that another Writer or [Canonical] made at a mark.
func (w *Writer) Insert(mark int, element []byte) {
	tail := len(w.out) - mark
	w.out = append(w.out, element...)
	copy(w.out[mark+len(element):], w.out[mark:mark+tail])
	copy(w.out[mark:], element)
}

// Bytes is what is written so far; it is valid until the next call.
func (w *Writer) Bytes() []byte { return w.out }

// allowed replaces what XML cannot carry, control characters and broken UTF-8, by U+FFFD.
func allowed(s string) string {
	clean := utf8.ValidString(s)
	for i := 0; clean && i < len(s); i++ {
		if b := s[i]; b < 0x20 && b != '\t' && b != '\n' && b != '\r' || b == 0xEF { // U+FFFE and U+FFFF begin with 0xEF
			clean = false
		}
	}
	if clean {
		return s
	}
	return strings.Map(func(r rune) rune {
		if isChar(r) {
			return r
		}
		return utf8.RuneError
	}, s)
}

// Empty writes an element without content as an empty-element tag, which is not canonical: for documents that nobody
// signs and whose shape is known to have it.
func (w *Writer) Empty(name string, attributes ...string) {
	w.Start(name, attributes...)
	w.open = w.open[:len(w.open)-1]
	w.out = append(w.out[:len(w.out)-1], '/', '>')
}
