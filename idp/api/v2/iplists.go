package v2

import (
	"slices"

	"samlharness/idp/api/rest"
	"samlharness/idp/org"
)

func ipListSchema() rest.Schema[org.IPList] {
	return rest.Schema[org.IPList]{
		{Name: "id", Of: func(l org.IPList) any { return l.ID }},
		{Name: "name", Of: func(l org.IPList) any { return l.Name }},
		{Name: "description", Of: func(l org.IPList) any { return l.Description }},
		{Name: "ips", Of: func(l org.IPList) any { return rest.List(l.IPs) }},
	}
}

// ListIPLists is GET /iplists.
func (h Handler) ListIPLists(c *rest.Call) (rest.Reply, error) {
	return rest.Collection[org.IPList]{
		Offer:  rest.Offer{Sort: true, Filter: true, Count: true, Link: true},
		Schema: ipListSchema(),
		All:    rest.Values(c.Organization.IPLists(c.Context())),
	}.Reply(c)
}

func ipList(c *rest.Call) (org.IPList, error) {
	lists, err := c.Organization.IPLists(c.Context())
	i := slices.IndexFunc(lists, func(l org.IPList) bool { return l.ID == c.ID(0) })
	if err != nil || i < 0 {
		if err == nil {
			err = rest.NotFound("IP list", c.ID(0))
		}
		return org.IPList{}, err
	}
	return lists[i], nil
}

// GetIPList is GET /iplists/{id}.
func (h Handler) GetIPList(c *rest.Call) (rest.Reply, error) {
	l, err := ipList(c)
	return rest.OK(ipListSchema().Object(l)), err
}

func putIPList(c *rest.Call, l org.IPList) (rest.Object, error) {
	b, err := rest.ReadBody(c)
	if err != nil {
		return nil, err
	}
	rest.TakeInto(b, "name", &l.Name)
	rest.TakeInto(b, "description", &l.Description)
	rest.TakeInto(b, "ips", &l.IPs)
	if err := b.Done(c); err != nil {
		return nil, err
	}
	l, err = c.Organization.PutIPList(c.Context(), l)
	return ipListSchema().Object(l), err
}

// CreateIPList is POST /iplists.
func (h Handler) CreateIPList(c *rest.Call) (rest.Reply, error) {
	o, err := putIPList(c, org.IPList{})
	return rest.Created(o), err
}

// PatchIPList is PATCH /iplists/{id}.
func (h Handler) PatchIPList(c *rest.Call) (rest.Reply, error) {
	l, err := ipList(c)
	if err != nil {
		return rest.Reply{}, err
	}
	o, err := putIPList(c, l)
	return rest.OK(o), err
}

// PutIPList is PUT /iplists/{id}: what is left out is empty afterwards.
func (h Handler) PutIPList(c *rest.Call) (rest.Reply, error) {
	l, err := ipList(c)
	if err != nil {
		return rest.Reply{}, err
	}
	o, err := putIPList(c, org.IPList{ID: l.ID})
	return rest.OK(o), err
}

// DeleteIPList is DELETE /iplists/{id}.
func (h Handler) DeleteIPList(c *rest.Call) (rest.Reply, error) {
	l, err := ipList(c)
	if err == nil {
		err = c.Organization.DeleteIPList(c.Context(), l.ID)
	}
	return rest.OK(ipListSchema().Object(l)), err
}
