package xmltree

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Parse reads one document. Its error is always a *[SyntaxError].
//
// A UTF-8 byte order mark and an XML declaration for version 1.0 and UTF-8 may stand in front. Names and values share
// the memory of one copy of the document.
func Parse(data []byte, limits Limits) (*Element, error) {
	p := &parser{data: string(data), limits: limits.withDefaults(), line: 1}
	root, err := p.document()
	if err != nil {
		return nil, err
	}
	return root, nil
}

// parser is a cursor over a document.
type parser struct {
	data   string
	at     int
	limits Limits
	nodes  int
	depth  int
	scope  []Namespace // declarations in force, innermost last

	// line numbers are counted on the way, from the last asked place to the next
	counted, line, lineStart int
}

func (p *parser) document() (*Element, error) {
	if len(p.data) > p.limits.Bytes {
		return nil, p.failf("the document has %d bytes, more than the %d allowed", len(p.data), p.limits.Bytes)
	}
	if bad := invalidUTF8(p.data); bad >= 0 {
		p.at = bad
		return nil, p.failf("byte 0x%02x is not UTF-8", p.data[bad])
	}
	p.data = strings.TrimPrefix(p.data, "\xef\xbb\xbf")
	if err := p.declaration(); err != nil {
		return nil, err
	}
	if err := p.misc(); err != nil {
		return nil, err
	}
	if p.at == len(p.data) {
		return nil, p.failf("the document has no element")
	}
	if p.data[p.at] != '<' {
		return nil, p.failf("expected the root element, got %s", p.here())
	}
	root, err := p.element(nil)
	if err != nil {
		return nil, err
	}
	if err := p.misc(); err != nil {
		return nil, err
	}
	if p.at < len(p.data) {
		return nil, p.failf("expected the end of the document after the root element, got %s", p.here())
	}
	return root, nil
}

// misc passes white space and comments outside the root element.
func (p *parser) misc() error {
	for {
		p.space()
		if !p.has("<!") && !p.has("<?") {
			return nil
		}
		if _, err := p.markup(); err != nil {
			return err
		}
	}
}

// markup reads a comment; everything else that begins with <! or <? outside of content is refused.
func (p *parser) markup() (Comment, error) {
	switch {
	case p.has("<!--"):
		return p.comment()
	case p.has("<?"):
		return "", p.failf("processing instructions are not allowed in SAML messages")
	case p.has("<!DOCTYPE"):
		return "", p.failf("a document type declaration is not allowed in SAML messages")
	}
	return "", p.failf("unexpected %s", p.here())
}

func (p *parser) comment() (Comment, error) {
	start := p.at + len("<!--")
	length := strings.Index(p.data[start:], "--")
	if length < 0 {
		return "", p.failf("the comment does not end")
	}
	p.at = start + length
	if !p.has("-->") {
		return "", p.failf("-- is not allowed inside a comment")
	}
	inside := p.data[start : start+length]
	if bad := invalidChar(inside); bad >= 0 {
		p.at = start + bad
		return "", p.failf("character %s is not allowed in XML", p.here())
	}
	p.at += len("-->")
	return Comment(inside), p.count()
}

// element reads from a start tag to its end tag.
func (p *parser) element(parent *Element) (*Element, error) {
	if p.depth++; p.depth > p.limits.Depth {
		return nil, p.failf("elements are nested more than %d deep", p.limits.Depth)
	}
	if err := p.count(); err != nil {
		return nil, err
	}
	e := &Element{Parent: parent}
	e.Line, e.Column = p.position()
	outer := len(p.scope)
	empty, err := p.startTag(e)
	if err != nil {
		return nil, err
	}
	if !empty {
		if err := p.content(e); err != nil {
			return nil, err
		}
		if err := p.endTag(e); err != nil {
			return nil, err
		}
	}
	p.scope = p.scope[:outer]
	p.depth--
	return e, nil
}

// content reads what stands between a start tag and the next end tag.
func (p *parser) content(e *Element) error {
	for {
		text, err := p.text()
		if err != nil {
			return err
		}
		if text != "" {
			if err := p.count(); err != nil {
				return err
			}
			e.Children = append(e.Children, Text(text))
		}
		var child Node
		switch {
		case p.at >= len(p.data):
			return p.failf("the element <%s> of %s does not end", e.Name(), e.Position())
		case p.has("</"):
			return nil
		case p.has("<!") || p.has("<?"):
			child, err = p.markup()
		default:
			child, err = p.element(e)
		}
		if err != nil {
			return err
		}
		e.Children = append(e.Children, child)
	}
}

