package graph

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// property is one name and value of an object.
type property struct {
	name  string
	value any
}

// entity is a JSON object whose properties keep their order.
type entity []property

// MarshalJSON writes the properties in order.
func (e entity) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, p := range e {
		if i > 0 {
			b.WriteByte(',')
		}
		value, err := json.Marshal(p.value)
		if err != nil {
			return nil, fmt.Errorf("property %s: %w", p.name, err)
		}
		fmt.Fprintf(&b, "%q:%s", p.name, value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// get is a property's value; its name's case does not matter.
func (e entity) get(name string) (any, bool) {
	for _, p := range e {
		if strings.EqualFold(p.name, name) {
			return p.value, true
		}
	}
	return nil, false
}

// nullable is a text that is null when it is empty.
func nullable(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// selection is a $select: the names in their proper case, nil when there is none.
type selection []string

// selected reads $select. Names that the objects do not have are left out, with a log line.
func (c *call) selected(sample entity) selection {
	raw := strings.TrimSpace(c.query.Get("$select"))
	if raw == "" || raw == "*" {
		return nil
	}
	names := selection{}
	for name := range strings.SplitSeq(raw, ",") {
		name = strings.TrimSpace(name)
		i := slices.IndexFunc(sample, func(p property) bool { return strings.EqualFold(p.name, name) })
		if i < 0 {
			c.h.log().WarnContext(c.r.Context(), "graph: property in $select is not emulated", "property", name, "path",
				c.r.URL.Path)
			continue
		}
		if !slices.Contains(names, sample[i].name) {
			names = append(names, sample[i].name)
		}
	}
	return names
}

// of keeps the selected properties; annotations stay.
func (s selection) of(e entity) entity {
	if s == nil {
		return e
	}
	return slices.DeleteFunc(slices.Clone(e), func(p property) bool {
		return p.name[0] != '@' &&
			!slices.Contains(s, p.name)
	})
}

// suffix is what the selection adds to a context: "(id,isVerified)".
func (s selection) suffix() string {
	if s == nil {
		return ""
	}
	return "(" + strings.Join(s, ",") + ")"
}

// collection is an answer with many objects.
type collection struct {
	Context  string   `json:"@odata.context"`
	NextLink string   `json:"@odata.nextLink,omitempty"`
	Value    []entity `json:"value"`
}

func list(context string, entities []entity) reply {
	if entities == nil {
		entities = []entity{}
	}
	return ok(collection{Context: context, Value: entities})
}

// single is an answer with one object.
func (c *call) single(what string, e entity) reply {
	return ok(c.withContext(what+"/$entity", e))
}

func (c *call) withContext(what string, e entity) entity {
	return append(entity{{"@odata.context", c.metadata(what)}}, e...)
}
