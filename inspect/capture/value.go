package capture

import (
	"bytes"
	"sort"
	"strings"
)

// separators are what may stand between a name and its value besides single characters.
var separators = []string{"%253D", "%3D", "=3D", "\\u003d", "\\u003D", "&quot;", "&#34;", "value"}

// separator is where the value of a name that ended at i begins.
func separator(text string, i int) (start int, ok bool) {
	from := i
next:
	for i < len(text) && i-from < 32 {
		for _, s := range separators {
			if strings.HasPrefix(text[i:], s) {
				i, ok = i+len(s), true
				continue next
			}
		}
		if strings.IndexByte("=: \t\r\n,\"'[(>", text[i]) >= 0 {
			ok = true
		} else if strings.IndexByte("\\`^", text[i]) < 0 {
			break
		}
		i++
	}
	return i, ok
}

// valueEnd is the end of the encoded value that begins at i: at what no dress of it has, at the name of a parameter,
// and where the next message begins on its own line.
func (s *scanner) valueEnd(start int) int {
	if s.exact {
		if end := strings.IndexByte(s.text[start:], '&'); end >= 0 {
			return start + end
		}
		return len(s.text)
	}
	i := start
	for ; i < len(s.text); i++ {
		c := s.text[i]
		switch {
		case c == '&':
			if !entityOfBase64(s.text[i:]) {
				return i
			}
			i += strings.IndexByte(s.text[i:], ';')
		case c|0x20 == 's' || c|0x20 == 'w' || c|0x20 == 'r':
			if nameAt(s.text, i) != "" {
				return i
			}
		case c == '\n':
			if isMessageStart(strings.TrimLeft(s.text[i:min(len(s.text), i+120)], " \t\r\n\"'")) {
				return i
			}
		case c == '\\':
			if endsByEscape(s.text[i+1:]) {
				return i
			}
		case c == '>' && i > 0 && (s.text[i-1] == '\n' || s.text[i-1] == '>' || s.text[i-1] == ' '):
		case strings.HasPrefix(s.text[i:], "…"):
			return i + len("…")
		case !isValueByte(c) && strings.IndexByte("= \t\r\\^`.*~!", c) < 0:
			return i
		}
	}
	return i
}

// endsByEscape says whether a value ends before an escape, of which s is what follows the backslash: that of a quote,
// of the & before the next field, or of markup.
func endsByEscape(s string) bool {
	if s != "" && (s[0] == '"' || s[0] == '\'') {
		return true
	}
	for _, escape := range []string{"u0026", "u0022", "u0027", "u003c", "u003C", "u003e", "u003E", "x26", "x22", "x27",
		"x3c", "x3C", "x3e", "x3E"} {
		if strings.HasPrefix(s, escape) {
			return true
		}
	}
	return false
}

// entityOfBase64 says whether an HTML entity stands for a character of base64 or for white space.
func entityOfBase64(s string) bool {
	for _, e := range []string{"&#43;", "&#x2b;", "&#x2B;", "&#61;", "&#x3d;", "&#x3D;", "&#47;", "&#x2f;", "&#x2F;",
		"&#10;", "&#13;", "&#xa;", "&#xd;", "&#xA;", "&#xD;", "&plus;", "&equals;", "&sol;", "&#9;"} {
		if strings.HasPrefix(s, e) {
			return true
		}
	}
	return false
}

// isMessageStart says whether base64 of a whole message begins a text.
func isMessageStart(s string) bool {
	if len(s) < 16 || s[0] != 'P' {
		return false
	}
	head := string(alphabet(s))
	if strings.HasPrefix(head, "<?xml") {
		return true
	}
	end := strings.IndexAny(head, " \t\r\n>")
	return strings.HasPrefix(head, "<") && end > 1 && roots[head[1+strings.LastIndexByte(head[:end], ':'):end]]
}

// tight takes off a value, which begins at start, the words after its message, such as the rest of a log line. The
// message is that of the value that is left.
func tight(m message, raw string, start int) (message, string, int) {
	if m.cutOff {
		return m, raw, start + len(raw)
	}
	short := func(end int) (message, bool) {
		less, ok := decode(raw[:end])
		return less, ok && !less.cutOff && bytes.Equal(less.xml, m.xml)
	}
	size := len(m.xml)
	if len(m.undone) > 0 { // such as compression
		size /= 8
	}
	// Twice as much is tried each time, so that it takes as long as the message is, not the text.
	for from := 0; ; size *= 2 {
		end := wordEnd(raw, max(size, 1))
		if end == len(raw) {
			return m, raw, start + end
		}
		if _, ok := short(end); ok {
			end = from + 1 + sort.Search(end-from-1, func(n int) bool {
				_, ok := short(wordEnd(raw, from+1+n))
				return ok
			})
			end = wordEnd(raw, end)
			m, _ = short(end)
			return m, raw[:end], start + end
		}
		from = end
	}
}

// wordEnd is the end of the word of s that i is in, or of the next one.
func wordEnd(s string, i int) int {
	for i < len(s) && (!isBlank(s[i]) || isBlank(s[i-1])) {
		i++
	}
	return min(i, len(s))
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }
