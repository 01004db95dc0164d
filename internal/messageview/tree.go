package messageview

import (
	"slices"
	"strings"
)

// element is an element of a message, by its tags.
type element struct {
	local       string
	parent      *element
	first, last int // tokens: of the start tag and of the end tag
	// signature is its child of that name, signs the reference in it.
	signature *element
	signs     string
}

// treeOf are the elements of a message in the order of their start tags, and the innermost element of each token. Tags
// that do not fit together end what they can.
func treeOf(tokens []token) (all []*element, around []*element) {
	var open *element
	opened := map[string]int{} // how many of a name are open
	around = make([]*element, len(tokens))
	for i, t := range tokens {
		switch t.kind {
		case start, empty:
			e := &element{local: localIn(t.raw), parent: open, first: i, last: i}
			all = append(all, e)
			e.noteSignature(t.raw)
			if around[i] = e; t.kind == start {
				open = e
				opened[e.local]++
			}
		case end:
			local := localIn(t.raw)
			for e := open; e != nil && opened[local] > 0; e = e.parent {
				e.last, around[i], open = i, e, e.parent
				if opened[e.local]--; e.local == local {
					break
				}
			}
		default:
			around[i] = open
		}
	}
	for e := open; e != nil; e = e.parent { // cut off
		e.last = len(tokens) - 1
	}
	return all, around
}

// noteSignature notes a signature, and what its reference names, at the element that bears it.
func (e *element) noteSignature(tag string) {
	switch {
	case e.local == "Signature" && e.parent != nil && e.parent.signature == nil:
		e.parent.signature = e
	case e.local == "Reference" && e.parent != nil && e.parent.local == "SignedInfo":
		if of := e.parent.parent; of != nil && of.local == "Signature" && of.parent != nil {
			of.signs = valueOf(tag, "URI")
		}
	}
}

// valueOf is the value of an attribute in a tag, as it stands there; "" when it is not there.
func valueOf(tag, name string) string {
	all, _ := attributesIn(tag)
	i := slices.IndexFunc(all, func(a attribute) bool { return a.name == name })
	if i < 0 {
		return ""
	}
	return all[i].value[1 : len(all[i].value)-1]
}

// signer is the innermost element around e whose signature covers e, nil when none does: a signature covers the element
// that bears it, but for itself (XML Signature, 6.6.4).
func (e *element) signer(tokens []token) *element {
	var inner *element // of at, towards e
	for at := e; at != nil; inner, at = at, at.parent {
		s := at.signature
		if s == nil || s == inner || s.signs == "" {
			continue
		}
		if id := valueOf(tokens[at.first].raw, "ID"); id != "" && s.signs == "#"+id {
			return at
		}
	}
	return nil
}

// matches tells whether an element has a path, such as Subject/NameID: its name and those around it. The path / is that
// of the root; Attribute@IDPEmail has an attribute of that value.
func (e *element) matches(path string, tokens []token) bool {
	if path == "/" {
		return e.parent == nil
	}
	path, value, valued := strings.Cut(path, "@")
	if valued && !strings.Contains(tokens[e.first].raw, `"`+value+`"`) {
		return false
	}
	at := e
	for _, name := range slices.Backward(strings.Split(path, "/")) {
		if at == nil || at.local != name {
			return false
		}
		at = at.parent
	}
	return true
}
