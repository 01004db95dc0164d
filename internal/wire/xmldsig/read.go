package xmldsig

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"samlharness/internal/wire/xmltree"
)

// Signature is a ds:Signature in the form that SAML Core 5.4 prescribes: one SignedInfo with one Reference to the
// parent's ID, the enveloped-signature transform and exclusive canonicalization, no Object.
type Signature struct {
	// SignatureMethod and DigestMethod are the URIs of its algorithms.
	SignatureMethod, DigestMethod string

	parent, element           *xmltree.Element
	signedInfo                *xmltree.Element
	signedInfoPrefixes        []string // of InclusiveNamespaces
	referencePrefixes         []string
	digestValue, signedDigest []byte // DigestValue and SignatureValue
}

// Read takes the ds:Signature that is a direct child of parent and checks its form; nil without an error means that
// there is none. Its error is always a *[Error].
func Read(parent *xmltree.Element) (*Signature, error) {
	s := &Signature{parent: parent}
	for c := range parent.Elements() {
		if !c.Is(Namespace, "Signature") {
			continue
		}
		if s.element != nil {
			return nil, formError(c, "a second Signature in <%s>", parent.Name())
		}
		s.element = c
	}
	if s.element == nil {
		return nil, nil
	}
	for _, step := range []func() error{s.readParts, s.readSignedInfo, s.readTransforms} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// readParts reads the children of Signature: SignedInfo, SignatureValue, KeyInfo. SAML Core 5.4.5: an Object can carry
// unsigned data for an attacker, and verifiers should reject it.
func (s *Signature) readParts() error {
	parts, err := children(s.element, "SignedInfo", "SignatureValue", "KeyInfo?")
	if err != nil {
		return err
	}
	s.signedInfo = parts[0]
	if s.signedDigest, err = binary(parts[1]); err != nil {
		return err
	}
	if keyInfo := parts[2]; keyInfo != nil {
		return checkKeyInfo(keyInfo)
	}
	return nil
}

// checkKeyInfo demands that what stands as a certificate is base64. Which certificates they are decides nothing: trust
// comes from the key that is handed to Verify.
func checkKeyInfo(keyInfo *xmltree.Element) error {
	for data := range keyInfo.Elements() {
		if !data.Is(Namespace, "X509Data") {
			continue
		}
		for c := range data.Elements() {
			if !c.Is(Namespace, "X509Certificate") {
				continue
			}
			if _, err := binary(c); err != nil {
				return err
			}
		}
	}
	return nil
}

// readSignedInfo reads the algorithms and the one Reference. SAML Core 5.4.2 and 5.4.3.
func (s *Signature) readSignedInfo() error {
	parts, err := children(s.signedInfo, "CanonicalizationMethod", "SignatureMethod", "Reference")
	if err != nil {
		return err
	}
	if s.SignatureMethod, err = algorithm(parts[1]); err != nil {
		return err
	}
	if _, allowed := signatureHash(s.SignatureMethod); !allowed || hasParameters(parts[1]) {
		return &Error{SignatureMethod, fmt.Sprintf("the signature algorithm of %s is not allowed", parts[1].Position()),
			RSASHA256, s.SignatureMethod}
	}
	canonicalization, err := algorithm(parts[0])
	if err != nil {
		return err
	}
	if canonicalization != ExclusiveCanonicalization {
		return &Error{Canonicalization, fmt.Sprintf("the canonicalization algorithm of %s is not allowed",
			parts[0].Position()), ExclusiveCanonicalization, canonicalization}
	}
	if s.signedInfoPrefixes, err = inclusivePrefixes(parts[0]); err != nil {
		return err
	}
	return s.readReference(parts[2])
}

// readReference demands that the signature covers its parent: the URI is compared as a string, and nothing is looked
// up. SAML Core 5.4.2.
func (s *Signature) readReference(reference *xmltree.Element) error {
	id, _ := s.parent.Attr("ID")
	uri, _ := reference.Attr("URI")
	if id == "" || uri != "#"+id {
		kind := Reference
		if target, local := strings.CutPrefix(uri, "#"); local && target != "" && !hasID(s.parent.Root(), target) {
			kind = UnresolvedReference
		}
		return &Error{kind, fmt.Sprintf("the Reference of %s does not name the element <%s> that carries the signature",
			reference.Position(), s.parent.Name()), "#" + id, uri}
	}
	parts, err := children(reference, "Transforms", "DigestMethod", "DigestValue")
	if err != nil {
		return err
	}
	if s.DigestMethod, err = algorithm(parts[1]); err != nil {
		return err
	}
	if _, allowed := digestHash(s.DigestMethod); !allowed || hasParameters(parts[1]) {
		return &Error{DigestMethod, fmt.Sprintf("the digest algorithm of %s is not allowed", parts[1].Position()), SHA256,
			s.DigestMethod}
	}
	s.digestValue, err = binary(parts[2])
	return err
}

// readTransforms demands enveloped-signature, then exclusive canonicalization. SAML Core 5.4.4.
func (s *Signature) readTransforms() error {
	transforms := s.signedInfo.Child(Namespace, "Reference").Child(Namespace, "Transforms")
	expected, got := []string{EnvelopedSignature, ExclusiveCanonicalization}, []string(nil)
	for t := range transforms.Elements() {
		if !t.Is(Namespace, "Transform") {
			return formError(t, "unexpected <%s>", t.Name())
		}
		uri, err := algorithm(t)
		if err != nil {
			return err
		}
		got = append(got, uri)
		if uri == ExclusiveCanonicalization {
			if s.referencePrefixes, err = inclusivePrefixes(t); err != nil {
				return err
			}
		} else if hasParameters(t) {
			return &Error{Transform, fmt.Sprintf("the Transform of %s has parameters", t.Position()), "", t.Name()}
		}
	}
	wrong := &Error{Transform, fmt.Sprintf("the Transforms of %s are not the two that SAML allows",
		transforms.Position()), strings.Join(expected, " "), strings.Join(got, " ")}
	switch {
	case slices.Equal(got, expected):
		return nil
	case len(got) > 0 && got[len(got)-1] == EnvelopedSignature:
		wrong.Kind = TransformOrder
	}
	return wrong
}

// children takes the child elements of e, which must be exactly these ds: elements in this order, with no text between
// them; a name that ends in ? may be missing and is nil then.
func children(e *xmltree.Element, names ...string) ([]*xmltree.Element, error) {
	if !isBlank(e) {
		return nil, formError(e, "text inside <%s>", e.Name())
	}
	found := make([]*xmltree.Element, len(names))
	next := 0
	for c := range e.Elements() {
		for next < len(names) && !c.Is(Namespace, strings.TrimSuffix(names[next], "?")) &&
			strings.HasSuffix(names[next], "?") {
			next++
		}
		if next == len(names) || !c.Is(Namespace, strings.TrimSuffix(names[next], "?")) {
			return nil, formError(c, "unexpected <%s> in <%s>", c.Name(), e.Name())
		}
		found[next] = c
		next++
	}
	for ; next < len(names); next++ {
		if !strings.HasSuffix(names[next], "?") {
			return nil, formError(e, "<%s> has no %s", e.Name(), names[next])
		}
	}
	return found, nil
}

// isBlank says whether there is nothing but white space and comments between the element's children.
func isBlank(e *xmltree.Element) bool {
	for _, n := range e.Children {
		if t, ok := n.(xmltree.Text); ok && strings.TrimFunc(string(t), isSpace) != "" {
			return false
		}
	}
	return true
}

// isSpace says whether r is white space to XML, which is less than to Unicode.
func isSpace(r rune) bool { return r == ' ' || r == '\t' || r == '\r' || r == '\n' }

// hasParameters says whether there is anything but white space and comments inside.
func hasParameters(e *xmltree.Element) bool {
	for range e.Elements() {
		return true
	}
	return !isBlank(e)
}

func algorithm(e *xmltree.Element) (string, error) {
	uri, ok := e.Attr("Algorithm")
	if !ok {
		return "", &Error{MissingAlgorithm, fmt.Sprintf("<%s> of %s has no Algorithm", e.Name(), e.Position()), "Algorithm",
			e.Local}
	}
	return uri, nil
}

// maxPrefixes bounds a PrefixList, since every prefix is looked up wherever a namespace is declared. More than the
// prefixes in scope, which the parser bounds, is never of use.
const maxPrefixes = 64

// inclusivePrefixes reads the one parameter that exclusive canonicalization knows. Other stacks put it on the
// Transform, on the CanonicalizationMethod, or on both. It is empty: SignedInfo is canonicalised before anything is
// known to be signed, so nothing in it may be of any length.
func inclusivePrefixes(method *xmltree.Element) ([]string, error) {
	if !isBlank(method) {
		return nil, formError(method, "text inside <%s>", method.Name())
	}
	var prefixes []string
	seen := false
	for c := range method.Elements() {
		if seen || !c.Is(ExclusiveCanonicalization, "InclusiveNamespaces") || hasParameters(c) {
			return nil, &Error{Transform, fmt.Sprintf("unexpected <%s> of %s", c.Name(), c.Position()), "InclusiveNamespaces",
				c.Local}
		}
		list, _ := c.Attr("PrefixList")
		if prefixes, seen = strings.FieldsFunc(list, isSpace), true; len(prefixes) > maxPrefixes {
			return nil, formError(c, "a PrefixList of %d prefixes, more than the %d allowed", len(prefixes), maxPrefixes)
		}
	}
	return prefixes, nil
}

// binary reads base64 that may be broken into lines and indented, and holds nothing else: a comment inside would be
// read in different ways by different parsers (CVE-2025-29775).
func binary(e *xmltree.Element) ([]byte, error) {
	if !e.HasOnlyText() {
		return nil, formError(e, "<%s> holds more than text", e.Name())
	}
	text := strings.Map(func(r rune) rune {
		if isSpace(r) {
			return -1
		}
		return r
	}, e.Text())
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(data) == 0 {
		return nil, formError(e, "<%s> is not base64", e.Name())
	}
	return data, nil
}

func hasID(root *xmltree.Element, id string) bool {
	for e := range root.Descendants() {
		if v, ok := e.Attr("ID"); ok && v == id {
			return true
		}
	}
	return false
}

func formError(at *xmltree.Element, format string, args ...any) error {
	return &Error{Kind: Form, Says: fmt.Sprintf("XML signature, %s: ", at.Position()) + fmt.Sprintf(format, args...)}
}
