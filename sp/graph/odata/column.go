package odata

import (
	"slices"
	"strings"
)

// Column is a property that every object of one kind has.
type Column[T any] struct {
	Name string
	Of   func(*T) Value
}

// Columns are the properties of objects of one kind, in their order. They write and compare objects as they are kept,
// which for many costs a fraction of an [Entity] each.
type Columns[T any] []Column[T]

// Entity is one object with all its properties.
func (c Columns[T]) Entity(object *T) Entity {
	e := make(Entity, len(c))
	for i, column := range c {
		e[i] = P(column.Name, column.Of(object).any())
	}
	return e
}

// Only keeps the selected columns; a nil selection keeps all.
func (c Columns[T]) Only(selected Selection) Columns[T] {
	if selected == nil {
		return c
	}
	return slices.DeleteFunc(slices.Clone(c), func(column Column[T]) bool {
		return !slices.Contains(selected, column.Name)
	})
}

// Matching is the condition for objects with these columns. A property without a column is null.
func (c Columns[T]) Matching(f Condition) func(*T) bool {
	return matching(f, func(property string) func(*T) Value {
		i := slices.IndexFunc(c, func(column Column[T]) bool { return strings.EqualFold(column.Name, property) })
		if i < 0 {
			return func(*T) Value { return Null() }
		}
		return c[i].Of
	})
}

// Rows is an answer with many objects of one kind.
type Rows[T any] struct {
	Context, NextLink string
	Columns           Columns[T]
	Objects           []T
}

// AppendJSON writes what a [Collection] of the objects would be.
func (r Rows[T]) AppendJSON(b []byte) []byte {
	b = appendText(append(b, `{"@odata.context":`...), r.Context)
	if r.NextLink != "" {
		b = appendText(append(b, `,"@odata.nextLink":`...), r.NextLink)
	}
	b = append(b, `,"value":[`...)
	for i := range r.Objects {
		if i > 0 {
			b = append(b, ',')
		}
		b = r.Columns.appendJSON(b, &r.Objects[i])
		if i == 0 { // others will not be much longer
			b = slices.Grow(b, (len(b)+len(b)/8)*(len(r.Objects)-1))
		}
	}
	return append(b, "]}"...)
}

func (c Columns[T]) appendJSON(b []byte, object *T) []byte {
	b = append(b, '{')
	for i, column := range c {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendText(b, column.Name), ':')
		b = column.Of(object).appendJSON(b)
	}
	return append(b, '}')
}
