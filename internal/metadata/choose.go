package metadata

import (
	"fmt"
	"iter"
	"strings"

	"samlharness/internal/wire"
	"samlharness/internal/wire/xmltree"
)

// noun is what an entity with the role is called.
func noun(role string) string {
	if role == identityProvider {
		return "identity provider"
	}
	return "service provider"
}

// choose is the one EntityDescriptor with the role, at the root or in EntitiesDescriptors at any depth.
func choose(root *xmltree.Element, role string) (*xmltree.Element, error) {
	if !isEntity(root) && !root.Is(wire.NamespaceMetadata, "EntitiesDescriptor") {
		return nil, messageError(root, "not the metadata of one "+noun(role), "EntityDescriptor", root.Name())
	}
	var chosen []*xmltree.Element
	var roles []string
	for e := range entities(root) {
		if e.Child(wire.NamespaceMetadata, role) != nil {
			chosen = append(chosen, e)
		}
		for c := range e.Elements() {
			roles = append(roles, c.Local)
		}
		if id, _ := e.Attr("entityID"); id == "" {
			return nil, messageError(e, "the EntityDescriptor has no entityID", "entityID", "")
		}
	}
	switch len(chosen) {
	case 0:
		return nil, messageError(root, "the metadata describes no "+noun(role), role, strings.Join(once(roles), ", "))
	case 1:
		return chosen[0], nil
	}
	var ids []string
	for _, e := range chosen {
		id, _ := e.Attr("entityID")
		ids = append(ids, fmt.Sprintf("%q", id))
	}
	return nil, messageError(root, fmt.Sprintf("the metadata describes %d %ss, %s: keep only the EntityDescriptor "+
		"of the one that is meant", len(chosen), noun(role), strings.Join(ids, ", ")), "", "")
}

// entities yields the EntityDescriptors of a document, which do not stand in one another.
func entities(e *xmltree.Element) iter.Seq[*xmltree.Element] {
	return func(yield func(*xmltree.Element) bool) { walk(e, yield) }
}

func walk(e *xmltree.Element, yield func(*xmltree.Element) bool) bool {
	if isEntity(e) {
		return yield(e)
	}
	for c := range e.Elements() {
		if (isEntity(c) || c.Is(wire.NamespaceMetadata, "EntitiesDescriptor")) && !walk(c, yield) {
			return false
		}
	}
	return true
}

func isEntity(e *xmltree.Element) bool { return e.Is(wire.NamespaceMetadata, "EntityDescriptor") }

// once is the list without repetitions.
func once(names []string) (out []string) {
	seen := map[string]bool{}
	for _, n := range names {
		if !seen[n] {
			seen[n], out = true, append(out, n)
		}
	}
	return out
}

func messageError(at *xmltree.Element, says, expected, got string) error {
	return &wire.MessageError{Says: says, Position: at.Position(), Expected: expected, Got: got}
}
