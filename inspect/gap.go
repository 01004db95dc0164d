package inspect

import (
	"crypto/x509"
	"strings"
	"time"

	"github.com/beevik/etree"

	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
)

// opinionElements is how many elements goxmldsig looks at before it gives up.
const opinionElements = 1000

// knownGap names the shortcoming of goxmldsig 1.6.1 by which it does not verify the signature of e although xmlsec1
// does, "" when none is known to matter here. Each is witnessed by a message that both judged.
func knownGap(message []byte, e *xmltree.Element, trusted []*x509.Certificate, at time.Time) string {
	signature := e.Child(xmldsig.Namespace, "Signature")
	first := offered(e, 1)
	switch {
	case len(first) == 1 && isOneOf(first[0], trusted) && (at.Before(first[0].NotBefore) || at.After(first[0].NotAfter)):
		return "it refuses a certificate outside its validity"
	case len(first) == 1 && !isOneOf(first[0], trusted):
		return "it takes the first certificate of KeyInfo for the signer's"
	case hasInclusiveNamespaces(signature):
		return "it ignores InclusiveNamespaces on CanonicalizationMethod"
	case hasBlanksInBase64(signature):
		return "it refuses blanks and tabs in SignatureValue and DigestValue"
	case countElements(e) > opinionElements:
		return "it gives up after 1000 elements"
	case hasRedundantUndeclaration(e, ""):
		return `it keeps a redundant xmlns=""`
	case hasRawWhiteSpace(message, e.Root()):
		return "it takes a tab or line feed in an attribute as it was written instead of as a blank"
	case hasUnsortedAttributes(e):
		return "it sorts attributes of several namespaces by their local names"
	}
	return ""
}

func isOneOf(c *x509.Certificate, list []*x509.Certificate) bool {
	for _, other := range list {
		if other.Equal(c) {
			return true
		}
	}
	return false
}

func hasInclusiveNamespaces(signature *xmltree.Element) bool {
	for e := range signature.Descendants() {
		if e.Is(xmldsig.Namespace, "CanonicalizationMethod") &&
			e.Child(xmldsig.ExclusiveCanonicalization, "InclusiveNamespaces") != nil {
			return true
		}
	}
	return false
}

func hasBlanksInBase64(signature *xmltree.Element) bool {
	for e := range signature.Descendants() {
		if (e.Is(xmldsig.Namespace, "SignatureValue") || e.Is(xmldsig.Namespace, "DigestValue")) &&
			strings.ContainsAny(e.Text(), " \t") {
			return true
		}
	}
	return false
}

func countElements(e *xmltree.Element) (n int) {
	for range e.Descendants() {
		n++
	}
	return n
}

// hasRedundantUndeclaration says whether an element undoes a default namespace where the canonical form has none in
// force.
func hasRedundantUndeclaration(e *xmltree.Element, inForce string) bool {
	if e.Prefix == "" {
		if e.Space == "" && inForce == "" && len(e.Namespaces) > 0 {
			for _, n := range e.Namespaces {
				if n == (xmltree.Namespace{}) {
					return true
				}
			}
		}
		inForce = e.Space
	}
	for c := range e.Elements() {
		if hasRedundantUndeclaration(c, inForce) {
			return true
		}
	}
	return false
}

// hasRawWhiteSpace says whether an attribute of the message holds white space that an XML processor reads as another
// character (XML 1.0, 3.3.3).
func hasRawWhiteSpace(message []byte, root *xmltree.Element) bool {
	theirs, err := readTree(message)
	return err == nil && attributesDiffer(root, theirs)
}

// attributesDiffer compares the attributes of two readings of one document.
func attributesDiffer(a *xmltree.Element, b *etree.Element) bool {
	next := 0
	for _, attr := range b.Attr {
		if attr.Space == "xmlns" || attr.Space == "" && attr.Key == "xmlns" {
			continue
		}
		if next < len(a.Attrs) && a.Attrs[next].Value != attr.Value {
			return true
		}
		next++
	}
	children := b.ChildElements()
	for c := range a.Elements() {
		if len(children) == 0 {
			return false
		}
		if attributesDiffer(c, children[0]) {
			return true
		}
		children = children[1:]
	}
	return false
}

// hasUnsortedAttributes says whether an element has attributes of two namespaces whose order by namespace is not that
// by local name.
func hasUnsortedAttributes(e *xmltree.Element) bool {
	for d := range e.Descendants() {
		for i, a := range d.Attrs {
			for _, b := range d.Attrs[:i] {
				if a.Space != "" && b.Space != "" && a.Space != b.Space && (a.Space < b.Space) != (a.Local < b.Local) {
					return true
				}
			}
		}
	}
	return false
}
