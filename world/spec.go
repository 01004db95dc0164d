package world

import (
	"time"

	"samlharness/internal/cloud"
)

// Spec says who and what is in a world when it begins: the content of a world.yaml file.
type Spec struct {
	// Name is what banners and certificates call the world; "" means "demo".
	Name string `yaml:"name"`
	// Organization is the name of the JumpCloud organization and of the Entra tenant.
	Organization string `yaml:"organization"`
	// Now is the first instant of the world's clock. A world whose clock runs ignores it.
	Now time.Time `yaml:"now"`
	// Seed decides ids, signing keys and certificates, so that they are the same in every run; 0 leaves them to chance.
	// FOR TESTS ALONE: whoever knows the seed has the keys.
	Seed uint64 `yaml:"seed,omitempty"`
	// PropagationDelay is how long Microsoft's sign-in keeps seeing the old state after a federation change.
	PropagationDelay Duration `yaml:"propagationDelay,omitempty"`
	// ClockSkew is what Microsoft forgives when it compares instants; 0 means five minutes.
	ClockSkew Duration `yaml:"clockSkew,omitempty"`
	// TokenValidation is the federatedTokenValidationPolicy's rootDomains; "" leaves "all".
	TokenValidation string `yaml:"tokenValidation,omitempty"`
	// TokenValidationDomains go with the values of TokenValidation that enumerate domains.
	TokenValidationDomains []string `yaml:"tokenValidationDomains,omitempty"`
	// SecurityDefaults switches the tenant's security defaults on.
	SecurityDefaults bool `yaml:"securityDefaults,omitempty"`
	// SystemPreferred is the state of system-preferred authentication; "" leaves "default".
	SystemPreferred string `yaml:"systemPreferredAuthentication,omitempty"`
	// CertificateAuthentication lets people sign in with certificates.
	CertificateAuthentication bool `yaml:"certificateAuthentication,omitempty"`
	// Cloud is where the tenant lives: global, usgov, usgov-dod or china; "" means global.
	Cloud cloud.Cloud `yaml:"cloud,omitempty"`
	// TenantID is the Entra tenant's id; InitialDomain its *.onmicrosoft.com domain.
	TenantID      string `yaml:"tenantId"`
	InitialDomain string `yaml:"initialDomain"`
	// Domains are the tenant's further domains.
	Domains []DomainSpec `yaml:"domains"`
	// Users exist on both sides, Groups at JumpCloud; JumpCloud's default group "All Users" holds every user. A file that
	// names its users and no groups has none but that.
	Users  []UserSpec  `yaml:"users"`
	Groups []GroupSpec `yaml:"groups"`
	// Administrators are Global Administrators at Microsoft alone.
	Administrators []UserSpec `yaml:"administrators"`
	// Applications are JumpCloud's SSO applications.
	Applications []ApplicationSpec `yaml:"applications"`
	// IPLists are JumpCloud's lists of addresses, Policies its conditional access policies.
	IPLists  []IPListSpec `yaml:"ipLists,omitempty"`
	Policies []PolicySpec `yaml:"policies,omitempty"`
	// AppRegistrations are those of the tenant, besides that of [World.ClientID]. An export has the secrets that its
	// world's spec had: what is stored of the others does not tell them.
	AppRegistrations []RegistrationSpec `yaml:"appRegistrations,omitempty"`

	// Graph says how strictly Microsoft Graph behaves, and which requests fail.
	Graph GraphSpec `yaml:"graph,omitempty"`

	source source // where the spec was read from
}

// DomainSpec is a domain of the Entra tenant.
type DomainSpec struct {
	Name string `yaml:"name"`
	// Unverified leaves it unverified.
	Unverified bool `yaml:"unverified,omitempty"`
	// Default makes it the tenant's default domain instead of the initial one.
	Default bool `yaml:"default,omitempty"`
	// Promoted makes a subdomain of another domain, which stands before it, a root of its own.
	Promoted bool `yaml:"promoted,omitempty"`
	// Federation federates it; nil leaves it managed. The sign-in service knows it from the start.
	Federation *FederationSpec `yaml:"federation,omitempty"`

	note string // what [Spec.YAML] says of it in a comment
}

// GroupSpec is a JumpCloud user group with its members' user principal names.
type GroupSpec struct {
	Name    string   `yaml:"name"`
	Members []string `yaml:"members"`
}

// The passwords of demo users at the two companies.
const (
	DemoJumpCloudPassword = "JumpCloud-Passw0rd!"
	DemoEntraPassword     = "Entra-Passw0rd!"
)

// Demo is the world that scripts begin with: Contoso, with a domain to federate, a staging domain, a domain that is not
// verified, and people on each.
func Demo() Spec {
	return Spec{
		Name: "demo", Organization: "Contoso",
		Now:      time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC),
		TenantID: "11111111-1111-1111-1111-111111111111", InitialDomain: "contoso.onmicrosoft.com",
		Domains: []DomainSpec{{Name: "contoso.com"}, {Name: "staging.contoso.net"}, {Name: "fabrikam.com"}, {
			Name:       "unverified.example",
			Unverified: true,
		}},
		Users: []UserSpec{
			{UPN: "alice@contoso.com", DisplayName: "Alice Adams", JumpCloudID: "64b1f0c2a9d3e45f6a7b8c9d"},
			{UPN: "bob@contoso.com", DisplayName: "Bob Brown"},
			{UPN: "carol@contoso.com", DisplayName: "Carol Clark"},
			{UPN: "wang@contoso.com", DisplayName: "王小明"},
			{UPN: "erika@staging.contoso.net", DisplayName: "Erika Ekström"},
		},
		Groups:         []GroupSpec{{Name: "Finance", Members: []string{"carol@contoso.com"}}},
		Administrators: []UserSpec{{UPN: "admin@contoso.onmicrosoft.com", DisplayName: "Admin"}},
	}
}
