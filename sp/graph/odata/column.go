package odata

import (
	"slices"
	"strconv"
	"strings"
)

// Column is a property that every object of one kind has. A name that begins with @ is an annotation, which $select
// does not leave out.
type Column[T any] struct {
	Name string
	Of   func(*T) Value
}

// Columns are the properties of objects of one kind, in their order. They write and compare objects as they are kept,
// which for many costs a fraction of an [Entity] each.
type Columns[T any] []Column[T]

// Names are the names of the properties.
func (c Columns[T]) Names() []string {
	var names []string
	for _, column := range c {
		if column.Name[0] != '@' {
			names = append(names, column.Name)
		}
	}
	return names
}

// Entity is one object with all its properties.
func (c Columns[T]) Entity(object *T) Entity {
	e := make(Entity, 0, len(c))
	for _, column := range c {
		if v := column.Of(object); v.kind != absentKind {
			e = append(e, P(column.Name, v.any()))
		}
	}
	return e
}

// Only keeps the selected columns; a nil selection keeps all.
func (c Columns[T]) Only(selected Selection) Columns[T] {
	if selected == nil {
		return c
	}
	return slices.DeleteFunc(slices.Clone(c), func(column Column[T]) bool {
		return column.Name[0] != '@' && !slices.Contains(selected, column.Name)
	})
}

// find is the value of a property; one without a column is null.
func (c Columns[T]) find(property string) func(*T) Value {
	i := slices.IndexFunc(c, func(column Column[T]) bool { return strings.EqualFold(column.Name, property) })
	if i < 0 {
		return c.member(property)
	}
	return c[i].Of
}

// member is the value of a property of an object, such as status/errorCode.
func (c Columns[T]) member(path string) func(*T) Value {
	name, inner, nested := strings.Cut(path, "/")
	i := slices.IndexFunc(c, func(column Column[T]) bool { return strings.EqualFold(column.Name, name) })
	if !nested || i < 0 {
		return func(*T) Value { return Null() }
	}
	of := c[i].Of
	return func(object *T) Value {
		e, _ := of(object).other.(Entity)
		for part := range strings.SplitSeq(inner, "/") {
			value := e.property(part)
			if e, nested = value.(Entity); !nested {
				return valueOf(value)
			}
		}
		return Null()
	}
}

// Matching is the condition for objects with these columns. A property without a column is null.
func (c Columns[T]) Matching(f Condition) func(*T) bool { return matching(f, c.find) }

// Rows is an answer with many objects of one kind.
type Rows[T any] struct {
	Context, NextLink string
	// Count is @odata.count, nil when it is not shown.
	Count   *int
	Columns Columns[T]
	Objects []T
}

// AppendJSON writes what a [Collection] of the objects would be.
func (r Rows[T]) AppendJSON(b []byte) []byte {
	b = appendText(append(b, `{"@odata.context":`...), r.Context)
	if r.Count != nil {
		b = strconv.AppendInt(append(b, `,"@odata.count":`...), int64(*r.Count), 10)
	}
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
	first := true
	for _, column := range c {
		v := column.Of(object)
		if v.kind == absentKind {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = v.appendJSON(append(appendText(b, column.Name), ':'))
	}
	return append(b, '}')
}
