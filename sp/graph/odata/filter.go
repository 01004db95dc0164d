package odata

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Condition is a $filter, or a part of one.
type Condition struct {
	// op is "and", "or", "not", "any", "eq", "ne", "gt", "ge", "lt", "le", "in", "startswith", "endswith", "search".
	op       string
	parts    []Condition // of "any" the condition for one element
	property string      // in lower case
	value    Value
	values   []Value // of "in"
	folded   string  // a text value in lower case
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
	case "any":
		of := find(f.property)
		inner := matching(f.parts[0], func(string) func(*Value) Value { return func(v *Value) Value { return *v } })
		return func(object *T) bool {
			for _, text := range of(object).texts() {
				if element := Text(text); inner(&element) {
					return true
				}
			}
			return false
		}
	}
	of, compare := find(f.property), f.comparison()
	return func(object *T) bool { return compare(of(object)) }
}

// comparison is the condition for the value of its property, compared without regard to case unless the property is
// exact.
func (f Condition) comparison() func(Value) bool {
	switch f.op {
	case "in":
		return f.among
	case "gt", "ge", "lt", "le":
		return f.ordered
	case "search":
		return func(got Value) bool { return got.kind == textKind && searched(got.text, f.folded) }
	}
	return f.equality()
}

// among says whether a value is one of those of "in".
func (f Condition) among(got Value) bool {
	for _, want := range f.values {
		if got.equal(want) && !(exact(f.property) && got.text != want.text) {
			return true
		}
	}
	return false
}

// ordered compares instants and numbers; null is neither more nor less than anything.
func (f Condition) ordered(got Value) bool {
	if got.kind != f.value.kind || got.kind == nullKind {
		return false
	}
	by := got.compare(f.value)
	switch f.op {
	case "gt":
		return by > 0
	case "ge":
		return by >= 0
	case "lt":
		return by < 0
	}
	return by <= 0
}

// equality is the condition of eq, ne, startsWith and endsWith.
func (f Condition) equality() func(Value) bool {
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
		return f.op == "eq" && got.equal(want) || differs && !got.equal(want)
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

// advanced is an operator that needs ConsistencyLevel: eventual and $count=true, "" when there is none (Microsoft
// Learn: Advanced query capabilities on Microsoft Entra ID objects).
func (f Condition) advanced() string {
	switch f.op {
	case "ne", "not":
		return f.op
	case "endswith":
		return "endsWith"
	}
	for _, part := range f.parts {
		if operator := part.advanced(); operator != "" {
			return operator
		}
	}
	return ""
}

// Properties are the names that the comparisons look at, in lower case.
func (f Condition) Properties() (names []string) {
	if len(f.parts) == 0 || f.op == "any" {
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
