package loginsrf

import (
	"slices"
	"strings"

	"samlharness/internal/wire"
)

const fixAudience = "set the SP Entity ID at JumpCloud to " + wire.MicrosoftEntityID

// fixGuestAudience is for a message of the neighbour at the same address, federation with guests: its own audience, an
// e-mail claim, no sign-in that the identity provider begins (50107), 5000819 where the claim is missing (Microsoft
// Learn, External ID: direct federation).
const fixGuestAudience = "this is the audience of federation for guests (External ID, SAML/WS-Fed identity " +
	"providers), " +
	"where the tenant's address is the entity ID; the members of a federated domain are signed in by another. For a " +
	"domain that is verified in the tenant " + fixAudience + ", and have guest federation not set up for it"

// isGuestAudience says whether an audience is that of a tenant for its guests:
// https://login.microsoftonline.com/TENANT/.
func isGuestAudience(audience string) bool {
	rest, ok := strings.CutPrefix(audience, "https://login.microsoftonline.com/")
	if !ok {
		return false
	}
	tenant := strings.TrimSuffix(rest, "/")
	return tenant != "" && tenant != "login.srf" && !strings.Contains(tenant, "/")
}

// checkAudience checks that every AudienceRestriction names us: one of its audiences is enough, but each restriction
// must (SAML Core 2.5.1.4).
func checkAudience(e *evaluation) *failure {
	const fix = fixAudience
	restrictions := children(child(e.signed, saml, "Conditions"), saml, "AudienceRestriction")
	if len(restrictions) == 0 {
		return invalid(wire.MicrosoftEntityID, "no AudienceRestriction", fix)
	}
	for _, r := range restrictions {
		var audiences []string
		for _, a := range children(r, saml, "Audience") {
			audiences = append(audiences, a.Text())
		}
		if slices.Contains(audiences, wire.MicrosoftEntityID) {
			continue
		}
		got := strings.Join(audiences, ", ")
		switch {
		case slices.ContainsFunc(audiences, isGuestAudience):
			return unlike(wire.MicrosoftEntityID, got, fixGuestAudience)
		case got == "":
			return invalid(wire.MicrosoftEntityID, "an AudienceRestriction without Audience", fix)
		case len(audiences) == 1:
			return unlike(wire.MicrosoftEntityID, got, fix)
		}
		return invalid(wire.MicrosoftEntityID, got, fix)
	}
	return nil
}
