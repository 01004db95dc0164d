package rest

import (
	"strings"
	"time"

	"samlharness/internal/orderedjson"
)

// Member is a name with its value.
type Member struct {
	Name  string
	Value any
}

// Object is a JSON object whose members keep their order.
type Object []Member

// MarshalJSON writes the members in their order.
func (o Object) MarshalJSON() ([]byte, error) {
	return orderedjson.Marshal(func(yield func(string, any) bool) {
		for _, m := range o {
			if !yield(m.Name, m.Value) {
				return
			}
		}
	})
}

// Get is a member's value, in an object of an object where the name has a dot; nil when there is none.
func (o Object) Get(name string) any {
	first, rest, nested := strings.Cut(name, ".")
	for _, m := range o {
		if m.Name != first {
			continue
		}
		if inner, ok := m.Value.(Object); ok && nested {
			return inner.Get(rest)
		}
		if !nested {
			return m.Value
		}
	}
	return nil
}

// Instant is a time as the API writes it, with milliseconds; nil for the zero value.
func Instant(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

// List is a list that is [] in JSON when it is empty.
func List[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
