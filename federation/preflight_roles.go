package federation

import (
	"context"
	"slices"
	"strings"

	"samlharness/federation/msgraph"
	"samlharness/internal/directoryrole"
)

// federating are the directory roles whose holders may change federation, by template id. Source: Microsoft Graph,
// Create internalDomainFederation, permissions.
func federating() []string {
	return []string{
		directoryrole.DomainNameAdministrator,
		directoryrole.ExternalIDPAdministrator,
		directoryrole.HybridIdentityAdministrator,
		directoryrole.SecurityAdministrator,
		directoryrole.GlobalAdministrator,
	}
}

// operatorRole: the procedure wants a Global Administrator. Who only looks may do so with less, so that a person
// without such a role is told, and does not fail.
func (v *preflight) operatorRole(ctx context.Context) {
	f := Finding{ID: "operator.role", Demand: "P3", Fact: "whoever signs in may change federation", Outcome: CannotTell}
	if v.Graph.Application() {
		f.Got, f.Cure = "an application signs in: Graph tells its permissions only when a change is sent", permissionsFix
		v.found(f)
		return
	}
	roles, err := v.Graph.MyRoles(ctx)
	if err != nil {
		v.unread(f, err, "User.Read")
		return
	}
	f.Got = "the person who signs in holds none of the roles that may: they can look, and change nothing"
	f.Cure = permissionsFix
	for _, role := range roles {
		if slices.Contains(federating(), strings.ToLower(role.TemplateID)) {
			f.Outcome, f.Got, f.Cure = Pass, role.DisplayName, ""
		}
	}
	v.found(f)
}

// strengths: a policy that demands a strength which no federated sign-in reaches lets nobody in who has nothing else.
// Source: Microsoft Graph, authenticationStrengthPolicy resource type: the combinations of a strength.
func (v *preflight) strengths(ctx context.Context) {
	f := Finding{ID: "authentication-strength", Fact: "conditional access demands nothing that a federated sign-in lacks"}
	policies, err := v.Graph.ConditionalAccess(ctx)
	if err != nil {
		v.unread(f, err, "Policy.Read.All")
		return
	}
	var names []string
	for _, p := range policies {
		if p.State == "enabled" && unreached(p.GrantControls.Strength) {
			names = append(names, p.DisplayName)
		}
	}
	v.count(f, names, "policies demand an authentication strength that no federated sign-in reaches",
		"Let the users it concerns register a credential of that strength at Microsoft, or add federatedMultiFactor to it.")
}

// unreached says whether a strength is demanded, and none of its combinations is federated.
func unreached(s *msgraph.Strength) bool {
	return s != nil && len(s.Combinations) > 0 && !slices.ContainsFunc(s.Combinations, func(c string) bool {
		return strings.Contains(strings.ToLower(c), "federated")
	})
}

// hardMatch: while a directory is synchronized, accounts with directory roles are matched with it no more (since June
// 2026), so that their immutable ID stays what it is.
func (v *preflight) hardMatch() {
	f := Finding{ID: "hard-match", Demand: "C6", Fact: "no synchronized directory has to match an administrator"}
	if v.holdersErr != nil {
		v.unread(f, v.holdersErr, "RoleManagement.Read.Directory")
		return
	}
	var names []string
	for _, h := range v.holders {
		if v.synchronized && v.federates(h.UserPrincipalName) {
			names = append(names, h.UserPrincipalName)
		}
	}
	v.count(f, unique(names), "administrators are refused by hard match (InvalidHardMatch, AttributeUpdateNotAllowed)",
		"Take the roles from them while they are matched, or set onPremisesImmutableId by Graph while the domain is Managed.")
}
