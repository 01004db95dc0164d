package graph

import (
	"path"
	"slices"
	"strings"

	"samlharness/sp/graph/odata"
)

// filter reads $filter against the properties that may stand in it; nil when there is none.
func (c *call) filter(properties ...string) (*odata.Condition, error) {
	raw := strings.TrimSpace(c.query.Get("$filter"))
	if raw == "" {
		return nil, nil
	}
	f, err := odata.ParseFilter(raw)
	if err != nil {
		return nil, odata.Gateway("Invalid filter clause: %s.", err)
	}
	for _, name := range f.Properties() {
		if !slices.ContainsFunc(properties, func(known string) bool { return strings.EqualFold(name, known) }) {
			return nil, unsupportedQuery(
				"Unsupported or invalid query filter clause specified for property '%s' of resource '%s'.",
				name, path.Base(c.r.URL.Path))
		}
	}
	if f.Advanced() && !(strings.EqualFold(c.r.Header.Get("ConsistencyLevel"), "eventual") &&
		strings.EqualFold(c.query.Get("$count"), "true")) {
		return nil, unsupportedQuery("The operators ne, not and endsWith need the header ConsistencyLevel: eventual and " +
			"$count=true.")
	}
	return &f, nil
}
