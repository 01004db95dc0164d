package graph

import "samlharness/sp/graph/odata"

// nothing is a policy of a kind of which the emulated tenant has none.
type nothing struct{}

// noneOf answers a collection of which the emulated tenant has no member, and cannot get any: its sign-in knows no such
// policy. What is there at the real tenant, a preflight finds in the same place.
func noneOf(context string) handle {
	return func(c *call) (reply, error) {
		return collection(c, context, odata.Columns[nothing]{}, nil, 0), nil
	}
}

// noCertificateAuthorities: an organization without certificate-based authentication has an empty collection.
func (h *Handler) noCertificateAuthorities(c *call) (reply, error) {
	if err := h.isOrganization(c); err != nil {
		return reply{}, err
	}
	return noneOf("certificateBasedAuthConfiguration")(c)
}
