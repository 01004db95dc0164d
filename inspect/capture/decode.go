package capture

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"

	"samlharness/internal/wire"
)

// message is a message that was decoded.
type message struct {
	xml    []byte
	undone []string
	cutOff bool
	// value is the field's value as the service receives it, base64 or XML.
	value string
}

// known tells that the root is one of those that are looked for.
func (m message) known() bool {
	text := string(m.xml)
	_, ok := rootAt(text, prolog(text))
	return ok
}

// decode reads a message out of a value, whatever it is wrapped in.
func decode(raw string) (message, bool) {
	value, undone := undress(raw)
	if strings.HasPrefix(value, "<") {
		if strings.Contains(raw, "%") { // a blank of a form is a plus
			value = strings.ReplaceAll(value, "+", " ")
		}
		m := cut([]byte(value))
		m.undone, m.value = undone, value
		return m, true
	}
	m, ok := fromBase64(value)
	m.undone = append(undone, m.undone...)
	m.value = value
	if ok && (strings.HasSuffix(strings.TrimSpace(raw), "...") || strings.HasSuffix(strings.TrimSpace(raw), "…")) {
		m.cutOff = m.cutOff || !m.known()
	}
	return m, ok
}

// fromBase64 reads base64 in any dress. A blank may be a plus that a form turned into one, or nothing.
func fromBase64(value string) (message, bool) {
	var undone []string
	if strings.ContainsAny(value, "\r\n") {
		undone = append(undone, "line breaks")
		value = joinLines(value)
	}
	value = strings.ReplaceAll(value, "\t", " ")
	if strings.ContainsAny(value, "-_") {
		undone = append(undone, "URL-safe alphabet")
		value = strings.NewReplacer("-", "+", "_", "/").Replace(value)
	}
	if !strings.Contains(value, " ") {
		m, ok := content(alphabet(value), 0)
		m.undone = append(undone, m.undone...)
		return m, ok
	}
	plus, okPlus := content(alphabet(strings.ReplaceAll(value, " ", "+")), 0)
	none, okNone := content(alphabet(strings.ReplaceAll(value, " ", "")), 0)
	m, ok, what := plus, okPlus, "blanks where + belongs, as a form makes of a + that is not escaped as %2B"
	if !okPlus || okNone && none.quality() > plus.quality() {
		m, ok, what = none, okNone, "blanks"
	}
	m.undone = append(append(undone, what), m.undone...)
	return m, ok
}

// quality rates a reading: complete and text is better than a beginning.
func (m message) quality() (q int) {
	if utf8.Valid(m.xml) {
		q++
	}
	if !m.cutOff {
		q += 2
	}
	return q
}

// joinLines takes out line ends with the blanks of folding after them.
func joinLines(s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		b.WriteString(strings.Trim(line, " \t\r\n"))
	}
	return b.String()
}

// alphabet decodes the longest beginning that is base64, padded or not.
func alphabet(s string) []byte {
	end := strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf || !isBase64(byte(r)) })
	if end >= 0 {
		s = s[:end]
	}
	if len(s)%4 == 1 {
		s = s[:len(s)-1]
	}
	data := make([]byte, base64.RawStdEncoding.DecodedLen(len(s)))
	n, _ := base64.RawStdEncoding.Decode(data, []byte(s)) // s holds nothing else
	return data[:n]
}

// isBase64 tells the characters of the standard alphabet.
func isBase64(c byte) bool {
	return 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '+' || c == '/'
}

// content reads decoded bytes: XML, or what is compressed or encoded once more.
func content(data []byte, depth int) (message, bool) {
	text := bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\ufeff")))
	if bytes.HasPrefix(text, []byte("<")) && !bytes.HasPrefix(text, []byte("<\x00")) {
		return cut(text), true
	}
	if depth > 2 || len(data) < 4 {
		return message{}, false
	}
	inner, what, ok := unwrap(data, wire.MaxMessage)
	if !ok {
		if inner, ok = inflate(data); ok {
			what = "DEFLATE"
		} else if inner = alphabet(string(text)); len(inner) > 12 && inner[0] == '<' {
			what, ok = "base64 twice", true
		}
	}
	if !ok {
		return message{}, false
	}
	m, ok := content(inner, depth+1)
	m.undone = append([]string{what}, m.undone...)
	return m, ok
}

// cut is the message at the beginning of data, without what follows it.
func cut(data []byte) message {
	text := string(data)
	start := prolog(text)
	if _, ok := rootAt(text, start); !ok {
		return message{xml: data}
	}
	end, complete := extent(text, start)
	if complete && belongs(text[end:]) {
		end = len(text)
	}
	return message{xml: data[:end], cutOff: !complete}
}

// unwrap undoes UTF-16 and compression that say what they are.
func unwrap(data []byte, limit int64) (inner []byte, what string, ok bool) {
	switch {
	case bytes.HasPrefix(data, []byte{0x1f, 0x8b}):
		if r, err := gzip.NewReader(bytes.NewReader(data)); err == nil {
			inner, _ = io.ReadAll(io.LimitReader(r, limit)) // what can be read of a broken one counts
			return inner, "gzip", len(inner) > 0
		}
	case len(data) > 2 && data[0] == 0x78 && (int(data[0])<<8|int(data[1]))%31 == 0:
		if r, err := zlib.NewReader(bytes.NewReader(data)); err == nil {
			inner, _ = io.ReadAll(io.LimitReader(r, limit))
			return inner, "zlib", len(inner) > 0
		}
	case isUTF16(data):
		endian := unicode.LittleEndian
		if data[0] == 0xfe || data[0] == 0 {
			endian = unicode.BigEndian
		}
		inner, err := unicode.UTF16(endian, unicode.UseBOM).NewDecoder().Bytes(data)
		if err != nil { // without a mark
			inner, err = unicode.UTF16(endian, unicode.IgnoreBOM).NewDecoder().Bytes(data)
		}
		return inner, "UTF-16", err == nil
	}
	return nil, "", false
}

func isUTF16(data []byte) bool {
	return len(data) > 3 && (data[0] == 0xff && data[1] == 0xfe || data[0] == 0xfe && data[1] == 0xff ||
		data[0] != 0 && data[1] == 0 && data[2] != 0 && data[3] == 0 ||
		data[0] == 0 && data[1] != 0 && data[2] == 0 && data[3] != 0)
}

// inflate undoes raw DEFLATE, as HTTP-Redirect wants it (SAML Bindings 3.4.4.1), of markup alone.
func inflate(data []byte) ([]byte, bool) {
	r := bufio.NewReader(flate.NewReader(bytes.NewReader(data)))
	first, err := r.Peek(1)
	if err != nil || first[0] != '<' && first[0] != 0xef {
		return nil, false
	}
	inner, _ := io.ReadAll(io.LimitReader(r, wire.MaxMessage+1)) // what can be read of a broken one counts
	return inner, true
}
