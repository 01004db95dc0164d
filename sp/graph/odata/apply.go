package odata

import (
	"slices"
	"strconv"
)

// Chosen are the objects that $filter and $search let through, in the order of $orderby.
func Chosen[T any](q Query, columns Columns[T], objects []T) []T {
	chosen := slices.Clone(objects)
	for _, condition := range []*Condition{q.Filter, q.Search} {
		if condition != nil {
			holds := columns.Matching(*condition)
			chosen = slices.DeleteFunc(chosen, func(object T) bool { return !holds(&object) })
		}
	}
	Sort(q.Order, columns, chosen)
	return chosen
}

// Sort puts objects in order; those that are equal in it stay as they are.
func Sort[T any](order []Order, columns Columns[T], objects []T) {
	if len(order) == 0 {
		return
	}
	of := make([]func(*T) Value, len(order))
	for i, o := range order {
		of[i] = columns.find(o.Property)
	}
	slices.SortStableFunc(objects, func(a, b T) int {
		for i, o := range order {
			if by := of[i](&a).compare(of[i](&b)); by != 0 && o.Descending {
				return -by
			} else if by != 0 {
				return by
			}
		}
		return 0
	})
}

// Page is the part of a collection, whose objects are all there, that a query asks for. Pages of size follow each other
// by next links under the collection's address; 0 makes one page of all, of which $top is the beginning.
func Page[T any](q Query, columns Columns[T], objects []T, size int, address string) Rows[T] {
	chosen := Chosen(q, columns, objects)
	rows := Rows[T]{Columns: columns.Only(q.Select)}
	if q.Count && q.Token == "" {
		rows.Count = new(len(chosen))
	}
	from, _ := strconv.Atoi(q.Token) // checked by its sum
	from = min(max(from, 0)+q.Skip, len(chosen))
	to := len(chosen)
	if q.Top != nil {
		to = min(from+*q.Top, to)
	} else if size > 0 {
		to = min(from+size, to)
	}
	if size > 0 && to < len(chosen) {
		rows.NextLink = q.NextLink(address, strconv.Itoa(to-q.Skip))
	}
	rows.Objects = chosen[from:to]
	return rows
}
