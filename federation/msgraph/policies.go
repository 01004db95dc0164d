package msgraph

import (
	"context"
	"net/http"
)

// TokenValidation is the tenant's federatedTokenValidationPolicy: for whose user principal names the domain of the
// issuer is compared. Source: Microsoft Graph beta, federatedTokenValidationPolicy resource type.
type TokenValidation struct {
	Domains struct {
		RootDomains string   `json:"rootDomains"` // "all", "none", "enumerated", …
		DomainNames []string `json:"domainNames"`
	} `json:"validatingDomains"`
}

// TokenValidation reads that policy; it needs Policy.Read.All. A tenant without one answers 404.
func (c *Client) TokenValidation(ctx context.Context) (p TokenValidation, err error) {
	return p, c.call(ctx, http.MethodGet, "/beta/policies/federatedTokenValidationPolicy", nil, &p)
}

// ConditionalAccessPolicy is a policy of conditional access, as far as it demands a strength of authentication. Source:
// Microsoft Graph, conditionalAccessPolicy resource type.
type ConditionalAccessPolicy struct {
	DisplayName   string `json:"displayName"`
	State         string `json:"state"` // "enabled", "disabled" or "enabledForReportingButNotEnforced"
	GrantControls struct {
		Strength *Strength `json:"authenticationStrength"` // nil when the policy demands none
	} `json:"grantControls"`
}

// Strength is an authentication strength with the combinations that reach it.
type Strength struct {
	Combinations []string `json:"allowedCombinations"`
}

// ConditionalAccess lists the policies of conditional access; it needs Policy.Read.All.
func (c *Client) ConditionalAccess(ctx context.Context) ([]ConditionalAccessPolicy, error) {
	return list[ConditionalAccessPolicy](ctx, c, "/v1.0/identity/conditionalAccess/policies")
}

// Role is a directory role that somebody holds. Source: Microsoft Graph, directoryRole resource type.
type Role struct {
	TemplateID  string `json:"roleTemplateId"`
	DisplayName string `json:"displayName"`
}

// MyRoles lists the directory roles of the person who signed in; an application is refused.
func (c *Client) MyRoles(ctx context.Context) ([]Role, error) {
	return list[Role](ctx, c, "/v1.0/me/memberOf/microsoft.graph.directoryRole")
}
