package graph

import (
	"slices"
	"strings"

	"samlharness/internal/bodysecrets"
	"samlharness/sp/graph/odata"
)

// read reads the body of a write.
func (c *call) read(resource string) (odata.Payload, error) {
	p, err := odata.Read(c.w, c.r, resource, c.settings.StrictJSON)
	if err == nil && p.SingleQuoted {
		c.note("the body has texts in single quotes, which is not JSON: write \"…\"; the real service is assumed to take " +
			"it, " +
			"as Microsoft's OData reader does")
	}
	return p, err
}

// readRecorded reads the body of a write, and keeps it for the record.
func (c *call) readRecorded(resource string) (odata.Payload, error) {
	p, err := c.read(resource)
	c.written = bodysecrets.Redacted(p.Raw)
	return p, err
}

// note keeps a remark for the record.
func (c *call) note(text string) { c.notes = append(c.notes, text) }

// ignored notes the properties that nobody asked for; Graph's clients send such ones.
func (c *call) ignored(p odata.Payload) {
	for _, name := range p.Unused() {
		c.note("the property " + name + " of " + p.Resource + " is not known and was left out")
		c.h.log().WarnContext(c.r.Context(), "graph: unknown property ignored", "property", name,
			"resource", p.Resource, "path", c.r.URL.Path)
	}
}

// changes is [call.ignored] of a PATCH, which is refused when it would change nothing.
func (c *call) changes(p odata.Payload) error {
	unused := p.Unused()
	if len(unused) > 0 && len(unused) == p.Given() {
		return badRequest("Property '%s' does not exist as a declared property or extension property.", unused[0])
	}
	c.ignored(p)
	return nil
}

// readOnly refuses properties that cannot be set (microsoftgraph/microsoft-graph-docs#21601 has the text).
func readOnly(p odata.Payload, properties ...string) error {
	for _, name := range properties {
		if p.Has(name) {
			return badRequest("Property '%s' is read-only and cannot be set.", name)
		}
	}
	return nil
}

// collection is an answer with the part of a collection that the query asks for; pages have a size, or 0 when all comes
// at once.
func collection[T any](c *call, what string, columns odata.Columns[T], objects []T, size int) reply {
	return listed(c, what, columns, nil, objects, size)
}

// listed is [collection] of objects that are shown with some properties unless $select names others.
func listed[T any](
	c *call, what string, columns odata.Columns[T], defaults odata.Selection, objects []T, size int,
) reply {
	suffix := c.query.Select.Suffix()
	q := c.query
	if q.Select = c.shown(); q.Select == nil {
		q.Select = defaults
	}
	rows := odata.Page(q, columns, objects, size, c.address())
	rows.Context = c.metadata(what + suffix)
	return ok(rows)
}

// one is the answer that shows an object.
func one[T any](c *call, what string, columns odata.Columns[T], object *T) reply {
	e := columns.Only(c.shown()).Entity(object)
	return c.single(what+c.query.Select.Suffix(), e)
}

// countOf is the number of objects that the query chooses, as text.
func countOf[T any](c *call, columns odata.Columns[T], objects []T) reply {
	return counted(len(odata.Chosen(c.query, columns, objects)))
}

// single is an answer with one object.
func (c *call) single(what string, e odata.Entity) reply {
	return ok(c.withContext(what+"/$entity", e))
}

func (c *call) withContext(what string, e odata.Entity) odata.Entity {
	return append(odata.Entity{odata.P("@odata.context", c.metadata(what))}, e...)
}

// shown is $select with what $expand names, nil for all.
func (c *call) shown() odata.Selection {
	if c.query.Select == nil {
		return nil
	}
	return slices.Concat(c.query.Select, c.query.Expand)
}

// expands says whether $expand names a property.
func (c *call) expands(name string) bool { return slices.Contains(c.query.Expand, name) }

// has compares a key of a path with an id.
func (c *call) has(i int, id string) bool { return strings.EqualFold(c.captures[i], id) }
