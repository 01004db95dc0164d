package graph

import (
	"slices"
	"strings"

	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
)

// membershipColumns are those of directory roles among directory objects, which say that they are roles.
func (h *Handler) membershipColumns() odata.Columns[directory.BuiltInRole] {
	return append(odata.Columns[directory.BuiltInRole]{{
		Name: "@odata.type",
		Of:   func(*directory.BuiltInRole) odata.Value { return odata.Text("#microsoft.graph.directoryRole") },
	}}, roleColumns(h.Tenant.ID())...)
}

// memberOf is what a user is a member of: here directory roles, since there are no groups. The user is that of the
// path, or of the token under /me.
func (h *Handler) memberOf(c *call) (reply, error) {
	ref := c.token.ObjectID
	if len(c.captures) > 0 {
		ref = c.captures[0]
	} else if c.token.AppOnly() {
		return reply{}, odata.Gateway("/me request is only valid with delegated authentication flow.")
	}
	u, err := h.Tenant.User(c.r.Context(), ref)
	if err != nil {
		return reply{}, err
	}
	assignments, err := h.Tenant.RoleAssignments(c.r.Context())
	if err != nil {
		return reply{}, err
	}
	roles := slices.DeleteFunc(directory.BuiltInRoles(), func(r directory.BuiltInRole) bool {
		return !slices.ContainsFunc(assignments, func(a directory.RoleAssignment) bool {
			return a.User.ID == u.ID && strings.EqualFold(a.RoleTemplateID, r.TemplateID)
		})
	})
	return collection(c, "directoryObjects", h.membershipColumns(), roles, 0), nil
}
