package rest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// ReadSearch reads the body of a search of API 1.0: limit, skip, sort, fields, searchFilter, and a filter as a list of
// field:$op:value or as an object of and and or. Source: JumpCloud API 1.0, search; TheJumpCloud/jc-cli.
func ReadSearch(c *Call) (Query, error) {
	b, err := ReadBody(c)
	if err != nil {
		return Query{}, err
	}
	q, err := readSearch(b)
	if err == nil {
		err = b.Done(c)
	}
	return q, err
}

func readSearch(b *Body) (q Query, err error) {
	q.Limit = defaultLimit
	for name, to := range map[string]*int{"limit": &q.Limit, "skip": &q.Skip} {
		if n := Take[int](b, name); n != nil {
			if *n < 0 {
				return q, BadRequest(name, "a number from 0", fmt.Sprint(*n))
			}
			*to = *n
		}
	}
	q.Limit = min(q.Limit, maxLimit)
	if fields := Take[string](b, "fields"); fields != nil {
		q.fields = split([]string{*fields}, " ")
	}
	if by := Take[string](b, "sort"); by != nil {
		for _, field := range split([]string{*by}, " ") {
			bare, descending := strings.CutPrefix(field, "-")
			q.sort = append(q.sort, order{bare, descending, false})
		}
	}
	if raw := Take[json.RawMessage](b, "searchFilter"); raw != nil {
		s, err := searchOf(*raw)
		if err != nil {
			return q, err
		}
		q.search = &s
	}
	if raw := Take[json.RawMessage](b, "filter"); raw != nil {
		err = q.readFilter(*raw)
	}
	return q, err
}

func (q *Query) readFilter(raw json.RawMessage) error {
	var texts []string
	if json.Unmarshal(raw, &texts) == nil {
		for _, text := range texts {
			f, err := parseFilter(V1, text)
			if err != nil {
				return err
			}
			q.filters = append(q.filters, f)
		}
		return nil
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(raw, &object); err != nil {
		return BadRequest("filter", "a list of field:$op:value, or an object", jsonMistake(err))
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		switch strings.TrimPrefix(name, "$") {
		case "and", "or":
			if err := q.readTerms(name, object[name]); err != nil {
				return err
			}
		default:
			filters, err := term(name, object[name])
			if err != nil {
				return err
			}
			q.filters = append(q.filters, filters...)
		}
	}
	return nil
}

// readTerms reads a list of objects, of which all or any must hold.
func (q *Query) readTerms(name string, raw json.RawMessage) error {
	var list []map[string]json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil {
		return BadRequest("filter."+name, "a list of objects", jsonMistake(err))
	}
	var alternatives [][]filter
	for _, object := range list {
		var all []filter
		for _, field := range slices.Sorted(maps.Keys(object)) {
			filters, err := term(field, object[field])
			if err != nil {
				return err
			}
			all = append(all, filters...)
		}
		alternatives = append(alternatives, all)
	}
	if strings.TrimPrefix(name, "$") == "or" {
		q.either = append(q.either, alternatives)
		return nil
	}
	q.filters = append(q.filters, slices.Concat(alternatives...)...)
	return nil
}

// term is a field with its value, or with an object of operators.
func term(field string, raw json.RawMessage) ([]filter, error) {
	var conditions map[string]any
	if json.Unmarshal(raw, &conditions) == nil && conditions != nil {
		var filters []filter
		for _, operator := range slices.Sorted(maps.Keys(conditions)) {
			if !slices.Contains(operators(V1), operator) {
				return nil, BadRequest("filter."+field, "one of the operators "+strings.Join(operators(V1), ", "), operator)
			}
			filters = append(filters, filter{field, strings.TrimPrefix(operator, "$"), joined(conditions[operator]), false})
		}
		return filters, nil
	}
	var value any
	if err := json.Unmarshal(raw, &value); err != nil {
		return nil, BadRequest("filter."+field, "a value", jsonMistake(err))
	}
	if list, ok := value.([]any); ok {
		return []filter{{field, "in", joined(list), false}}, nil
	}
	return []filter{{field, "eq", joined(value), false}}, nil
}

// joined is a value as filters write it: a list with bars.
func joined(value any) string {
	list, ok := value.([]any)
	if !ok {
		return textOf(value)
	}
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = textOf(v)
	}
	return strings.Join(texts, "|")
}
