package graph

import (
	"fmt"
	"path"
	"strings"
)

// condition is a $filter, or a part of one.
type condition struct {
	op       string // "and", "or", "not", "eq", "ne", "startswith", "endswith"
	parts    []condition
	property string // in lower case
	value    any    // string, bool or nil
}

// exact says whether a property's values are compared with case.
func exact(property string) bool { return property == "id" || property == "onpremisesimmutableid" }

// holds says whether an object fulfils the condition.
func (f condition) holds(e entity) bool {
	switch f.op {
	case "and":
		return f.parts[0].holds(e) && f.parts[1].holds(e)
	case "or":
		return f.parts[0].holds(e) || f.parts[1].holds(e)
	case "not":
		return !f.parts[0].holds(e)
	}
	got, _ := e.get(f.property)
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

// advanced says whether the condition needs ConsistencyLevel: eventual and $count=true (Microsoft Learn: Advanced
// query capabilities on Microsoft Entra ID objects).
func (f condition) advanced() bool {
	for _, part := range f.parts {
		if part.advanced() {
			return true
		}
	}
	return f.op == "ne" || f.op == "not" || f.op == "endswith"
}

// each calls visit for every comparison.
func (f condition) each(visit func(condition)) {
	if len(f.parts) == 0 {
		visit(f)
	}
	for _, part := range f.parts {
		part.each(visit)
	}
}

// required finds a comparison that each object must fulfil: the whole condition, or a side of an "and".
func (f condition) required(op, property string) (string, bool) {
	if f.op == "and" {
		if value, ok := f.parts[0].required(op, property); ok {
			return value, true
		}
		return f.parts[1].required(op, property)
	}
	if f.op != op || f.property != property {
		return "", false
	}
	value, ok := f.value.(string)
	return value, ok
}

// filter reads $filter against the properties that may stand in it; nil when there is none.
func (c *call) filter(properties ...string) (*condition, error) {
	raw := strings.TrimSpace(c.query.Get("$filter"))
	if raw == "" {
		return nil, nil
	}
	f, err := parseFilter(raw)
	if err != nil {
		return nil, gateway("Invalid filter clause: %s.", err)
	}
	f.each(func(comparison condition) {
		for _, name := range properties {
			if strings.EqualFold(name, comparison.property) {
				return
			}
		}
		err = unsupportedQuery("Unsupported or invalid query filter clause specified for property '%s' of resource '%s'.",
			comparison.property, path.Base(c.r.URL.Path))
	})
	if err != nil {
		return nil, err
	}
	if f.advanced() && !(strings.EqualFold(c.r.Header.Get("ConsistencyLevel"), "eventual") &&
		strings.EqualFold(c.query.Get("$count"), "true")) {
		return nil, unsupportedQuery("The operators ne, not and endsWith need the header ConsistencyLevel: eventual and " +
			"$count=true.")
	}
	return &f, nil
}

// keep returns the objects that fulfil the condition.
func (f *condition) keep(entities []entity) []entity {
	if f == nil {
		return entities
	}
	var kept []entity
	for _, e := range entities {
		if f.holds(e) {
			kept = append(kept, e)
		}
	}
	return kept
}

// String is the condition in full parentheses; parsing it gives the same condition.
func (f condition) String() string {
	switch f.op {
	case "and", "or":
		return fmt.Sprintf("(%s %s %s)", f.parts[0], f.op, f.parts[1])
	case "not":
		return fmt.Sprintf("not (%s)", f.parts[0])
	case "startswith", "endswith":
		return fmt.Sprintf("%s(%s,%s)", f.op, f.property, literal(f.value))
	}
	return fmt.Sprintf("%s %s %s", f.property, f.op, literal(f.value))
}

func literal(value any) string {
	switch v := value.(type) {
	case string:
		return "'" + strings.ReplaceAll(v, "'", "''") + "'"
	case bool:
		return fmt.Sprint(v)
	}
	return "null"
}
