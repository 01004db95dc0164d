package v2

import (
	"slices"
	"strings"

	"samlharness/idp/api/rest"
	"samlharness/idp/org"
)

// Source is the object in the path of a call of the graph.
type Source struct{ Type org.NodeType }

// targets are the kinds that an object can be associated with: those of JumpCloud, and the ones among them that are
// emulated. Source: JumpCloud API 2.0, graphTargets*.
func (s Source) targets() (all []string, emulated []org.NodeType) {
	switch s.Type {
	case org.NodeUser, org.NodeGroup:
		return []string{"active_directory", "application", "g_suite", "idp_routing_policy", "ldap_server", "office_365",
			"password_manager_item", "radius_server", "system",
			"system_group"}, []org.NodeType{org.NodeApplication, org.NodeDirectory}
	}
	return []string{"user", "user_group"}, []org.NodeType{org.NodeUser, org.NodeGroup}
}

// node is the object in the path, which must be there.
func (s Source) node(c *rest.Call) (org.Node, error) {
	n := org.Node{Type: s.Type, ID: c.ID(0)}
	found, err := c.Organization.HasNode(c.Context(), n)
	if err == nil && !found {
		err = rest.NotFound(string(s.Type), n.ID)
	}
	return n, err
}

// end is an end of a connection.
type end struct {
	from, to org.Node
}

// endSchema is what filters see of a connection.
func endSchema() rest.Schema[end] {
	return rest.Schema[end]{
		{Name: "id", Of: func(e end) any { return e.to.ID }},
		{Name: "object_id", Of: func(e end) any { return e.to.ID }},
		{Name: "type", Of: func(e end) any { return string(e.to.Type) }},
	}
}

func object(n org.Node) rest.Object {
	return rest.Object{{Name: "id", Value: n.ID}, {Name: "type", Value: string(n.Type)}, {Name: "attributes", Value: nil}}
}

// connection is a GraphConnection.
func connection(from, to org.Node) rest.Object {
	return rest.Object{{Name: "attributes", Value: nil}, {Name: "from", Value: object(from)}, {
		Name:  "to",
		Value: object(to),
	}}
}

// Associations is GET /…/{id}/associations?targets=….
func (s Source) Associations(c *rest.Call) (rest.Reply, error) {
	from, err := s.node(c)
	if err != nil {
		return rest.Reply{}, err
	}
	all, emulated := s.targets()
	var ends []end
	asked := slices.DeleteFunc(strings.Split(strings.Join(c.URL.Query()["targets"], ","), ","),
		func(t string) bool { return t == "" })
	if len(asked) == 0 {
		return rest.Reply{}, rest.BadRequest("targets", "one of "+strings.Join(all, ", "), "none")
	}
	for _, target := range asked {
		if !slices.Contains(all, target) {
			return rest.Reply{}, rest.BadRequest("targets", "one of "+strings.Join(all, ", "), target)
		}
		if !slices.Contains(emulated, org.NodeType(target)) {
			c.Note("objects of type %s are not emulated: there are none", target)
		}
		ids, err := c.Organization.Connected(c.Context(), from, org.NodeType(target))
		if err != nil {
			return rest.Reply{}, err
		}
		for _, id := range ids {
			ends = append(ends, end{from, org.Node{Type: org.NodeType(target), ID: id}})
		}
	}
	return edges(c, ends)
}

// edges answers with direct connections.
func edges(c *rest.Call, ends []end) (rest.Reply, error) {
	return rest.Collection[end]{
		Offer:  rest.Offer{Link: true, More: []string{"targets"}},
		Schema: endSchema(),
		All:    rest.Values(ends, nil),
		Show:   func(e end) (any, error) { return connection(e.from, e.to), nil },
	}.Reply(c)
}

// Members is GET /usergroups/{id}/members.
func (h Handler) Members(c *rest.Call) (rest.Reply, error) {
	from, err := Source{org.NodeGroup}.node(c)
	if err != nil {
		return rest.Reply{}, err
	}
	ids, err := c.Organization.Connected(c.Context(), from, org.NodeUser)
	ends := make([]end, len(ids))
	for i, id := range ids {
		ends[i] = end{from, org.Node{Type: org.NodeUser, ID: id}}
	}
	if err != nil {
		return rest.Reply{}, err
	}
	return edges(c, ends)
}

// Manage is POST /…/{id}/associations: it adds or removes one.
func (s Source) Manage(c *rest.Call) (rest.Reply, error) {
	all, emulated := s.targets()
	return s.manage(c, all, emulated)
}

// ManageMembers is POST /usergroups/{id}/members.
func (h Handler) ManageMembers(c *rest.Call) (rest.Reply, error) {
	return Source{org.NodeGroup}.manage(c, []string{"user"}, []org.NodeType{org.NodeUser})
}

func (s Source) manage(c *rest.Call, all []string, emulated []org.NodeType) (rest.Reply, error) {
	from, err := s.node(c)
	if err != nil {
		return rest.Reply{}, err
	}
	b, err := rest.ReadBody(c)
	if err != nil {
		return rest.Reply{}, err
	}
	op, kind, id := b.Required("op"), b.Required("type"), b.Required("id")
	if err := b.Done(c); err != nil {
		return rest.Reply{}, err
	}
	switch {
	case !slices.Contains(all, kind):
		return rest.Reply{}, rest.BadRequest("type", "one of "+strings.Join(all, ", "), kind)
	case !slices.Contains(emulated, org.NodeType(kind)):
		return rest.Reply{}, rest.NotFound(kind, id)
	case op != "add" && op != "remove" && op != "update":
		return rest.Reply{}, rest.BadRequest("op", "add, remove or update", op)
	}
	to := org.Node{Type: org.NodeType(kind), ID: id}
	if op == "update" { // attributes alone, of which there are none
		found, err := c.Organization.HasNode(c.Context(), to)
		if err == nil && !found {
			err = rest.NotFound(kind, id)
		}
		return rest.NoContent(), err
	}
	return rest.NoContent(), c.Tolerate(c.Organization.Associate(c.Context(), from, to, op == "add"))
}
