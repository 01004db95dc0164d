package graph

import "samlharness/sp/graph/odata"

// read reads the body of a write.
func (c *call) read(resource string) (odata.Payload, error) { return odata.Read(c.w, c.r, resource) }

// readRecorded reads the body of a write, and keeps it for the record.
func (c *call) readRecorded(resource string) (odata.Payload, error) {
	p, err := c.read(resource)
	c.written = odata.Redacted(p.Raw)
	return p, err
}

// ignored logs the properties that nobody asked for; Graph's clients send such ones.
func (c *call) ignored(p odata.Payload) {
	for _, name := range p.Unused() {
		c.h.log().WarnContext(c.r.Context(), "graph: unknown property ignored", "property", name,
			"resource", p.Resource, "path", c.r.URL.Path)
	}
}

// selected reads $select. Names that the objects do not have are left out, with a log line.
func (c *call) selected(sample odata.Entity) odata.Selection {
	names, unknown := odata.Select(c.query.Get("$select"), sample)
	for _, name := range unknown {
		c.h.log().WarnContext(c.r.Context(), "graph: property in $select is not emulated", "property", name,
			"path", c.r.URL.Path)
	}
	return names
}

func list(context string, entities []odata.Entity) reply {
	if entities == nil {
		entities = []odata.Entity{}
	}
	return ok(odata.Collection{Context: context, Value: entities})
}

// single is an answer with one object.
func (c *call) single(what string, e odata.Entity) reply {
	return ok(c.withContext(what+"/$entity", e))
}

func (c *call) withContext(what string, e odata.Entity) odata.Entity {
	return append(odata.Entity{odata.P("@odata.context", c.metadata(what))}, e...)
}
