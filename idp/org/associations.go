package org

import (
	"context"
	"slices"

	"samlharness/internal/store"
)

// NodeType is a kind of object that JumpCloud's graph connects.
type NodeType string

// The kinds that are emulated. Source: JumpCloud API 2.0, GraphType.
const (
	NodeUser        NodeType = "user"
	NodeGroup       NodeType = "user_group"
	NodeApplication NodeType = "application"
	NodeDirectory   NodeType = "office_365"
)

// Node is an object of the graph.
type Node struct {
	Type NodeType `json:"type"`
	ID   string   `json:"id"`
}

// HasNode says whether an object is there.
func (o *Organization) HasNode(ctx context.Context, n Node) (found bool, err error) {
	err = o.store.View(ctx, func(tx store.Tx) error {
		found, err = o.hasNode(tx, n)
		return err
	})
	return found, err
}

func (o *Organization) hasNode(tx store.Tx, n Node) (found bool, err error) {
	switch n.Type {
	case NodeUser:
		_, found, err = users.Get(tx, n.ID)
	case NodeGroup:
		_, found, err = groups.Get(tx, n.ID)
	case NodeApplication:
		_, found, err = applications.Get(tx, n.ID)
	case NodeDirectory:
		found = n.ID == o.DirectoryID()
	}
	return found, err
}

// edge is how two kinds of object are connected: the links, and whether they lead from the second to the first.
func edge(from, to NodeType) (links store.Links, reversed, ok bool) {
	switch {
	case from == NodeUser && to == NodeApplication:
		return userGrants, true, true
	case from == NodeGroup && to == NodeApplication:
		return grants, true, true
	case from == NodeApplication && to == NodeUser:
		return userGrants, false, true
	case from == NodeApplication && to == NodeGroup:
		return grants, false, true
	case from == NodeGroup && to == NodeDirectory:
		return directoryGroups, true, true
	case from == NodeDirectory && to == NodeGroup:
		return directoryGroups, false, true
	case from == NodeGroup && to == NodeUser:
		return members, false, true
	case from == NodeUser && to == NodeGroup:
		return members, true, true
	}
	return store.Links{}, false, false
}

// Connected lists the ids of the objects of a kind that an object is connected with at once, in their order: by an
// association, or for a user and a group by membership.
func (o *Organization) Connected(ctx context.Context, from Node, to NodeType) (ids []string, err error) {
	err = o.store.View(ctx, func(tx store.Tx) error {
		ids, err = o.connected(tx, from, to)
		return err
	})
	return ids, err
}

func (o *Organization) connected(tx store.Tx, from Node, to NodeType) ([]string, error) {
	links, reversed, ok := edge(from.Type, to)
	switch {
	case ok && reversed:
		return store.IDs(links.Lefts(tx, from.ID))
	case ok:
		return store.IDs(links.Rights(tx, from.ID))
	case from.Type == NodeUser && to == NodeDirectory:
		r, _, err := users.Get(tx, from.ID)
		if err == nil && r.Bound() && !r.Directory.ThroughGroup {
			return []string{o.DirectoryID()}, nil
		}
		return nil, err
	case from.Type == NodeDirectory && to == NodeUser:
		return boundDirectly(tx)
	}
	return nil, nil
}

func boundDirectly(tx store.Tx) (ids []string, err error) {
	for e, err := range users.Scan(tx, "") {
		if err != nil {
			return nil, err
		}
		if e.Value.Bound() && !e.Value.Directory.ThroughGroup {
			ids = append(ids, e.Key)
		}
	}
	return ids, nil
}

// Associate connects two objects, or ends that. A connection that is there cannot be added, one that is not there
// cannot be removed. What binds users to the Microsoft 365 directory tells Microsoft; a refusal with
// [CodeDirectorySync] leaves the association as it was asked for.
func (o *Organization) Associate(ctx context.Context, from, to Node, add bool) error {
	if err := o.associable(ctx, from, to, add); err != nil {
		return err
	}
	op := map[bool]string{true: "add", false: "remove"}[add]
	err := o.connect(ctx, from, to, add)
	if err == nil || isDirectorySync(err) {
		o.AddEvent(ctx, Event{Service: ServiceDirectory, Type: "association_change", Members: map[string]any{
			"association": map[string]any{"op": op, "action_source": "api", "connection": map[string]any{
				"from": map[string]any{"type": from.Type, "object_id": from.ID},
				"to":   map[string]any{"type": to.Type, "object_id": to.ID},
			}},
		}})
	}
	return err
}

// associable refuses what cannot be connected, or is so already.
func (o *Organization) associable(ctx context.Context, from, to Node, add bool) error {
	return o.store.View(ctx, func(tx store.Tx) error {
		for _, n := range []Node{from, to} {
			if found, err := o.hasNode(tx, n); err != nil || !found {
				if err == nil {
					err = notFound(string(n.Type), n.ID)
				}
				return err
			}
		}
		ids, err := o.connected(tx, from, to.Type)
		if err != nil {
			return err
		}
		switch there := slices.Contains(ids, to.ID); {
		case add && there:
			return taken("connection", string(to.Type), to.ID)
		case !add && !there:
			return notFound("connection to "+string(to.Type), to.ID)
		}
		return nil
	})
}

func (o *Organization) connect(ctx context.Context, from, to Node, add bool) error {
	switch {
	case from.Type == NodeDirectory:
		return o.connect(ctx, to, from, add)
	case from.Type == NodeUser && to.Type == NodeDirectory:
		return o.bindDirectly(ctx, from.ID, add)
	case from.Type == NodeGroup && to.Type == NodeDirectory:
		return o.bindGroupToDirectory(ctx, from.ID, add)
	case from.Type == NodeGroup && to.Type == NodeUser:
		if add {
			return o.AddToGroup(ctx, to.ID, from.ID)
		}
		return o.RemoveFromGroup(ctx, to.ID, from.ID)
	}
	links, reversed, ok := edge(from.Type, to.Type)
	if !ok {
		return invalid("type", "one that a "+string(from.Type)+" can be associated with", string(to.Type))
	}
	if reversed {
		from, to = to, from
	}
	return o.store.Update(ctx, func(tx store.Tx) error {
		if add {
			return links.Link(tx, from.ID, to.ID)
		}
		return links.Unlink(tx, from.ID, to.ID)
	})
}
