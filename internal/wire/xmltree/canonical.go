package xmltree

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// CanonicalOptions say what [Canonical] writes.
type CanonicalOptions struct {
	// InclusivePrefixes is the PrefixList of InclusiveNamespaces; "#default" stands for the default namespace.
	InclusivePrefixes []string
	// Omit leaves one element out: the enveloped-signature transform.
	Omit *Element
}

// Canonical writes the element in Exclusive XML Canonicalization 1.0 without comments
// (http://www.w3.org/2001/10/xml-exc-c14n#), as if it stood in its document. It fails on what would
// become longer than 4 MiB: a long namespace that is declared once is written again for every sibling that uses it.
// Relative namespace URIs, on which it would have to fail (Canonical XML 1.0, section 1.3), do not pass [Parse].
func Canonical(e *Element, options CanonicalOptions) ([]byte, error) {
	c := &canonicalizer{apex: e, omit: options.Omit, out: make([]byte, 0, 4096)}
	for _, prefix := range options.InclusivePrefixes {
		if prefix == "#default" {
			prefix = ""
		}
		c.inclusive = append(c.inclusive, prefix)
	}
	if err := c.element(e); err != nil {
		return nil, err
	}
	return c.out, nil
}

// maxCanonical bounds a canonical form, in bytes.
const maxCanonical = 4 << 20

type canonicalizer struct {
	out       []byte
	apex      *Element
	omit      *Element
	inclusive []string
	rendered  []Namespace // written by the elements around the cursor, innermost last
}

func (c *canonicalizer) element(e *Element) error {
	outer := len(c.rendered)
	c.out = append(c.out, '<')
	c.name(e.Prefix, e.Local)
	c.namespaces(e)
	c.attributes(e)
	c.out = append(c.out, '>')
	if len(c.out) > maxCanonical {
		return fmt.Errorf("cannot canonicalise <%s> of %s: the canonical form has more than %d bytes", c.apex.Name(),
			c.apex.Position(), maxCanonical)
	}
	for _, n := range e.Children {
		switch n := n.(type) {
		case Text:
			c.out = appendText(c.out, string(n))
		case *Element:
			if n == c.omit {
				continue
			}
			if err := c.element(n); err != nil {
				return err
			}
		}
	}
	c.out = append(c.out, '<', '/')
	c.name(e.Prefix, e.Local)
	c.out = append(c.out, '>')
	c.rendered = c.rendered[:outer]
	return nil
}

func (c *canonicalizer) name(prefix, local string) {
	if prefix != "" {
		c.out = append(c.out, prefix...)
		c.out = append(c.out, ':')
	}
	c.out = append(c.out, local...)
}

// namespaces writes the declarations that the element visibly uses, and those of inclusive prefixes in scope, where no
// written ancestor says the same; the default namespace first, then by prefix.
func (c *canonicalizer) namespaces(e *Element) {
	first := len(c.rendered)
	c.declare(Namespace{e.Prefix, e.Space})
	for i := range e.Attrs {
		if a := &e.Attrs[i]; a.Prefix != "" {
			c.declare(Namespace{a.Prefix, a.Space})
		}
	}
	if e == c.apex || len(e.Namespaces) > 0 { // elsewhere the parent has written all that is in scope
		for _, prefix := range c.inclusive {
			if uri, bound := e.resolve(prefix); bound {
				c.declare(Namespace{prefix, uri})
			}
		}
	}
	added := c.rendered[first:]
	slices.SortFunc(added, func(a, b Namespace) int { return cmp.Compare(a.Prefix, b.Prefix) })
	for _, n := range added {
		c.out = append(c.out, " xmlns"...)
		if n.Prefix != "" {
			c.out = append(c.out, ':')
			c.out = append(c.out, n.Prefix...)
		}
		c.out = append(c.out, '=', '"')
		c.out = appendAttribute(c.out, n.URI)
		c.out = append(c.out, '"')
	}
}

// declare notes a namespace to be written unless it is in force already.
func (c *canonicalizer) declare(n Namespace) {
	if n.Prefix == "xml" {
		return
	}
	inForce := ""
	for _, r := range slices.Backward(c.rendered) {
		if r.Prefix == n.Prefix {
			inForce = r.URI
			break
		}
	}
	if inForce != n.URI {
		c.rendered = append(c.rendered, n)
	}
}

// attributes writes them sorted by namespace URI, then by local name; those in no namespace come first.
func (c *canonicalizer) attributes(e *Element) {
	sorted := e.Attrs
	order := func(a, b Attr) int { return cmp.Or(cmp.Compare(a.Space, b.Space), cmp.Compare(a.Local, b.Local)) }
	if !slices.IsSortedFunc(sorted, order) {
		sorted = slices.Clone(sorted)
		slices.SortFunc(sorted, order)
	}
	for i := range sorted {
		a := &sorted[i]
		c.out = append(c.out, ' ')
		c.name(a.Prefix, a.Local)
		c.out = append(c.out, '=', '"')
		c.out = appendAttribute(c.out, a.Value)
		c.out = append(c.out, '"')
	}
}

// appendText escapes character data as canonical XML writes it.
func appendText(out []byte, s string) []byte { return appendEscaped(out, s, "&<>\r") }

// appendAttribute escapes an attribute's value as canonical XML writes it.
func appendAttribute(out []byte, s string) []byte { return appendEscaped(out, s, "&<\"\t\n\r") }

func appendEscaped(out []byte, s, special string) []byte {
	for {
		i := strings.IndexAny(s, special)
		if i < 0 {
			return append(out, s...)
		}
		out = append(append(out, s[:i]...), reference(s[i])...)
		s = s[i+1:]
	}
}

// reference is how canonical XML spells a character that cannot stand for itself.
func reference(b byte) string {
	switch b {
	case '&':
		return "&amp;"
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	case '"':
		return "&quot;"
	case '\t':
		return "&#x9;"
	case '\n':
		return "&#xA;"
	}
	return "&#xD;"
}
