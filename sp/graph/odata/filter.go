package odata

import "strings"

// Condition is a $filter, or a part of one.
type Condition struct {
	op       string // "and", "or", "not", "eq", "ne", "startswith", "endswith"
	parts    []Condition
	property string // in lower case
	value    any    // string, bool or nil
}

// exact says whether a property's values are compared with case.
func exact(property string) bool { return property == "id" || property == "onpremisesimmutableid" }

// Holds says whether an object fulfils the condition.
func (f Condition) Holds(e Entity) bool {
	switch f.op {
	case "and":
		return f.parts[0].Holds(e) && f.parts[1].Holds(e)
	case "or":
		return f.parts[0].Holds(e) || f.parts[1].Holds(e)
	case "not":
		return !f.parts[0].Holds(e)
	}
	got, _ := e.Get(f.property)
	want := f.value
	if text, ok := got.(string); ok && !exact(f.property) {
		got = strings.ToLower(text)
		if text, ok := want.(string); ok {
			want = strings.ToLower(text)
		}
	}
	switch f.op {
	case "eq":
		return got == want
	case "ne":
		return got != want
	}
	text, ok := got.(string)
	prefix, _ := want.(string)
	return ok && (f.op == "startswith" && strings.HasPrefix(text, prefix) ||
		f.op == "endswith" && strings.HasSuffix(text, prefix))
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
		if f.Holds(e) {
			kept = append(kept, e)
		}
	}
	return kept
}
