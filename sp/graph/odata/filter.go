package odata

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Condition is a $filter, or a part of one.
type Condition struct {
	op       string // "and", "or", "not", "eq", "ne", "startswith", "endswith"
	parts    []Condition
	property string // in lower case
	value    Value
	folded   string // a text value in lower case
}

// exact says whether a property's values are compared with case.
func exact(property string) bool { return property == "id" || property == "onpremisesimmutableid" }

// matching makes of a condition a function that says whether an object fulfils it. The properties that it compares are
// looked for once, by their names in lower case.
func matching[T any](f Condition, find func(property string) func(*T) Value) func(*T) bool {
	switch f.op {
	case "and", "or":
		left, right := matching(f.parts[0], find), matching(f.parts[1], find)
		if f.op == "and" {
			return func(object *T) bool { return left(object) && right(object) }
		}
		return func(object *T) bool { return left(object) || right(object) }
	case "not":
		inner := matching(f.parts[0], find)
		return func(object *T) bool { return !inner(object) }
	}
	of, compare := find(f.property), f.comparison()
	return func(object *T) bool { return compare(of(object)) }
}

// comparison is the condition for the value of its property, compared without regard to case unless the property is
// exact.
func (f Condition) comparison() func(Value) bool {
	want := f.value
	var same func(got string) bool
	switch folded := f.folded; {
	case f.op == "startswith" && exact(f.property):
		same = func(got string) bool { return strings.HasPrefix(got, want.text) }
	case f.op == "startswith":
		same = func(got string) bool { _, begins := cutFolded(got, folded); return begins }
	case f.op == "endswith" && exact(f.property):
		same = func(got string) bool { return strings.HasSuffix(got, want.text) }
	case f.op == "endswith":
		same = func(got string) bool { return strings.HasSuffix(strings.ToLower(got), folded) }
	case exact(f.property):
		same = func(got string) bool { return got == want.text }
	default:
		same = func(got string) bool { rest, begins := cutFolded(got, folded); return begins && rest == "" }
	}
	differs := f.op == "ne"
	return func(got Value) bool {
		if got.kind == textKind && want.kind == textKind {
			return same(got.text) != differs
		}
		return f.op == "eq" && got == want || differs && got != want
	}
}

// cutFolded takes a prefix, which is in lower case, from a text in any case. Unlike a conversion of the whole text it
// ends at the first difference, and takes no memory.
func cutFolded(text, prefix string) (rest string, ok bool) {
	for _, want := range prefix {
		got, size := utf8.DecodeRuneInString(text)
		if size == 0 || unicode.ToLower(got) != want {
			return text, false
		}
		text = text[size:]
	}
	return text, true
}

// Advanced says whether the Condition needs ConsistencyLevel: eventual and $count=true (Microsoft Learn: Advanced query
// capabilities on Microsoft Entra ID objects).
func (f Condition) Advanced() bool {
	for _, part := range f.parts {
		if part.Advanced() {
			return true
		}
	}
	return f.op == "ne" || f.op == "not" || f.op == "endswith"
}

// Properties are the names that the comparisons look at, in lower case.
func (f Condition) Properties() (names []string) {
	if len(f.parts) == 0 {
		return []string{f.property}
	}
	for _, part := range f.parts {
		names = append(names, part.Properties()...)
	}
	return names
}

// Required finds a comparison that each object must fulfil: the whole Condition, or a side of an "and".
func (f Condition) Required(op, property string) (string, bool) {
	if f.op == "and" {
		if value, ok := f.parts[0].Required(op, property); ok {
			return value, true
		}
		return f.parts[1].Required(op, property)
	}
	if f.op != op || f.property != property {
		return "", false
	}
	return f.value.text, f.value.kind == textKind
}

// Keep returns the objects that fulfil the condition.
func (f *Condition) Keep(entities []Entity) []Entity {
	if f == nil {
		return entities
	}
	holds := matching(*f, func(property string) func(*Entity) Value {
		return func(e *Entity) Value { return valueOf(e.property(property)) }
	})
	return slices.DeleteFunc(slices.Clone(entities), func(e Entity) bool { return !holds(&e) })
}
