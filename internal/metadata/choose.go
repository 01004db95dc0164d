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

// SeveralError is a document that describes several entities with a role, of which none was asked for, or not one of
// them. It is a *[wire.MessageError] too.
type SeveralError struct {
	// EntityIDs are those of the document, in its order.
	EntityIDs []string
	err       error
}

// Error names the entities.
func (e *SeveralError) Error() string { return e.err.Error() }

// Unwrap gives the [wire.MessageError].
func (e *SeveralError) Unwrap() error { return e.err }

// choose is the one EntityDescriptor with the role, at the root or in EntitiesDescriptors at any depth; with an entity
// ID, the one that bears it.
func choose(root *xmltree.Element, role, entityID string) (*xmltree.Element, error) {
	if !isEntity(root) && !root.Is(wire.NamespaceMetadata, "EntitiesDescriptor") {
		return nil, messageError(root, "not the metadata of one "+noun(role), "EntityDescriptor", root.Name())
	}
	var chosen []*xmltree.Element
	var ids, roles []string
	for e := range entities(root) {
		id, _ := e.Attr("entityID")
		if id == "" {
			return nil, messageError(e, "the EntityDescriptor has no entityID", "entityID", "")
		}
		if e.Child(wire.NamespaceMetadata, role) != nil {
			if id == entityID {
				return e, nil
			}
			chosen, ids = append(chosen, e), append(ids, strings.Clone(id))
		}
		for c := range e.Elements() {
			roles = append(roles, c.Local)
		}
	}
	switch {
	case len(chosen) == 0:
		return nil, messageError(root, "the metadata describes no "+noun(role), role, strings.Join(once(roles), ", "))
	case entityID == "" && len(chosen) == 1:
		return chosen[0], nil
	}
	return nil, several(root, role, entityID, ids)
}

// maxNamed bounds how many entities an error names: an academic federation has thousands.
const maxNamed = 20

func several(root *xmltree.Element, role, entityID string, ids []string) error {
	var quoted []string
	for _, id := range ids[:min(len(ids), maxNamed)] {
		quoted = append(quoted, fmt.Sprintf("%q", id))
	}
	if more := len(ids) - maxNamed; more > 0 {
		quoted = append(quoted, fmt.Sprintf("and %d more", more))
	}
	says := fmt.Sprintf("the metadata describes %d %ss, %s: keep only the EntityDescriptor of the one that is meant",
		len(ids), noun(role), strings.Join(quoted, ", "))
	if entityID != "" {
		says = fmt.Sprintf("the metadata does not describe the %s %q; it describes %s", noun(role), entityID,
			strings.Join(quoted, ", "))
	}
	return &SeveralError{EntityIDs: ids, err: messageError(root, says, "", "")}
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
