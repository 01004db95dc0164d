package rest

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"
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
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		name, _ := json.Marshal(m.Name) // a text always can
		b.Write(name)
		b.WriteByte(':')
		value, err := json.Marshal(m.Value)
		if err != nil {
			return nil, err
		}
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
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
