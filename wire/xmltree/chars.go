package xmltree

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

func isSpace(b byte) bool { return b == ' ' || b == '\t' || b == '\n' || b == '\r' }

// isChar is production [2] Char of XML 1.0.
func isChar(r rune) bool {
	return r >= 0x20 && r <= 0xD7FF || r == '\t' || r == '\n' || r == '\r' || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= 0x10FFFF
}

// isNameStart is production [4] NameStartChar without the colon, which separates prefix and local name.
func isNameStart(r rune) bool {
	switch {
	case r < 0x80:
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_'
	case r == 0xD7 || r == 0xF7 || r == 0x37E:
		return false
	}
	return r >= 0xC0 && r <= 0x2FF || r >= 0x370 && r <= 0x1FFF || r == 0x200C || r == 0x200D ||
		r >= 0x2070 && r <= 0x218F || r >= 0x2C00 && r <= 0x2FEF || r >= 0x3001 && r <= 0xD7FF ||
		r >= 0xF900 && r <= 0xFDCF || r >= 0xFDF0 && r <= 0xFFFD || r >= 0x10000 && r <= 0xEFFFF
}

// isNameChar is production [4a] NameChar without the colon.
func isNameChar(r rune) bool {
	return isNameStart(r) || r >= '0' && r <= '9' || r == '-' || r == '.' || r == 0xB7 || r >= 0x300 && r <= 0x36F || r == 0x203F || r == 0x2040
}

// invalidUTF8 is the index of the first byte that is no UTF-8, -1 when all is.
func invalidUTF8(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	for i := 0; ; {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
}

// invalidChar is the index of the first character that XML does not allow, -1 when there is none.
func invalidChar(data []byte) int {
	for i := 0; i < len(data); {
		if b := data[i]; b >= 0x20 && b < 0x80 || b == '\t' || b == '\n' || b == '\r' {
			i++
			continue
		}
		r, n := utf8.DecodeRune(data[i:])
		if !isChar(r) {
			return i
		}
		i += n
	}
	return -1
}

// name reads a qualified name.
func (p *parser) name() (prefix, local string, err error) {
	if local, err = p.ncName(); err != nil || !p.has(":") {
		return "", local, err
	}
	p.at++
	prefix = local
	local, err = p.ncName()
	return prefix, local, err
}

func (p *parser) ncName() (string, error) {
	start := p.at
	for p.at < len(p.data) {
		r, n := utf8.DecodeRune(p.data[p.at:])
		if p.at == start && !isNameStart(r) || !isNameChar(r) {
			break
		}
		p.at += n
	}
	if p.at == start {
		return "", p.failf("expected a name, got %s", p.here())
	}
	return string(p.data[start:p.at]), nil
}

// text reads character data up to the next tag or comment: references resolved, CDATA sections unwrapped,
// line ends normalised (XML 1.0, 2.11).
func (p *parser) text() (string, error) {
	var buf []byte
	for {
		run, err := p.run()
		if err != nil {
			return "", err
		}
		switch {
		case p.has("&"):
			buf = append(buf, run...)
			if buf, err = p.reference(buf); err != nil {
				return "", err
			}
		case p.has("<![CDATA["):
			buf = append(buf, run...)
			if buf, err = p.cdata(buf); err != nil {
				return "", err
			}
		case buf == nil:
			return string(run), nil
		default:
			return string(append(buf, run...)), nil
		}
	}
}

// run reads plain characters up to < or & or the end.
func (p *parser) run() ([]byte, error) {
	start := p.at
	end := bytes.IndexAny(p.data[start:], "<&")
	if end < 0 {
		end = len(p.data) - start
	}
	plain := p.data[start : start+end]
	if bad := invalidChar(plain); bad >= 0 {
		p.at += bad
		return nil, p.failf("character %s is not allowed in XML", p.here())
	}
	if bad := bytes.Index(plain, []byte("]]>")); bad >= 0 {
		p.at += bad
		return nil, p.failf("]]> is not allowed in text")
	}
	p.at += end
	return lineEnds(plain), nil
}

func (p *parser) cdata(buf []byte) ([]byte, error) {
	start := p.at + len("<![CDATA[")
	length := bytes.Index(p.data[start:], []byte("]]>"))
	if length < 0 {
		return nil, p.failf("the CDATA section does not end")
	}
	inside := p.data[start : start+length]
	if bad := invalidChar(inside); bad >= 0 {
		p.at = start + bad
		return nil, p.failf("character %s is not allowed in XML", p.here())
	}
	p.at = start + length + len("]]>")
	return append(buf, lineEnds(inside)...), nil
}

// lineEnds turns CR LF and CR into LF.
func lineEnds(b []byte) []byte {
	if bytes.IndexByte(b, '\r') < 0 {
		return b
	}
	return bytes.ReplaceAll(bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
}

// attributeValue reads a quoted value and normalises it (XML 1.0, 3.3.3: white space that is written out
// becomes a blank, white space that is written as a reference stays).
func (p *parser) attributeValue(name string) (string, error) {
	if !p.has(`"`) && !p.has(`'`) {
		return "", p.failf("expected a quoted value for the attribute %s, got %s", name, p.here())
	}
	quote := p.data[p.at]
	p.at++
	var buf []byte
	for p.at < len(p.data) {
		b := p.data[p.at]
		switch {
		case b == quote:
			p.at++
			return string(buf), nil
		case b == '<':
			return "", p.failf("< is not allowed in the value of the attribute %s", name)
		case b == '&':
			var err error
			if buf, err = p.reference(buf); err != nil {
				return "", err
			}
		case b == '\r' && p.has("\r\n"):
			buf = append(buf, ' ')
			p.at += 2
		case isSpace(b):
			buf = append(buf, ' ')
			p.at++
		default:
			r, n := utf8.DecodeRune(p.data[p.at:])
			if !isChar(r) {
				return "", p.failf("character %s is not allowed in XML", p.here())
			}
			buf = append(buf, p.data[p.at:p.at+n]...)
			p.at += n
		}
	}
	return "", p.failf("the value of the attribute %s does not end", name)
}

// reference resolves a character reference or one of the five predefined entities. No other entity can
// exist, since no document type declaration is read.
func (p *parser) reference(buf []byte) ([]byte, error) {
	end := bytes.IndexByte(p.data[p.at:min(len(p.data), p.at+16)], ';')
	if end < 0 {
		return nil, p.failf("& must begin a reference such as &amp;")
	}
	name := string(p.data[p.at+1 : p.at+end])
	r, known := resolveReference(name)
	if !known {
		return nil, p.failf("the reference &%s; is not allowed", name)
	}
	p.at += end + 1
	return utf8.AppendRune(buf, r), nil
}

// resolveReference gives the character that &name; stands for.
func resolveReference(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	return rune(n), err == nil && n <= utf8.MaxRune && isChar(rune(n))
}
