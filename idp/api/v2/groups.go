package v2

import (
	"slices"
	"strings"
	"time"

	"samlharness/idp/api/rest"
	"samlharness/idp/org"
)

// Handler answers the calls of API 2.0.
type Handler struct {
	// Now is the world's time.
	Now func() time.Time
}

func groupSchema(organization string) rest.Schema[org.Group] {
	return rest.Schema[org.Group]{
		{Name: "id", Of: func(g org.Group) any { return g.ID }},
		{Name: "name", Of: func(g org.Group) any { return g.Name }},
		{Name: "type", Of: func(org.Group) any { return "user_group" }},
		{Name: "description", Of: func(g org.Group) any { return g.Description }},
		{Name: "email", Of: func(g org.Group) any { return g.Email }},
		{Name: "attributes", Of: func(org.Group) any { return rest.Object{} }},
		{Name: "membershipMethod", Of: func(g org.Group) any { return membershipMethod(g) }},
		{Name: "memberQueryExemptions", Of: func(org.Group) any { return []any{} }},
		{Name: "memberSuggestionsNotify", Of: func(org.Group) any { return false }},
		{Name: "organizationObjectId", Of: func(org.Group) any { return organization }},
	}
}

// membershipMethod is how users come into a group: all of them join the one that every organization has.
func membershipMethod(g org.Group) string {
	if g.Name == org.AllUsers {
		return "DYNAMIC_AUTOMATED"
	}
	return "STATIC"
}

// ListGroups is GET /usergroups and GET /groups, of which all are user groups here.
func (h Handler) ListGroups(c *rest.Call) (rest.Reply, error) {
	groups, err := c.Organization.Groups(c.Context())
	slices.SortFunc(groups, func(a, b org.Group) int { return strings.Compare(a.ID, b.ID) })
	return rest.Collection[org.Group]{
		Offer:  rest.Offer{Sort: true, Filter: true, Fields: true, Link: true, Count: true},
		Schema: groupSchema(c.Organization.ID()),
		All:    rest.Values(groups, err),
	}.Reply(c)
}

func group(c *rest.Call) (org.Group, error) {
	g, err := c.Organization.Group(c.Context(), c.ID(0))
	if err == nil && g.ID != c.ID(0) {
		err = rest.NotFound("user group", c.ID(0))
	}
	return g, err
}

func showGroup(c *rest.Call, g org.Group) rest.Object {
	return groupSchema(c.Organization.ID()).Object(g)
}

// GetGroup is GET /usergroups/{id}.
func (h Handler) GetGroup(c *rest.Call) (rest.Reply, error) {
	g, err := group(c)
	return rest.OK(showGroup(c, g)), err
}

// takeGroup reads the members of a group that can be changed. The published document wants the name in every body;
// TheJumpCloud/jc-cli changes groups without it.
func takeGroup(c *rest.Call, now org.Group) (change org.GroupUpdate, err error) {
	b, err := rest.ReadBody(c)
	if err != nil {
		return change, err
	}
	change = org.GroupUpdate{Name: rest.Take[string](b, "name"), Description: rest.Take[string](b, "description"),
		Email: rest.Take[string](b, "email")}
	method := rest.Take[string](b, "membershipMethod")
	if err := b.Done(c); err != nil {
		return change, err
	}
	if method != nil && !slices.Contains([]string{"NOTSET", "STATIC", membershipMethod(now)}, *method) {
		return change, rest.BadRequest("membershipMethod", "STATIC or NOTSET: dynamic groups are not emulated", *method)
	}
	return change, nil
}

// CreateGroup is POST /usergroups.
func (h Handler) CreateGroup(c *rest.Call) (rest.Reply, error) {
	change, err := takeGroup(c, org.Group{})
	if err == nil && change.Name == nil {
		err = rest.BadRequest("name", "a text that is not empty", "none")
	}
	if err != nil {
		return rest.Reply{}, err
	}
	g, err := c.Organization.CreateGroup(c.Context(), *change.Name)
	if err == nil && (change.Description != nil || change.Email != nil) {
		g, err = c.Organization.UpdateGroup(c.Context(), g.ID, change)
	}
	return rest.Created(showGroup(c, g)), err
}

// PutGroup is PUT /usergroups/{id}.
func (h Handler) PutGroup(c *rest.Call) (rest.Reply, error) {
	g, err := group(c)
	if err != nil {
		return rest.Reply{}, err
	}
	change, err := takeGroup(c, g)
	if err != nil {
		return rest.Reply{}, err
	}
	g, err = c.Organization.UpdateGroup(c.Context(), g.ID, change)
	return rest.OK(showGroup(c, g)), err
}

// DeleteGroup is DELETE /usergroups/{id}.
func (h Handler) DeleteGroup(c *rest.Call) (rest.Reply, error) {
	g, err := group(c)
	if err != nil {
		return rest.Reply{}, err
	}
	if g.Name == org.AllUsers {
		return rest.Reply{}, rest.BadRequest("the group", "another than "+org.AllUsers+", which every organization has",
			g.Name)
	}
	return rest.OK(showGroup(c, g)), c.Tolerate(c.Organization.DeleteGroup(c.Context(), g.ID))
}
