package v2

import (
	"context"
	"slices"

	"samlharness/idp/api/rest"
	"samlharness/idp/org"
)

// Traverse is GET /users/{id}/applications and its like: what an object reaches, at once or by way of a group, with the
// paths. JumpCloud's graph has no longer ones here, since groups hold users alone.
func (s Source) Traverse(to org.NodeType) rest.Handle {
	return func(c *rest.Call) (rest.Reply, error) {
		from, err := s.node(c)
		if err != nil {
			return rest.Reply{}, err
		}
		return reach(c, from, to)
	}
}

// walk finds what one object reaches.
type walk struct {
	o    *org.Organization
	from org.Node
	to   org.NodeType
	// direct are the ends that are connected at once; through are those of each group on the way.
	direct  []string
	groups  []string
	through map[string][]string // by group
}

func newWalk(ctx context.Context, o *org.Organization, from org.Node, to org.NodeType) (w walk, err error) {
	w = walk{o: o, from: from, to: to, through: map[string][]string{}}
	if w.direct, err = o.Connected(ctx, from, to); err != nil {
		return w, err
	}
	if from.Type == org.NodeGroup || to == org.NodeGroup {
		return w, nil
	}
	if w.groups, err = o.Connected(ctx, from, org.NodeGroup); err != nil {
		return w, err
	}
	for _, g := range w.groups {
		if w.through[g], err = o.Connected(ctx, org.Node{Type: org.NodeGroup, ID: g}, to); err != nil {
			return w, err
		}
	}
	return w, nil
}

// ids are all that is reached, each once, in their order.
func (w walk) ids() []string {
	ids := slices.Clone(w.direct)
	for _, more := range w.through {
		ids = append(ids, more...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// paths are the ways to one of them.
func (w walk) paths(id string) (paths [][]rest.Object) {
	end := org.Node{Type: w.to, ID: id}
	if _, found := slices.BinarySearch(w.direct, id); found {
		paths = append(paths, []rest.Object{connection(w.from, end)})
	}
	for _, g := range w.groups {
		if _, found := slices.BinarySearch(w.through[g], id); found {
			group := org.Node{Type: org.NodeGroup, ID: g}
			paths = append(paths, []rest.Object{connection(w.from, group), connection(group, end)})
		}
	}
	return paths
}

// reach answers with objects and their paths. With syncStatus users of the directory tell what Microsoft made of them.
func reach(c *rest.Call, from org.Node, to org.NodeType) (rest.Reply, error) {
	w, err := newWalk(c.Context(), c.Organization, from, to)
	if err != nil {
		return rest.Reply{}, err
	}
	var ends []end
	for _, id := range w.ids() {
		ends = append(ends, end{from, org.Node{Type: to, ID: id}})
	}
	offer := rest.Offer{Filter: true, Link: true, Sort: to == org.NodeGroup && from.Type == org.NodeUser}
	synced := from.Type == org.NodeDirectory && to == org.NodeUser
	if synced {
		offer.More = []string{"syncStatus"}
	}
	return rest.Collection[end]{
		Offer:  offer,
		Schema: endSchema(),
		All:    rest.Values(ends, nil),
		Show: func(e end) (any, error) {
			o := rest.Object{{Name: "id", Value: e.to.ID}, {Name: "type", Value: string(to)},
				{Name: "compiledAttributes", Value: nil}, {Name: "paths", Value: w.paths(e.to.ID)}}
			if synced && c.URL.Query().Get("syncStatus") == "true" {
				return withSync(c, o, e.to.ID)
			}
			return o, nil
		},
	}.Reply(c)
}

// withSync adds what Microsoft made of a user.
func withSync(c *rest.Call, o rest.Object, id string) (rest.Object, error) {
	u, err := c.Organization.User(c.Context(), id)
	if err != nil {
		return nil, err
	}
	code, message := 200, "OK"
	if u.Directory.SyncError != "" {
		code, message = 400, u.Directory.SyncError
	}
	return append(o, rest.Member{Name: "externalId", Value: u.ImmutableID()},
		rest.Member{Name: "syncStatus", Value: rest.Object{{Name: "code", Value: code}, {Name: "message", Value: message},
			{Name: "syncedAt", Value: rest.Instant(u.Directory.SyncedAt)}, {Name: "details", Value: []any{}}}}), nil
}

// MemberOf is GET /users/{id}/memberof.
func (h Handler) MemberOf(c *rest.Call) (rest.Reply, error) {
	return Source{org.NodeUser}.Traverse(org.NodeGroup)(c)
}

// Membership is GET /usergroups/{id}/membership: the users of the group, with paths.
func (h Handler) Membership(c *rest.Call) (rest.Reply, error) {
	return Source{org.NodeGroup}.Traverse(org.NodeUser)(c)
}
