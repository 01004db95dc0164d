package insights

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"samlharness/idp/api/rest"
)

// term is a condition on an event: all and any of a list, none of a list, or a field with its values.
type term struct {
	and, or, not []term
	field        string
	values       []string
}

// maxDepth bounds how deep terms stand in one another.
const maxDepth = 10

// unsearchable are members that cannot be searched. Source: JumpCloud Directory Insights API.
func unsearchable() []string { return []string{"changes", "useragent"} }

// parseTerm reads a search_term: {"and": [{"event_type": "sso_auth"}, …]}, also or and not. JumpCloud keeps values in
// lower case for the search.
func parseTerm(raw json.RawMessage, depth int) (*term, error) {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(raw, &object); err != nil || object == nil {
		return nil, rest.BadRequest("search_term", "an object of and, or, not and fields", "something else")
	}
	if depth > maxDepth {
		return nil, rest.BadRequest("search_term", "nested at most 10 deep", "a deeper one")
	}
	t := &term{}
	for name, value := range object {
		list := map[string]*[]term{"and": &t.and, "or": &t.or, "not": &t.not}[name]
		if list == nil {
			leaf, err := parseField(name, value)
			if err != nil {
				return nil, err
			}
			t.and = append(t.and, leaf)
			continue
		}
		inner, err := parseList(value, depth)
		if err != nil {
			return nil, err
		}
		*list = append(*list, inner...)
	}
	return t, nil
}

// parseList reads a list of terms, or a single one.
func parseList(raw json.RawMessage, depth int) (list []term, err error) {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		items = []json.RawMessage{raw}
	}
	for _, item := range items {
		t, err := parseTerm(item, depth+1)
		if err != nil {
			return nil, err
		}
		list = append(list, *t)
	}
	return list, nil
}

func parseField(name string, raw json.RawMessage) (term, error) {
	if first, _, _ := strings.Cut(name, "."); slices.Contains(unsearchable(), first) {
		return term{}, rest.BadRequest("search_term", "of members that can be searched, which changes and useragent are not",
			name)
	}
	var value any
	if err := json.Unmarshal(raw, &value); err != nil {
		return term{}, rest.BadRequest("search_term."+name, "a value or a list of values", "something else")
	}
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	t := term{field: name}
	for _, v := range list {
		t.values = append(t.values, strings.ToLower(fmt.Sprint(v)))
	}
	return t, nil
}

// holds says whether an event meets the term.
func (t *term) holds(e map[string]any) bool {
	if t == nil {
		return true
	}
	if t.field != "" {
		return slices.Contains(t.values, strings.ToLower(fmt.Sprint(member(e, t.field))))
	}
	for i := range t.and {
		if !t.and[i].holds(e) {
			return false
		}
	}
	for i := range t.not {
		if t.not[i].holds(e) {
			return false
		}
	}
	return len(t.or) == 0 || slices.ContainsFunc(t.or, func(one term) bool { return one.holds(e) })
}

// member is a value by its name, with dots into inner objects; nil when there is none.
func member(e map[string]any, name string) any {
	first, rest, nested := strings.Cut(name, ".")
	value := e[first]
	if !nested {
		return value
	}
	inner, _ := value.(map[string]any)
	return member(inner, rest)
}

// says says whether a text stands in one of the event's values, or is one of them.
func says(value any, text string, exact bool) bool {
	switch v := value.(type) {
	case map[string]any:
		for _, inner := range v {
			if says(inner, text, exact) {
				return true
			}
		}
		return false
	case []any:
		return slices.ContainsFunc(v, func(inner any) bool { return says(inner, text, exact) })
	}
	found, text := strings.ToLower(fmt.Sprint(value)), strings.ToLower(text)
	if exact {
		return found == text
	}
	return strings.Contains(found, text)
}
