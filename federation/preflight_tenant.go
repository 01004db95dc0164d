package federation

import (
	"context"
	"errors"
	"strings"

	"samlharness/federation/msgraph"
	"samlharness/record"
)

func asGraph(err error) (*msgraph.Error, bool) { return errors.AsType[*msgraph.Error](err) }

func asRefusal(err error) (*record.Refusal, bool) { return errors.AsType[*record.Refusal](err) }

// tenant are the findings about the tenant and those who run it.
func (v *preflight) tenant(ctx context.Context) {
	v.securityDefaults(ctx)
	v.notGoDaddy()
	v.notCopied()
	v.breakGlass()
	v.administratorsInside()
	v.issuerUnused(ctx)
	v.prefersRedirect(ctx)
	v.tokenPolicy(ctx)
	v.strengths(ctx)
	v.hardMatch()
	v.operatorRole(ctx)
	v.found(Finding{
		ID: "modern-authentication", Demand: "P4", Fact: "modern authentication is on", Outcome: CannotTell,
		Got: "Exchange Online has the switch (OAuth2ClientProfileEnabled), not Graph",
		Cure: "Run `Get-OrganizationConfig | fl OAuth2Client*` in Exchange Online. EWS is blocked since 2026-10-01 " +
			"unless EWSEnabled is True and the app is allowed, and ends on 2027-04-01.",
	})
}

// notGoDaddy: GoDaddy names the initial domain of the tenants that it resells netorg….
func (v *preflight) notGoDaddy() {
	f := Finding{ID: "godaddy", Demand: "C4", Fact: "the tenant is not one of GoDaddy's", Outcome: CannotTell}
	for _, d := range v.domains {
		switch {
		case !d.IsInitial:
		case strings.HasPrefix(strings.ToLower(d.ID), "netorg"):
			f.Outcome, f.Got = Fail, d.ID
			f.Cure = "JumpCloud does not support it: defederate from GoDaddy first."
		default:
			f.Outcome = Pass
		}
	}
	v.found(f)
}

// notCopied: Microsoft's own example for New-MgDomainFederationConfiguration has this pair, which asks twice for MFA
// and breaks the sign-in of browsers.
func (v *preflight) notCopied() {
	f := Finding{ID: "copied-example", Fact: "the settings are not those of Microsoft's example", Outcome: Pass}
	if c := v.present.configuration; c != nil && copied(*c) {
		f.Outcome = Fail
		f.Got = "federatedIdpMfaBehavior rejectMfaByFederatedIdp and no preferredAuthenticationProtocol"
		f.Cure = "Say saml and acceptIfMfaDoneByFederatedIdp in a file, and apply it with `harness federation enable " +
			"--from FILE`."
	}
	v.found(f)
}

func copied(c Configuration) bool {
	return c.FederatedIDPMFABehavior == "rejectMfaByFederatedIdp" && c.PreferredAuthenticationProtocol == ""
}

// breakGlass: somebody must be able to undo everything without JumpCloud, and since the portals demand MFA of every
// administrator, break-glass accounts included, only with a second factor.
func (v *preflight) breakGlass() {
	f := Finding{ID: "break-glass", Demand: "P7", Fact: "a Global Administrator outside can sign in, with a second factor"}
	if v.holdersErr != nil {
		v.unread(f, v.holdersErr, "RoleManagement.Read.Directory")
		return
	}
	f.Outcome = Fail
	f.Got = "no enabled Global Administrator in a Managed domain outside"
	f.Cure = "Create one on the onmicrosoft.com domain, register a passkey for it, and try its sign-in."
	for _, h := range v.holders {
		if !h.GlobalAdministrator() || !outside(h.Administrator, v.source.Domain, v.domains) {
			continue
		}
		f.Names = append(f.Names, h.UserPrincipalName)
		switch r, known := v.registered[strings.ToLower(h.UserPrincipalName)]; {
		case r.IsMFARegistered:
			f.Outcome, f.Got, f.Cure = Pass, h.UserPrincipalName, ""
		case f.Outcome == Pass:
		case v.registeredErr != nil || !known:
			f.Outcome, f.Got = CannotTell, "whether "+h.UserPrincipalName+" has a second factor could not be read"
			f.Cure = "Grant AuditLog.Read.All, or look at its authentication methods in Entra."
		case f.Outcome == Fail:
			f.Got = h.UserPrincipalName + " has no second factor, which the portals demand"
		}
	}
	v.found(f)
}

// administratorsInside: the portals let a federated administrator in only with multipleauthn from JumpCloud.
func (v *preflight) administratorsInside() {
	f := Finding{ID: "administrators-inside", Fact: "no administrator is in the domain"}
	if v.holdersErr != nil {
		v.unread(f, v.holdersErr, "RoleManagement.Read.Directory")
		return
	}
	var inside []string
	for _, h := range v.holders {
		if v.federates(h.UserPrincipalName) {
			inside = append(inside, h.UserPrincipalName)
		}
	}
	v.count(f, unique(inside), "users with directory roles sign in through JumpCloud afterwards",
		"Move them to the onmicrosoft.com domain, or have JumpCloud assert multipleauthn: the admin portals, and writes to "+
			"Azure by CLI, PowerShell and templates, demand multi-factor authentication of everybody.")
}
