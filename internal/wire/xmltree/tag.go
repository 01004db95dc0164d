package xmltree

import (
	"slices"
	"strconv"
	"strings"
)

// startTag reads a start tag, resolves its names, and says whether it was an empty-element tag.
func (p *parser) startTag(e *Element) (empty bool, err error) {
	p.at++ // <
	if e.Prefix, e.Local, err = p.name(); err != nil {
		return false, err
	}
	for {
		spaced := p.space()
		switch {
		case p.has("/>"):
			p.at += 2
			return true, p.resolve(e)
		case p.has(">"):
			p.at++
			return false, p.resolve(e)
		case p.at >= len(p.data):
			return false, p.failf("the tag <%s does not end", e.Name())
		case !spaced:
			return false, p.failf("expected white space or > in the tag <%s, got %s", e.Name(), p.here())
		}
		if err := p.attribute(e); err != nil {
			return false, err
		}
	}
}

// attribute reads name="value" into the element's attributes or namespace declarations.
func (p *parser) attribute(e *Element) error {
	if len(e.Attrs)+len(e.Namespaces) >= p.limits.Attributes {
		return p.failf("the tag <%s has more than %d attributes", e.Name(), p.limits.Attributes)
	}
	prefix, local, err := p.name()
	if err != nil {
		return err
	}
	p.space()
	if !p.has("=") {
		return p.failf("expected = after the attribute %s, got %s", qualified(prefix, local), p.here())
	}
	p.at++
	p.space()
	value, err := p.attributeValue(qualified(prefix, local))
	if err != nil {
		return err
	}
	switch {
	case prefix == "xmlns":
		return p.declare(e, local, value)
	case prefix == "" && local == "xmlns":
		return p.declare(e, "", value)
	}
	e.Attrs = append(e.Attrs, Attr{Prefix: prefix, Local: local, Value: value})
	return nil
}

// declare takes a namespace declaration, with the constraints of Namespaces in XML 1.0, section 3. Names that are not
// absolute URIs are refused here, wherever they stand: canonicalisation fails on them.
func (p *parser) declare(e *Element, prefix, uri string) error {
	switch {
	case slices.ContainsFunc(e.Namespaces, func(n Namespace) bool { return n.Prefix == prefix }):
		return p.failf("the tag <%s declares the namespace prefix %q twice", e.Name(), prefix)
	case prefix == "xmlns":
		return p.failf("the prefix xmlns must not be declared")
	case prefix == "xml" && uri != xmlSpace, prefix != "xml" && uri == xmlSpace:
		return p.failf("the prefix xml and the namespace %s belong together and to no other", xmlSpace)
	case uri == xmlnsSpace:
		return p.failf("the namespace %s must not be declared", xmlnsSpace)
	case prefix != "" && uri == "":
		return p.failf("the namespace prefix %s must not be undeclared", prefix)
	case uri != "" && !isAbsoluteURI(uri):
		return p.failf("the namespace %s is not an absolute URI (RFC 3986)", quoted(uri))
	case len(p.scope) >= p.limits.Namespaces:
		return p.failf("more than %d namespace declarations are in scope", p.limits.Namespaces)
	}
	n := Namespace{Prefix: prefix, URI: uri}
	e.Namespaces = append(e.Namespaces, n)
	p.scope = append(p.scope, n)
	return nil
}

// resolve gives the element and its attributes their namespaces, and refuses repeated attributes.
func (p *parser) resolve(e *Element) (err error) {
	if e.Space, err = p.lookup(e.Prefix); err != nil {
		return err
	}
	for i := range e.Attrs {
		a := &e.Attrs[i]
		if a.Prefix != "" {
			if a.Space, err = p.lookup(a.Prefix); err != nil {
				return err
			}
		}
		for _, b := range e.Attrs[:i] {
			if a.Local == b.Local && a.Space == b.Space {
				return p.failf("the tag <%s has the attribute %s twice", e.Name(), qualified(a.Prefix, a.Local))
			}
		}
	}
	return nil
}

func (p *parser) lookup(prefix string) (string, error) {
	if prefix == "xml" {
		return xmlSpace, nil
	}
	for _, n := range slices.Backward(p.scope) {
		if n.Prefix == prefix {
			return n.URI, nil
		}
	}
	if prefix == "" {
		return "", nil
	}
	return "", p.failf("the namespace prefix %s is not declared", prefix)
}

// quoted is a value for an error, cut where it is long.
func quoted(value string) string {
	const longest = 200
	if len(value) <= longest {
		return strconv.Quote(value)
	}
	return strconv.Quote(strings.ToValidUTF8(value[:longest], "")) + "…"
}
