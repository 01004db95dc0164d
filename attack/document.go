package attack

import (
	"errors"
	"fmt"
	"slices"

	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
)

// document is a message as a tree that can be edited. Writing it in canonical form leaves every digest right that was
// right before.
type document struct {
	Message
	root, assertion, signature *xmltree.Element
}

func open(m Message) (*document, error) {
	root, err := xmltree.Parse(m.XML, xmltree.Limits{})
	if err != nil {
		return nil, fmt.Errorf("attack: the message to start from: %w", err)
	}
	d := &document{Message: m, root: root, assertion: root.Child(wire.NamespaceAssertion, "Assertion")}
	if d.assertion == nil {
		return nil, errors.New("attack: the message to start from has no assertion")
	}
	if d.signature = d.assertion.Child(xmldsig.Namespace, "Signature"); d.signature == nil {
		return nil, errors.New("attack: the assertion to start from is not signed")
	}
	if d.NameID == "" {
		d.NameID = "attacker"
	}
	return d, nil
}

func (d *document) bytes() ([]byte, error) {
	return xmltree.Canonical(d.root, xmltree.CanonicalOptions{})
}

// tree makes a mutation of an edit of the tree; the signature is not made anew.
func tree(edit func(*document) error) func(Message) ([]byte, error) {
	return func(m Message) ([]byte, error) {
		d, err := open(m)
		if err != nil {
			return nil, err
		}
		if err := edit(d); err != nil {
			return nil, err
		}
		return d.bytes()
	}
}

// resigned makes a mutation of an edit after which the assertion is signed with the registered key, as by an identity
// provider that is at fault itself.
func resigned(edit func(*document) error) func(Message) ([]byte, error) {
	return tree(func(d *document) error {
		detach(d.signature)
		if err := edit(d); err != nil {
			return err
		}
		return d.sign(d.assertion)
	})
}

// sign signs an element with the registered key, right after its Issuer.
func (d *document) sign(e *xmltree.Element) error {
	if d.Key == nil {
		return errors.New("attack: it needs the registered key")
	}
	return xmldsig.Sign(e, e.Child(wire.NamespaceAssertion, "Issuer"), xmldsig.Signer{
		Key:         d.Key,
		Certificate: d.Certificate,
	})
}

// part finds an element of a SAML or signature namespace by its path of local names below an element.
func part(e *xmltree.Element, path ...string) (*xmltree.Element, error) {
	for _, name := range path {
		var next *xmltree.Element
		for c := range e.Elements() {
			if c.Local == name {
				next = c
				break
			}
		}
		if next == nil {
			return nil, fmt.Errorf("attack: the message to start from has no %s in %s", name, e.Local)
		}
		e = next
	}
	return e, nil
}

// evil makes an assertion name the attacker's victim, under another ID when one is given.
func (d *document) evil(assertion *xmltree.Element, id string) error {
	nameID, err := part(assertion, "Subject", "NameID")
	if err != nil {
		return err
	}
	setText(nameID, d.NameID)
	if id != "" {
		set(assertion, "ID", id)
	}
	return nil
}

func clone(e *xmltree.Element) *xmltree.Element {
	c := *e
	c.Attrs, c.Namespaces, c.Parent = slices.Clone(e.Attrs), slices.Clone(e.Namespaces), nil
	c.Children = make([]xmltree.Node, len(e.Children))
	for i, n := range e.Children {
		if child, ok := n.(*xmltree.Element); ok {
			copied := clone(child)
			copied.Parent = &c
			n = copied
		}
		c.Children[i] = n
	}
	return &c
}

func detach(e *xmltree.Element) {
	if e.Parent == nil {
		return
	}
	e.Parent.Children = slices.DeleteFunc(e.Parent.Children, func(n xmltree.Node) bool { return n == xmltree.Node(e) })
	e.Parent = nil
}

// put inserts an element as the child number at of parent; a negative at appends.
func put(parent *xmltree.Element, at int, e *xmltree.Element) {
	if at < 0 || at > len(parent.Children) {
		at = len(parent.Children)
	}
	e.Parent = parent
	parent.Children = slices.Insert(parent.Children, at, xmltree.Node(e))
}

func before(sibling, e *xmltree.Element) {
	put(sibling.Parent, slices.Index(sibling.Parent.Children, xmltree.Node(sibling)), e)
}

func set(e *xmltree.Element, name, value string) {
	for i := range e.Attrs {
		if e.Attrs[i].Space == "" && e.Attrs[i].Local == name {
			e.Attrs[i].Value = value
			return
		}
	}
	e.Attrs = append(e.Attrs, xmltree.Attr{Local: name, Value: value})
}

func unset(e *xmltree.Element, name string) {
	e.Attrs = slices.DeleteFunc(e.Attrs, func(a xmltree.Attr) bool { return a.Space == "" && a.Local == name })
}

func setText(e *xmltree.Element, text string) { e.Children = []xmltree.Node{xmltree.Text(text)} }

// element makes an element with the prefix of a sibling-to-be of the same namespace.
func element(like *xmltree.Element, local, text string, attributes ...string) *xmltree.Element {
	e := &xmltree.Element{Prefix: like.Prefix, Space: like.Space, Local: local}
	if text != "" {
		setText(e, text)
	}
	for i := 0; i+1 < len(attributes); i += 2 {
		set(e, attributes[i], attributes[i+1])
	}
	return e
}
