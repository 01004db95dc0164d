package loginsrf

import (
	"slices"
	"strings"

	"samlharness/internal/cloud"
)

func fixAudience(c cloud.Cloud) string { return "set the SP Entity ID at JumpCloud to " + c.EntityID() }

// fixGuestAudience is for a message of the neighbour at the same address, federation with guests: its own audience, an
// e-mail claim, no sign-in that the identity provider begins (50107), 5000819 where the claim is missing (Microsoft
// Learn, External ID: direct federation).
func fixGuestAudience(c cloud.Cloud) string {
	return "this is the audience of federation for guests (External ID, SAML/WS-Fed identity providers), where the " +
		"tenant's address is the entity ID; the members of a federated domain are signed in by another. For a domain " +
		"that is verified in the tenant " + fixAudience(c) + ", and have guest federation not set up for it"
}

// isGuestAudience says whether an audience is that of a tenant for its guests:
// https://login.microsoftonline.com/TENANT/.
func isGuestAudience(c cloud.Cloud, audience string) bool {
	rest, ok := strings.CutPrefix(audience, "https://"+c.Login()+"/")
	if !ok {
		return false
	}
	tenant := strings.TrimSuffix(rest, "/")
	return tenant != "" && tenant != "login.srf" && !strings.Contains(tenant, "/")
}

// checkAudience checks that every AudienceRestriction names us: one of its audiences is enough, but each restriction
// must (SAML Core 2.5.1.4).
func checkAudience(e *evaluation) *failure {
	own, fix := e.in.Cloud.EntityID(), fixAudience(e.in.Cloud)
	guests := func(audience string) bool { return isGuestAudience(e.in.Cloud, audience) }
	restrictions := children(child(e.signed, saml, "Conditions"), saml, "AudienceRestriction")
	if len(restrictions) == 0 {
		return invalid(own, "no AudienceRestriction", fix)
	}
	for _, r := range restrictions {
		var audiences []string
		for _, a := range children(r, saml, "Audience") {
			audiences = append(audiences, a.Text())
		}
		if slices.Contains(audiences, own) {
			continue
		}
		got := strings.Join(audiences, ", ")
		switch {
		case slices.ContainsFunc(audiences, guests):
			return unlike(own, got, fixGuestAudience(e.in.Cloud))
		case got == "":
			return invalid(own, "an AudienceRestriction without Audience", fix)
		case len(audiences) == 1:
			return unlike(own, got, fix)
		}
		return invalid(own, got, fix)
	}
	return nil
}
