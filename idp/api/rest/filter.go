package rest

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// filter is a condition on a field.
type filter struct {
	field, operator, value string
	wild                   bool // the value's * stands for any text
}

// operators are those of a part of the API. Source: JumpCloud API 2.0, filter: "v1 operators differ from v2 operators";
// those of API 1.0 are what jcapi-powershell and jc-cli send.
func operators(v Version) []string {
	if v == V1 {
		return []string{"$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin"}
	}
	return []string{"eq", "ne", "gt", "ge", "lt", "le", "between", "search", "in"}
}

// parseFilter reads field:operator:value; the value may have colons.
func parseFilter(v Version, text string) (filter, error) {
	parts := strings.SplitN(text, ":", 3)
	if len(parts) != 3 || parts[0] == "" || !slices.Contains(operators(v), parts[1]) {
		return filter{}, BadRequest("filter", "field:operator:value with one of the operators "+
			strings.Join(operators(v), ", "), text)
	}
	return filter{parts[0], strings.TrimPrefix(parts[1], "$"), parts[2], v == V2}, nil
}

// holds says whether a value meets the condition.
func (f filter) holds(value any) bool {
	text := textOf(value)
	switch f.operator {
	case "eq":
		return f.same(text, f.value)
	case "ne":
		return !f.same(text, f.value)
	case "in":
		return f.isOne(text)
	case "nin":
		return !f.isOne(text)
	case "search":
		return strings.Contains(strings.ToLower(text), strings.ToLower(f.value))
	case "between":
		low, high, _ := strings.Cut(f.value, "|")
		return compare(text, low) >= 0 && compare(text, high) <= 0
	}
	switch c := compare(text, f.value); f.operator {
	case "gt":
		return c > 0
	case "gte", "ge":
		return c >= 0
	case "lt":
		return c < 0
	}
	return compare(text, f.value) <= 0 // lte, le
}

func (f filter) isOne(text string) bool {
	return slices.ContainsFunc(strings.Split(f.value, "|"), func(v string) bool { return f.same(text, v) })
}

// same compares a value with one that may have wild cards: with a *, what stands between them must follow in order.
func (f filter) same(text, pattern string) bool {
	if !f.wild || !strings.Contains(pattern, "*") {
		return text == pattern
	}
	parts := strings.Split(pattern, "*")
	first, last := parts[0], parts[len(parts)-1]
	if len(text) < len(first)+len(last) || !strings.HasPrefix(text, first) || !strings.HasSuffix(text, last) {
		return false
	}
	text = text[len(first) : len(text)-len(last)]
	for _, part := range parts[1 : len(parts)-1] {
		_, after, found := strings.Cut(text, part)
		if !found {
			return false
		}
		text = after
	}
	return true
}

// textOf is a value as filters and sorting see it.
func textOf(value any) string {
	if value == nil {
		return ""
	}
	return fmt.Sprint(value)
}

// compare orders numbers by their value and everything else as text.
func compare(a, b string) int {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	if errX == nil && errY == nil {
		return cmp.Compare(x, y)
	}
	return strings.Compare(a, b)
}
