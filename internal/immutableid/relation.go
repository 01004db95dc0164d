package immutableid

import (
	"strings"
)

// Relation is how a NameID and an immutable ID belong together, or what the NameID is instead of one.
type Relation struct {
	// Name is the stable, kebab-case name of the relation, such as "guid" or "missing-padding"; several are joined by +.
	Name string `json:"name"`
	// Says completes "the NameID is" in words.
	Says string `json:"says"`
	// Mend says what to do, as a command to whoever sends the NameID.
	Mend string `json:"mend"`
}

// and is the relation of a value to which first one and then the other happened.
func (r Relation) and(next Relation) Relation {
	return Relation{Name: r.Name + "+" + next.Name, Says: r.Says + ", then " + next.Says, Mend: r.Mend + "; " + next.Mend}
}

// Source is a value that a NameID may have been made of.
type Source struct {
	Value string
	Relation
}

// maxSources bounds the values that one NameID is thought to be made of; maxLength the NameIDs that are thought about,
// in bytes: immutable IDs have at most 64 characters, and no spoiling makes more than a few bytes of one.
const (
	maxSources = 64
	maxLength  = 1 << 10
)

// Sources are the values that a NameID may have been made of by one or two of the ways that are known, the simplest
// first, without the NameID itself.
func Sources(nameID string) []Source {
	if len(nameID) > maxLength {
		return nil
	}
	var all []Source
	seen := map[string]bool{nameID: true, "": true}
	add := func(from Source, once bool) {
		for _, w := range ways() {
			for _, value := range w.undo(from.Value) {
				if seen[value] || len(all) == maxSources {
					continue
				}
				seen[value] = true
				s := Source{Value: value, Relation: w.Relation}
				if !once {
					s.Relation = from.and(w.Relation)
				}
				all = append(all, s)
			}
		}
	}
	add(Source{Value: nameID}, true)
	for _, s := range all[:len(all):len(all)] {
		add(s, false)
	}
	return all
}

// Relate says how a NameID is related to an immutable ID that is known; false when it is not, or equal to it.
func Relate(nameID, known string) (Relation, bool) {
	if nameID == known || nameID == "" || known == "" {
		return Relation{}, false
	}
	for _, s := range Sources(nameID) {
		if s.Value == known {
			return s.Relation, true
		}
	}
	for _, s := range Sources(known) {
		if s.Value == nameID {
			return stored(s.Relation), true
		}
	}
	switch {
	case strings.EqualFold(nameID, known):
		return relation("other-case"), true
	case len(nameID) >= minPart && len(nameID) < len(known) && strings.HasPrefix(known, nameID):
		return relation("cut-off"), true
	case len(known) >= minPart && len(nameID) > len(known) && strings.Contains(nameID, known):
		return relation("surrounded"), true
	}
	return Relation{}, false
}

// stored is the relation of a NameID to a stored immutable ID that was itself made of it.
func stored(how Relation) Relation {
	return Relation{how.Name + "-stored", "the value of which the stored immutable ID was made: that one is " +
		strings.ReplaceAll(how.Says, "the immutable ID", "this value"),
		"find out which of the two the user was meant to have; either let the identity provider send what is stored, or " +
			"bind the user anew at JumpCloud, which writes the value that it sends"}
}

// minPart is how long a common part of two values must be to say anything.
const minPart = 8

// UserName is the relation of a NameID that is a user's user principal name.
func UserName() Relation { return relation("user-name") }
