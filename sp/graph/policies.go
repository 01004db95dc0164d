package graph

import (
	"encoding/json"

	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
)

const securityDefaults = "policies/identitySecurityDefaultsEnforcementPolicy"

func (h *Handler) getSecurityDefaults(c *call) (reply, error) {
	on, err := h.Tenant.SecurityDefaults(c.r.Context())
	if err != nil {
		return reply{}, err
	}
	return ok(c.withContext(securityDefaults, odata.Entity{
		odata.P("id", "00000000-0000-0000-0000-000000000005"),
		odata.P("displayName", "Security Defaults"),
		odata.P("description", "Security defaults of the emulated tenant."),
		odata.P("isEnabled", on),
	})), nil
}

func (h *Handler) patchSecurityDefaults(c *call) (reply, error) {
	p, err := c.readRecorded("IdentitySecurityDefaultsEnforcementPolicy")
	if err != nil {
		return reply{}, err
	}
	on, err := p.Flag("isEnabled")
	if err != nil {
		return reply{}, err
	}
	if err := c.changes(p); err != nil || on == nil {
		return noContent(), err
	}
	return noContent(), h.Tenant.SetSecurityDefaults(c.context(), *on)
}

// The types of validatingDomains, which go with values of rootDomains.
const (
	allDomains        = "#microsoft.graph.allDomains"
	enumeratedDomains = "#microsoft.graph.enumeratedDomains"
)

const tokenPolicy = "policies/federatedTokenValidationPolicy"

func (h *Handler) getTokenPolicy(c *call) (reply, error) {
	policy, err := h.Tenant.TokenValidationPolicy(c.r.Context())
	if err != nil {
		return reply{}, err
	}
	domains := odata.Entity{odata.P("@odata.type", allDomains),
		odata.P("rootDomains", policy.RootDomains)}
	if policy.Enumerated() {
		names := append([]string{}, policy.DomainNames...)
		domains = odata.Entity{
			odata.P("@odata.type", enumeratedDomains),
			odata.P("rootDomains", policy.RootDomains),
			odata.P("domainNames", names),
		}
	}
	return c.single(tokenPolicy, odata.Entity{
		odata.P("@odata.type", "#microsoft.graph.federatedTokenValidationPolicy"),
		odata.P("id", policy.ID),
		odata.P("deletedDateTime", nil),
		odata.P("validatingDomains", domains),
	}), nil
}

// putTokenPolicy takes PUT, as the newest pages have it, and PATCH, as the older ones.
func (h *Handler) putTokenPolicy(c *call) (reply, error) {
	p, err := c.readRecorded("FederatedTokenValidationPolicy")
	if err != nil {
		return reply{}, err
	}
	domains, given, err := p.Object("validatingDomains")
	if err != nil {
		return reply{}, err
	}
	if !given {
		return reply{}, odata.InvalidValue("validatingDomains", p.Resource)
	}
	root, err := domains.Text("rootDomains")
	if err != nil {
		return reply{}, err
	}
	policy := directory.TokenValidationPolicy{}
	if root != nil {
		policy.RootDomains = *root
	}
	kind, err := domains.Text("@odata.type")
	if err != nil || kind != nil && *kind != "" && (*kind == allDomains) == policy.Enumerated() {
		return reply{}, odata.InvalidValue("rootDomains", "ValidatingDomains")
	}
	if raw, ok := domains.Value("domainNames"); ok && json.Unmarshal(raw, &policy.DomainNames) != nil {
		return reply{}, odata.InvalidValue("domainNames", p.Resource)
	}
	c.ignored(p)
	if err := h.Tenant.SetTokenValidationPolicy(c.context(), policy); err != nil {
		return reply{}, err
	}
	return h.getTokenPolicy(c)
}
