package xmltree

import (
	"fmt"
	"iter"
	"strings"
)

// The namespaces that the Namespaces in XML specification itself binds.
const (
	xmlSpace   = "http://www.w3.org/XML/1998/namespace"
	xmlnsSpace = "http://www.w3.org/2000/xmlns/"
)

// Node is a child of an element: *[Element], [Text] or [Comment].
type Node interface{ node() }

// Text is character data with references resolved, line ends normalised and CDATA sections unwrapped.
type Text string

// Comment is the inside of a comment. Comments count for nothing, but a reader must be able to see that a value was
// split by one.
type Comment string

func (Text) node()     {}
func (Comment) node()  {}
func (*Element) node() {}

// Namespace is one declaration: xmlns:Prefix="URI", or xmlns="URI" when Prefix is empty.
type Namespace struct{ Prefix, URI string }

// Attr is an attribute that is not a namespace declaration. Space is the URI that Prefix is bound to, "" for an
// attribute without prefix.
type Attr struct{ Prefix, Space, Local, Value string }

// Element is an element with its name resolved.
type Element struct {
	Prefix, Space, Local string
	Attrs                []Attr      // in document order
	Namespaces           []Namespace // declared on this element, in document order
	Children             []Node
	Parent               *Element // nil at the root
	Line, Column         int      // where the start tag begins, both from 1; Column counts bytes
}

// Is says whether the element has this namespace and local name.
func (e *Element) Is(space, local string) bool { return e.Local == local && e.Space == space }

// Name is the element's name as it stands in the document, with its prefix.
func (e *Element) Name() string { return qualified(e.Prefix, e.Local) }

// Position says where the element begins: "line 3, column 12".
func (e *Element) Position() string { return fmt.Sprintf("line %d, column %d", e.Line, e.Column) }

// Attr returns the value of the attribute of this name that is in no namespace.
func (e *Element) Attr(local string) (string, bool) {
	for i := range e.Attrs {
		if a := &e.Attrs[i]; a.Space == "" && a.Local == local {
			return a.Value, true
		}
	}
	return "", false
}

// AttrIn returns the value of the attribute of this name in the namespace space.
func (e *Element) AttrIn(space, local string) (string, bool) {
	for i := range e.Attrs {
		if a := &e.Attrs[i]; a.Space == space && a.Local == local {
			return a.Value, true
		}
	}
	return "", false
}

// Elements yields the child elements in document order.
func (e *Element) Elements() iter.Seq[*Element] {
	return func(yield func(*Element) bool) {
		for _, n := range e.Children {
			if c, ok := n.(*Element); ok && !yield(c) {
				return
			}
		}
	}
}

// Child returns the first child element of this name, nil when there is none.
func (e *Element) Child(space, local string) *Element {
	for c := range e.Elements() {
		if c.Is(space, local) {
			return c
		}
	}
	return nil
}

// Descendants yields the element itself and everything below it, in document order.
func (e *Element) Descendants() iter.Seq[*Element] {
	return func(yield func(*Element) bool) { e.walk(yield) }
}

func (e *Element) walk(yield func(*Element) bool) bool {
	if !yield(e) {
		return false
	}
	for c := range e.Elements() {
		if !c.walk(yield) {
			return false
		}
	}
	return true
}

// Root is the topmost element above this one.
func (e *Element) Root() *Element {
	for e.Parent != nil {
		e = e.Parent
	}
	return e
}

// Text is all character data directly inside the element, across comments. Ask [Element.HasOnlyText] first where a
// comment or a child must not hide a part of the value.
func (e *Element) Text() string {
	if len(e.Children) == 1 {
		if t, ok := e.Children[0].(Text); ok {
			return string(t)
		}
	}
	var b strings.Builder
	for _, n := range e.Children {
		if t, ok := n.(Text); ok {
			b.WriteString(string(t))
		}
	}
	return b.String()
}

// HasOnlyText says whether the element holds nothing but character data: no element and no comment.
func (e *Element) HasOnlyText() bool {
	for _, n := range e.Children {
		if _, ok := n.(Text); !ok {
			return false
		}
	}
	return true
}

// resolve returns the URI that a declaration binds a prefix to at this element, and whether one does; the empty prefix
// without a declaration is bound to "".
func (e *Element) resolve(prefix string) (string, bool) {
	for at := e; at != nil; at = at.Parent {
		for _, n := range at.Namespaces {
			if n.Prefix == prefix {
				return n.URI, true
			}
		}
	}
	return "", prefix == ""
}

// Detach makes texts independent of the document that they were read from. Names and values share the memory of one
// copy of the whole document: whatever outlives the message that it is of keeps detached texts.
func Detach(texts ...*string) {
	for _, text := range texts {
		*text = strings.Clone(*text)
	}
}

func qualified(prefix, local string) string {
	if prefix == "" {
		return local
	}
	return prefix + ":" + local
}
