package odata

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Condition is a $filter, or a part of one.
type Condition struct {
	op       string // "and", "or", "not", "eq", "ne", "startswith", "endswith"
	parts    []Condition
	property string // in lower case
	value    any    // string, bool or nil
	folded   string // a text value in lower case
}

// exact says whether a property's values are compared with case.
func exact(property string) bool { return property == "id" || property == "onpremisesimmutableid" }

// Holds says whether an object fulfils the condition. Of the object it asks for the properties that the condition
// compares alone, by their names in lower case; their values are texts, flags or nil.
func (f Condition) Holds(property func(name string) any) bool {
	switch f.op {
	case "and":
		return f.parts[0].Holds(property) && f.parts[1].Holds(property)
	case "or":
		return f.parts[0].Holds(property) || f.parts[1].Holds(property)
	case "not":
		return !f.parts[0].Holds(property)
	}
	return f.compare(property(f.property))
}

// compare compares a value, without regard to case unless the property is exact.
func (f Condition) compare(got any) bool {
	text, ok := got.(string)
	want, wanted := f.value.(string)
	if !ok || !wanted {
		return f.op == "eq" && got == f.value || f.op == "ne" && got != f.value
	}
	if exact(f.property) {
		return f.op == "eq" && text == want || f.op == "ne" && text != want ||
			f.op == "startswith" && strings.HasPrefix(text, want) || f.op == "endswith" && strings.HasSuffix(text, want)
	}
	if f.op == "endswith" {
		return strings.HasSuffix(strings.ToLower(text), f.folded)
	}
	rest, begins := cutFolded(text, f.folded)
	switch f.op {
	case "eq":
		return begins && rest == ""
	case "ne":
		return !begins || rest != ""
	}
	return begins
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
	value, ok := f.value.(string)
	return value, ok
}

// Keep returns the objects that fulfil the condition.
func (f *Condition) Keep(entities []Entity) []Entity {
	if f == nil {
		return entities
	}
	var kept []Entity
	for _, e := range entities {
		if f.Holds(e.property) {
			kept = append(kept, e)
		}
	}
	return kept
}
