package odata

import (
	"slices"
	"strings"

	"samlharness/internal/orderedjson"
)

// Property is one name and value of an object.
type Property struct {
	Name  string
	Value any
}

// P is a property.
func P(name string, value any) Property { return Property{name, value} }

// Entity is a JSON object whose properties keep their order.
type Entity []Property

// MarshalJSON writes the properties in order.
func (e Entity) MarshalJSON() ([]byte, error) {
	return orderedjson.Marshal(func(yield func(string, any) bool) {
		for _, p := range e {
			if !yield(p.Name, p.Value) {
				return
			}
		}
	})
}

// Get is a property's value; its name's case does not matter.
func (e Entity) Get(name string) (any, bool) {
	for _, p := range e {
		if strings.EqualFold(p.Name, name) {
			return p.Value, true
		}
	}
	return nil, false
}

// property is a property's value, nil when there is none.
func (e Entity) property(name string) any {
	value, _ := e.Get(name)
	return value
}

// valueOf is what a property of an [Entity] has.
func valueOf(v any) Value {
	switch v := v.(type) {
	case nil:
		return Null()
	case string:
		return Text(v)
	case bool:
		return Flag(v)
	case int64:
		return Number(v)
	}
	return Object(v)
}

// Nullable is a text that is null when it is empty.
func Nullable(s string) any { return TextOrNull(s).any() }

// Selection is a $select: the names in their proper case, nil when there is none.
type Selection []string

// Of keeps the selected properties; annotations stay.
func (s Selection) Of(e Entity) Entity {
	if s == nil {
		return e
	}
	return slices.DeleteFunc(slices.Clone(e), func(p Property) bool {
		return p.Name[0] != '@' && !slices.Contains(s, p.Name)
	})
}

// Suffix is what the selection adds to a context: "(id,isVerified)".
func (s Selection) Suffix() string {
	if s == nil {
		return ""
	}
	return "(" + strings.Join(s, ",") + ")"
}

// Collection is an answer with many objects.
type Collection struct {
	Context string   `json:"@odata.context"`
	Value   []Entity `json:"value"`
}
