package xmltree

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

func isSpace(b byte) bool { return b == ' ' || b == '\t' || b == '\n' || b == '\r' }

// isChar is production [2] Char of XML 1.0.
func isChar(r rune) bool {
	return r >= 0x20 && r <= 0xD7FF || r == '\t' || r == '\n' || r == '\r' || r >= 0xE000 && r <= 0xFFFD ||
		r >= 0x10000 && r <= 0x10FFFF
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
	return isNameStart(r) || r >= '0' && r <= '9' || r == '-' || r == '.' || r == 0xB7 || r >= 0x300 && r <= 0x36F ||
		r == 0x203F || r == 0x2040
}

// invalidUTF8 is the index of the first byte that is not UTF-8, -1 when all is.
func invalidUTF8(s string) int {
	if utf8.ValidString(s) {
		return -1
	}
	for i := 0; ; {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
}

// invalidChar is the index of the first character that XML does not allow, -1 when there is none.
func invalidChar(s string) int {
	for i := 0; i < len(s); {
		if b := s[i]; b >= 0x20 && b < 0x80 || b == '\t' || b == '\n' || b == '\r' {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if !isChar(r) {
			return i
		}
		i += n
	}
	return -1
}

// IsNCName says whether s is a name without a colon, as an xs:ID must be: XML Schema Part 2, 3.3.8.
func IsNCName(s string) bool {
	for i, r := range s {
		if r == ':' || i == 0 && !isNameStart(r) || !isNameChar(r) {
			return false
		}
	}
	return s != ""
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
		if p.at > start && isASCIINameChar(p.data[p.at]) {
			p.at++
			continue
		}
		r, n := utf8.DecodeRuneInString(p.data[p.at:])
		if p.at == start && !isNameStart(r) || !isNameChar(r) {
			break
		}
		p.at += n
	}
	if p.at == start {
		return "", p.failf("expected a name, got %s", p.here())
	}
	return p.data[start:p.at], nil
}

func isASCIINameChar(b byte) bool {
	return isLetter(b) || isDigit(b) || b == '_' || b == '-' || b == '.'
}

// text reads character data up to the next tag or comment: references resolved, CDATA sections unwrapped, line ends
// normalised (XML 1.0, 2.11).
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
			return run, nil
		default:
			return string(append(buf, run...)), nil
		}
	}
}

// run reads plain characters up to < or & or the end, once each.
func (p *parser) run() (string, error) {
	start := p.at
loop:
	for p.at < len(p.data) {
		switch b := p.data[p.at]; {
		case b == '<' || b == '&':
			break loop
		case b == ']' && p.has("]]>"):
			return "", p.failf("]]> is not allowed in text")
		case b >= ' ' && b < utf8.RuneSelf || isSpace(b):
			p.at++
		default:
			r, n := utf8.DecodeRuneInString(p.data[p.at:])
			if !isChar(r) {
				return "", p.failf("character %s is not allowed in XML", p.here())
			}
			p.at += n
		}
	}
	return lineEnds(p.data[start:p.at]), nil
}

func (p *parser) cdata(buf []byte) ([]byte, error) {
	start := p.at + len("<![CDATA[")
	length := strings.Index(p.data[start:], "]]>")
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
func lineEnds(s string) string {
	if strings.IndexByte(s, '\r') < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// attributeValue reads a quoted value and normalises it (XML 1.0, 3.3.3: white space that is written out becomes a
// blank, white space that is written as a reference stays).
func (p *parser) attributeValue(name string) (string, error) {
	if !p.has(`"`) && !p.has(`'`) {
		return "", p.failf("expected a quoted value for the attribute %s, got %s", name, p.here())
	}
	quote := p.data[p.at]
	p.at++
	var buf []byte
	for start := p.at; p.at < len(p.data); {
		b := p.data[p.at]
		if b != quote && b != '<' && b != '&' && b >= ' ' && b < utf8.RuneSelf {
			p.at++
			continue
		}
		if b == quote {
			plain := p.data[start:p.at]
			p.at++
			if buf == nil {
				return plain, nil
			}
			return string(append(buf, plain...)), nil
		}
		if b >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(p.data[p.at:])
			if !isChar(r) {
				return "", p.failf("character %s is not allowed in XML", p.here())
			}
			p.at += n
			continue
		}
		var err error
		if buf, err = p.special(append(buf, p.data[start:p.at]...), name); err != nil {
			return "", err
		}
		start = p.at
	}
	return "", p.failf("the value of the attribute %s does not end", name)
}

// special reads what does not stand for itself in the value of an attribute: references and white space.
func (p *parser) special(buf []byte, name string) ([]byte, error) {
	switch b := p.data[p.at]; {
	case b == '<':
		return nil, p.failf("< is not allowed in the value of the attribute %s", name)
	case b == '&':
		return p.reference(buf)
	case p.has("\r\n"):
		p.at++
	case !isSpace(b):
		return nil, p.failf("character %s is not allowed in XML", p.here())
	}
	p.at++
	return append(buf, ' '), nil
}

// reference resolves a character reference or one of the five predefined entities. No other entity can exist, since no
// document type declaration is read.
func (p *parser) reference(buf []byte) ([]byte, error) {
	end := strings.IndexByte(p.data[p.at:min(len(p.data), p.at+16)], ';')
	if end < 0 {
		return nil, p.failf("& must begin a reference such as &amp;")
	}
	name := p.data[p.at+1 : p.at+end]
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
	return rune(n), err == nil && isChar(rune(n)) // what is too large for a rune is negative
}
