package directory

import (
	"context"
	"slices"

	"samlharness/internal/store"
)

// The values of a token validation policy's rootDomains (Microsoft Graph REST v1.0: allDomains, enumeratedDomains). The
// last two go with DomainNames.
const (
	RootDomainsNone                 = "none"
	RootDomainsAll                  = "all"
	RootDomainsAllFederated         = "allFederated"
	RootDomainsAllManaged           = "allManaged"
	RootDomainsEnumerated           = "enumerated"
	RootDomainsManagedAndEnumerated = "allManagedAndEnumeratedFederated"
)

// TokenValidationPolicy is the tenant's federatedTokenValidationPolicy: for which users the sign-in service compares
// the root domain of the trusted realm with that of the user (Microsoft Learn: Strengthen federated sign-in security in
// Microsoft Entra ID).
type TokenValidationPolicy struct {
	ID string
	// RootDomains is one of the constants.
	RootDomains string
	// DomainNames go with RootDomainsEnumerated and RootDomainsManagedAndEnumerated.
	DomainNames []string
}

// Enumerated says whether the policy names domains, which makes its validatingDomains an enumeratedDomains.
func (p TokenValidationPolicy) Enumerated() bool {
	return p.RootDomains == RootDomainsEnumerated || p.RootDomains == RootDomainsManagedAndEnumerated
}

func (p TokenValidationPolicy) clone() TokenValidationPolicy {
	p.DomainNames = slices.Clone(p.DomainNames)
	return p
}

// TokenValidationPolicy returns the policy; RootDomains is "all" unless it was changed.
func (t *Tenant) TokenValidationPolicy(ctx context.Context) (TokenValidationPolicy, error) {
	var p TokenValidationPolicy
	err := t.store.View(ctx, func(tx store.Tx) error {
		row, err := t.tenant(tx)
		p = row.Policy.clone()
		return err
	})
	return p, err
}

// SetTokenValidationPolicy changes the policy; its id stays. It takes effect at once.
func (t *Tenant) SetTokenValidationPolicy(ctx context.Context, p TokenValidationPolicy) error {
	known := []string{RootDomainsNone, RootDomainsAll, RootDomainsAllFederated, RootDomainsAllManaged,
		RootDomainsEnumerated, RootDomainsManagedAndEnumerated}
	if !slices.Contains(known, p.RootDomains) {
		return badRequest("Invalid value specified for property 'rootDomains' of resource 'ValidatingDomains'.")
	}
	if !p.Enumerated() && len(p.DomainNames) > 0 {
		return badRequest("Invalid value specified for property 'domainNames' of resource 'ValidatingDomains'.")
	}
	return t.changeTenant(ctx, func(row *tenantRow) {
		kept := p.clone()
		kept.ID = row.Policy.ID
		row.Policy = kept
	})
}

// SecurityDefaults says whether security defaults are on; a new tenant has them off, so that no second factor is asked
// for.
func (t *Tenant) SecurityDefaults(ctx context.Context) (bool, error) {
	on := false
	err := t.store.View(ctx, func(tx store.Tx) error {
		row, err := t.tenant(tx)
		on = row.SecurityDefaults
		return err
	})
	return on, err
}

// SetSecurityDefaults switches them.
func (t *Tenant) SetSecurityDefaults(ctx context.Context, on bool) error {
	return t.changeTenant(ctx, func(row *tenantRow) {
		row.SecurityDefaults = on
	})
}
