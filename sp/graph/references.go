package graph

import (
	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
)

// memberColumns are those of users among directory objects, which say that they are users.
func memberColumns() odata.Columns[directory.User] {
	return append(odata.Columns[directory.User]{{
		Name: "@odata.type",
		Of:   func(*directory.User) odata.Value { return odata.Text("#microsoft.graph.user") },
	}}, userColumns()...)
}

// memberOffer is what can be asked of users among directory objects; they do not page (Microsoft Learn: Paging
// Microsoft Graph data in your app).
func memberOffer(beta bool) odata.Offer {
	o := userOffer(beta)
	o.Pages = false
	return o
}

// nameReferences are the objects whose names lie in a domain: here its users.
func (h *Handler) nameReferences(c *call) (reply, error) {
	d, err := h.Tenant.Domain(c.r.Context(), c.captures[0])
	if err != nil {
		return reply{}, err
	}
	if d.AuthenticationType() == directory.Federated { // microsoftgraph/microsoft-graph-docs#10484
		return reply{}, odata.Unsupported("This API is not supported for federated domains.")
	}
	users, err := h.Tenant.QueryUsers(c.r.Context(), directory.UserQuery{
		Match: func(u *directory.User) bool { return u.DomainName() == d.Name },
	})
	if err != nil {
		return reply{}, err
	}
	return listed(c, "directoryObjects", memberColumns(), defaultUser(), users, 0), nil
}
