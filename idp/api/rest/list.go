package rest

import (
	"iter"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// Field is a member of the objects of a list.
type Field[T any] struct {
	Name string
	Of   func(T) any
}

// Schema is the members of an object in their order.
type Schema[T any] []Field[T]

// Object is a value with all members, or with the named ones and the id.
func (s Schema[T]) Object(value T, fields ...string) Object {
	o := make(Object, 0, len(s))
	for _, f := range s {
		if len(fields) == 0 || f.Name == "_id" || f.Name == "id" || slices.Contains(fields, f.Name) {
			o = append(o, Member{f.Name, f.Of(value)})
		}
	}
	return o
}

// Chosen is a value with the members that a query wants.
func (s Schema[T]) Chosen(value T, q Query) (Object, error) {
	return s.Object(value, q.fields...), s.check(q)
}

// value is a member by its name, that of an inner object behind a dot.
func (s Schema[T]) value(of T, name string) any {
	first, rest, nested := strings.Cut(name, ".")
	i := slices.IndexFunc(s, func(f Field[T]) bool { return f.Name == first })
	if i < 0 {
		return nil
	}
	value := s[i].Of(of)
	if inner, ok := value.(Object); ok && nested {
		return inner.Get(rest)
	}
	if nested {
		return nil
	}
	return value
}

// check refuses names that the objects do not have.
func (s Schema[T]) check(q Query) error {
	names := slices.Clone(q.fields)
	for _, o := range q.sort {
		names = append(names, o.field)
	}
	for _, f := range slices.Concat(q.filters, slices.Concat(slices.Concat(q.either...)...)) {
		names = append(names, f.field)
	}
	if q.search != nil {
		names = append(names, q.search.fields...)
	}
	for _, name := range names {
		first, _, _ := strings.Cut(name, ".")
		if !slices.ContainsFunc(s, func(f Field[T]) bool { return f.Name == first }) {
			return BadRequest("a field", "one of "+strings.Join(s.names(), ", "), name)
		}
	}
	return nil
}

func (s Schema[T]) names() []string {
	names := make([]string, len(s))
	for i, f := range s {
		names[i] = f.Name
	}
	return names
}

// Collection is a list that can be asked for pages.
type Collection[T any] struct {
	Offer  Offer
	Schema Schema[T]
	// SearchIn are the fields that a search without fields looks at.
	SearchIn []string
	// All are its values, in the order of their ids.
	All iter.Seq2[T, error]
	// Show writes a value; nil takes the schema.
	Show func(T) (any, error)
}

// Page is the part of a collection that a query wants, with the number of all that meet it.
func (l Collection[T]) Page(q Query) (page []T, total, unfiltered int, err error) {
	if err := l.Schema.check(q); err != nil {
		return nil, 0, 0, err
	}
	for value, err := range l.All {
		if err != nil {
			return nil, 0, 0, err
		}
		unfiltered++
		if !l.meets(value, q) {
			continue
		}
		if len(q.sort) > 0 || total >= q.Skip && len(page) < q.Limit {
			page = append(page, value)
		}
		total++
	}
	if len(q.sort) == 0 {
		return page, total, unfiltered, nil
	}
	slices.SortStableFunc(page, func(a, b T) int { return l.compare(a, b, q.sort) })
	page = page[min(q.Skip, len(page)):]
	return page[:min(q.Limit, len(page))], total, unfiltered, nil
}

func (l Collection[T]) meets(value T, q Query) bool {
	of := func(name string) any { return l.Schema.value(value, name) }
	all := func(filters []filter) bool {
		return !slices.ContainsFunc(filters, func(f filter) bool { return !f.holds(of(f.field)) })
	}
	for _, alternatives := range q.either {
		if !slices.ContainsFunc(alternatives, all) {
			return false
		}
	}
	return all(q.filters) && (q.search == nil || q.search.finds(l.SearchIn, of))
}

func (l Collection[T]) compare(a, b T, by []order) int {
	for _, o := range by {
		x, y := textOf(l.Schema.value(a, o.field)), textOf(l.Schema.value(b, o.field))
		if o.ignoreCase {
			x, y = strings.ToLower(x), strings.ToLower(y)
		}
		if c := compare(x, y); c != 0 {
			if o.descending {
				return -c
			}
			return c
		}
	}
	return 0
}

// Reply answers with a page: API 1.0 wraps it, with the number of all; API 2.0 sends the bare array.
func (l Collection[T]) Reply(c *Call) (Reply, error) {
	q, err := c.Options(l.Offer)
	if err != nil {
		return Reply{}, err
	}
	if names := unknown(c.URL.Query(), l.Offer.More); len(names) > 0 {
		c.Note("JumpCloud has no options %s; they have no effect", strings.Join(names, ", "))
	}
	return l.Answer(c, q)
}

// Answer is the reply to a query that was read from elsewhere.
func (l Collection[T]) Answer(c *Call, q Query) (Reply, error) {
	page, total, unfiltered, err := l.Page(q)
	if err != nil {
		return Reply{}, err
	}
	shown := make([]any, len(page))
	for i, value := range page {
		if shown[i], err = l.show(value, q); err != nil {
			return Reply{}, err
		}
	}
	if c.Version == V1 {
		return OK(Object{{"totalCount", total}, {"results", shown}}), nil
	}
	reply := OK(shown)
	reply.Header = l.headers(c, q, total, unfiltered)
	return reply, nil
}

func (l Collection[T]) show(value T, q Query) (any, error) {
	if l.Show != nil {
		return l.Show(value)
	}
	return l.Schema.Object(value, q.fields...), nil
}

// headers are the next page's address, and the counts that were asked for.
func (l Collection[T]) headers(c *Call, q Query, total, unfiltered int) http.Header {
	h := http.Header{}
	if next := q.Skip + q.Limit; l.Offer.Link && q.Limit > 0 && next < total {
		values := c.URL.Query()
		values.Set("limit", strconv.Itoa(q.Limit))
		values.Set("skip", strconv.Itoa(next))
		h.Set("Link", "<https://"+c.Host+c.URL.Path+"?"+values.Encode()+`>; rel="next"`)
	}
	if !l.Offer.Count {
		return h
	}
	for name, count := range map[string]int{"x-total-count": total, "x-unfiltered-total-count": unfiltered} {
		if c.Header.Get(name) != "" {
			h.Set(name, strconv.Itoa(count))
		}
	}
	return h
}

// Values is a sequence of a list that is at hand.
func Values[T any](list []T, err error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		if err != nil {
			var none T
			yield(none, err)
			return
		}
		for _, value := range list {
			if !yield(value, nil) {
				return
			}
		}
	}
}
