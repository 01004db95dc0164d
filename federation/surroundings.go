package federation

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"samlharness/federation/msgraph"
	"samlharness/record"
)

// surroundings looks, before a domain is federated, at what else in the tenant decides what comes of it. Where the
// domain cannot be federated anyhow, nothing of it is asked.
func (s *survey) surroundings(ctx context.Context) {
	if required(s.findings) != nil || ctx.Err() != nil {
		return
	}
	begin := len(s.findings)
	s.issuerUnused(ctx)
	s.securityDefaults(ctx)
	s.tokenPolicy(ctx)
	s.administratorOutside(ctx)
	for i, f := range s.findings[begin:] {
		if f.Outcome == Fail && !f.Required {
			s.findings[begin+i].Warnings = []string{f.Fact + ": it is not so, " + f.Got + ". " + f.Cure}
		}
	}
}

// found adds a finding.
func (s *survey) found(f Finding) { s.findings = append(s.findings, f) }

// unread adds a finding that nobody can tell, with what to do about it.
func (s *survey) unread(f Finding, err error, permission string) {
	f.Outcome, f.Got = CannotTell, err.Error()
	if e, ok := asGraph(err); ok {
		f.Got = fmt.Sprintf("HTTP %d %s", e.Status, e.Code)
	}
	switch {
	case msgraph.HasStatus(err, http.StatusUnauthorized), msgraph.HasStatus(err, http.StatusForbidden):
		f.Cure = "Grant the token " + permission + ", and whoever signs in the role Global Reader."
	default:
		f.Cure = "Look in the Entra admin center: this Graph does not answer it."
	}
	s.found(f)
}

// securityDefaults: they turn Microsoft's MFA on whatever other settings say, so that users meet two prompts.
func (s *survey) securityDefaults(ctx context.Context) {
	f := Finding{ID: "security-defaults", Demand: "C1", Fact: "security defaults are off"}
	on, err := s.Graph.SecurityDefaults(ctx)
	if err != nil {
		s.unread(f, err, "Policy.Read.All")
		return
	}
	f.Outcome = Pass
	if on {
		f.Outcome, f.Got = Fail, "on: with JumpCloud's MFA users are asked twice (P5)"
		f.Cure = "Entra > Overview > Properties > Manage security defaults, as a Security Administrator; protect the " +
			"tenant by conditional access first."
	}
	s.found(f)
}

// issuerUnused: one issuer URI serves one domain, and Graph answers 409 to a second.
func (s *survey) issuerUnused(ctx context.Context) {
	f := Finding{ID: "issuer", Fact: "no other domain has the issuer URI", Outcome: Pass}
	var others []string
	for _, d := range s.domains {
		if d.AuthenticationType == msgraph.Federated && !strings.EqualFold(d.ID, s.source.Domain) {
			others = append(others, d.ID)
		}
	}
	configurations, err := s.Graph.FederationsOf(ctx, others)
	if err != nil {
		s.unread(f, err, "Domain-InternalFederation.Read.All")
		return
	}
	for _, name := range others {
		if c, ok := configurations[name]; ok && s.source.IssuerURI != "" && c.IssuerURI == s.source.IssuerURI {
			f.Outcome, f.Got = Fail, fmt.Sprintf("%s has %s", name, c.IssuerURI)
			f.Cure = "Give the JumpCloud application an IdP Entity ID of its own, and export the metadata again."
			f.Required, f.Err = true, s.issuerTaken(name)
		}
	}
	if s.source.IssuerURI == "" {
		f.Outcome, f.Got, f.Cure = CannotTell, "no metadata", "Name the metadata with --xml-file."
	}
	s.found(f)
}

// CodeIssuerTaken is the code of a refusal: another domain of the tenant has the issuer URI.
const CodeIssuerTaken = "IssuerTaken"

func (s *survey) issuerTaken(by string) *record.Refusal {
	return &record.Refusal{
		Code:     CodeIssuerTaken,
		Message:  "Another domain of the tenant is federated with the same issuer URI: " + by,
		Expected: "an issuer URI that no other domain has",
		Got:      s.source.IssuerURI,
		Fix:      "Give each domain an application with an IdP Entity ID of its own, and export its metadata.",
	}
}

// tokenPolicy: unless the domain of the issuer is compared with the user's, an identity provider signs in whomever it
// names. A tenant has no policy by default, which means that all are compared. Source: Microsoft Graph,
// federatedTokenValidationPolicy resource type.
func (s *survey) tokenPolicy(ctx context.Context) {
	f := Finding{
		ID:      "token-policy",
		Fact:    "an identity provider signs in the users of its own domain alone",
		Outcome: Pass,
	}
	policy, err := s.Graph.TokenValidation(ctx)
	switch {
	case msgraph.IsNotFound(err):
	case err != nil:
		s.unread(f, err, "Policy.Read.All")
		return
	case policy.Domains.RootDomains == "none":
		f.Outcome = Fail
		f.Got = "rootDomains of the federatedTokenValidationPolicy is none: this one could sign in users of every domain"
		f.Cure = "Set rootDomains to all. A tenant without this policy is treated so, too."
	case policy.Domains.RootDomains != "all":
		f.Got = strings.TrimSpace("rootDomains is " + policy.Domains.RootDomains + " " +
			strings.Join(policy.Domains.DomainNames, ", "))
	}
	s.found(f)
}

// administratorOutside: the guard of a real tenant asks for the same; here it is told before.
func (s *survey) administratorOutside(ctx context.Context) {
	f := Finding{ID: "administrator-outside", Demand: "P7", Fact: "a Global Administrator can sign in outside the domain"}
	all, err := s.Graph.GlobalAdministrators(ctx)
	if err != nil {
		s.unread(f, err, "RoleManagement.Read.Directory")
		return
	}
	able := func(a msgraph.Administrator) bool { return outside(a, s.source.Domain, s.domains) }
	if i := slices.IndexFunc(all, able); i >= 0 {
		f.Outcome, f.Got = Pass, all[i].UserPrincipalName
	} else {
		f.Outcome = Fail
		f.Got = fmt.Sprintf("of %d Global Administrators 0 are enabled and in another domain that is Managed", len(all))
		f.Cure = "Create one on the onmicrosoft.com domain, and try its sign-in."
	}
	s.found(f)
}
