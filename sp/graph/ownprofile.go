package graph

import (
	"slices"
	"strings"

	"samlharness/sp/graph/odata"
)

// ownProperties are those that a person changes of the own account with User.ReadWrite alone; which they are is our
// choice: names and identifiers that sign-in depends on are an administrator's.
func ownProperties() []string {
	return []string{"businessPhones", "mobilePhone", "otherMails", "preferredLanguage", "streetAddress", "city", "state",
		"postalCode", "country", "faxNumber"}
}

// patchMe changes the account of the token's person (Microsoft Graph REST v1.0: Update user).
func (h *Handler) patchMe(c *call) (reply, error) {
	if c.token.AppOnly() {
		return reply{}, odata.Gateway("/me request is only valid with delegated authentication flow.")
	}
	p, patch, err := c.readUserPatch()
	if err != nil {
		return reply{}, err
	}
	foreign := slices.ContainsFunc(p.Names(), func(name string) bool {
		return !slices.ContainsFunc(ownProperties(), func(own string) bool { return strings.EqualFold(own, name) })
	})
	if foreign && !c.may(writeUsers()) {
		return reply{}, denied(writeUsers().explained(c.token), c.token)
	}
	_, err = h.Tenant.UpdateUser(c.context(), c.token.ObjectID, patch)
	return noContent(), err
}