func (p *parser) endTag(e *Element) error {
	name := e.Name()
	if !p.hasAt(len("</"), name) {
		return p.failf("expected the end tag </%s> for %s, got %s", name, e.Position(), p.here())
	}
	p.at += len("</") + len(name)
	p.space()
	if !p.has(">") {
		return p.failf("expected > at the end of </%s, got %s", name, p.here())
	}
	p.at++
	return nil
}

// declaration passes <?xml version="1.0" encoding="UTF-8"?>.
func (p *parser) declaration() error {
	if !p.has("<?xml") || len(p.data) > 5 && !isSpace(p.data[5]) && p.data[5] != '?' {
		return nil
	}
	end := strings.Index(p.data, "?>")
	if end < 0 {
		return p.failf("the XML declaration does not end")
	}
	values, err := pseudoAttributes(p.data[len("<?xml"):end])
	if err != nil {
		return p.failf("XML declaration: %v", err)
	}
	if values["version"] != "1.0" {
		return p.failf("expected XML version 1.0, got %q", values["version"])
	}
	if encoding, named := values["encoding"]; named && !strings.EqualFold(encoding, "utf-8") {
		return p.failf("expected encoding UTF-8, got %q", encoding)
	}
	if standalone, said := values["standalone"]; said && standalone != "yes" && standalone != "no" {
		return p.failf("expected standalone yes or no, got %q", standalone)
	}
	p.at = end + len("?>")
	return nil
}

// pseudoAttributes reads version, encoding and standalone, in this order, of an XML declaration.
func pseudoAttributes(s string) (map[string]string, error) {
	values := map[string]string{}
	for _, name := range []string{"version", "encoding", "standalone"} {
		trimmed := strings.TrimLeft(s, " \t\r\n")
		rest, found := strings.CutPrefix(trimmed, name)
		if !found {
			continue
		}
		if trimmed == s {
			return nil, fmt.Errorf("expected white space before %s", name)
		}
		rest, found = strings.CutPrefix(strings.TrimLeft(rest, " \t\r\n"), "=")
		rest = strings.TrimLeft(rest, " \t\r\n")
		if !found || rest == "" || rest[0] != '"' && rest[0] != '\'' {
			return nil, fmt.Errorf("expected %s=\"…\"", name)
		}
		value, after, closed := strings.Cut(rest[1:], rest[:1])
		if !closed {
			return nil, fmt.Errorf("the value of %s does not end", name)
		}
		values[name], s = value, after
	}
	if rest := strings.Trim(s, " \t\r\n"); rest != "" {
		return nil, fmt.Errorf("unexpected %q", rest)
	}
	return values, nil
}

// has says whether s stands at the cursor; hasAt, so many bytes behind it.
func (p *parser) has(s string) bool { return p.hasAt(0, s) }

func (p *parser) hasAt(offset int, s string) bool {
	return strings.HasPrefix(p.data[p.at+offset:], s)
}

// space passes white space and says whether there was any.
func (p *parser) space() bool {
	start := p.at
	for p.at < len(p.data) && isSpace(p.data[p.at]) {
		p.at++
	}
	return p.at > start
}

// count takes one more node into account.
func (p *parser) count() error {
	if p.nodes++; p.nodes > p.limits.Nodes {
		return p.failf("the document has more than %d nodes", p.limits.Nodes)
	}
	return nil
}

// position is the line and column of the cursor, which only moves forward between two calls.
func (p *parser) position() (line, column int) {
	passed := p.data[p.counted:p.at]
	if n := strings.Count(passed, "\n"); n > 0 {
		p.line += n
		p.lineStart = p.counted + strings.LastIndexByte(passed, '\n') + 1
	}
	p.counted = p.at
	return p.line, p.at - p.lineStart + 1
}

func (p *parser) failf(format string, args ...any) error {
	before := p.data[:min(p.at, len(p.data))]
	return &SyntaxError{
		Line:   1 + strings.Count(before, "\n"),
		Column: len(before) - strings.LastIndexByte(before, '\n'),
		Reason: fmt.Sprintf(format, args...),
	}
}

// here spells what stands at the cursor, for an error.
func (p *parser) here() string {
	if p.at >= len(p.data) {
		return "the end of the document"
	}
	r, n := utf8.DecodeRuneInString(p.data[p.at:])
	if r == '<' {
		n = min(12, len(p.data)-p.at)
		for n > 1 && !utf8.RuneStart(p.data[min(p.at+n, len(p.data)-1)]) {
			n--
		}
	}
	return fmt.Sprintf("%q", p.data[p.at:p.at+n])
}
