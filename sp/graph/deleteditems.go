package graph

import (
	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
)

// deletedOffer is what can be asked of deleted users, which are sorted by when they were deleted too.
func deletedOffer(beta bool) odata.Offer {
	o := userOffer(beta)
	o.Order = append(o.Order, "deletedDateTime")
	return o
}

func (h *Handler) listDeleted(c *call) (reply, error) {
	users, err := h.Tenant.DeletedUsers(c.r.Context())
	if err != nil {
		return reply{}, err
	}
	return listed(c, "users", userColumns(), append(defaultUser(), "deletedDateTime"), users, defaultUserPage), nil
}

func (h *Handler) getDeleted(c *call) (reply, error) {
	u, err := h.Tenant.DeletedUser(c.r.Context(), c.captures[0])
	if err != nil {
		return reply{}, err
	}
	return c.deletedObject(u, append(defaultUser(), "deletedDateTime")), nil
}

func (c *call) deletedObject(u directory.User, shown odata.Selection) reply {
	if c.query.Select != nil {
		shown = c.query.Select
	}
	return c.single("directoryObjects"+c.query.Select.Suffix(), memberColumns().Only(shown).Entity(&u))
}

// restoreDeleted takes no body; clients send {} too.
func (h *Handler) restoreDeleted(c *call) (reply, error) {
	u, err := h.Tenant.RestoreUser(c.context(), c.captures[0])
	if err != nil {
		return reply{}, err
	}
	return c.deletedObject(u, defaultUser()), nil
}

func (h *Handler) purgeDeleted(c *call) (reply, error) {
	return noContent(), h.Tenant.PurgeUser(c.context(), c.captures[0])
}
