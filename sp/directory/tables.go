package directory

import (
	"slices"
	"time"

	"samlharness/internal/cloud"
	"samlharness/internal/password"
	"samlharness/internal/store"
)

// The tables of a tenant's store. What is read from them must not be changed: see [store.Tx].
var (
	// tenants has one entry, under the key theTenant.
	tenants = store.Table[tenantRow]{Name: "tenant"}
	// counts has the number of users, under the key userCount.
	counts = store.Table[int]{Name: "counts"}
	// domains are under their names.
	domains = store.Table[domainRow]{Name: "domains"}
	// issuers has, under the [looseIssuer] of an issuer URI, the names of the domains that have it, or had it not long
	// ago.
	issuers = store.Table[[]string]{Name: "issuers"}
	// users are under their ids. They are pointers, so that whoever looks at all of them copies none.
	users = store.Table[*userRow]{Name: "users"}
	// deletedUsers are under their ids.
	deletedUsers = store.Table[*userRow]{Name: "deleted-users"}
	// usersByUPN has user principal names in lower case.
	usersByUPN = store.Index{Name: "users-by-upn"}
	// usersByDomain has [domainKey] of user principal names.
	usersByDomain = store.Index{Name: "users-by-domain"}
	// usersByImmutableID has immutable IDs as they are.
	usersByImmutableID = store.Index{Name: "users-by-immutable-id"}
	// applications are under their client ids.
	applications = store.Table[applicationRow]{Name: "applications"}
	// consents has delegated permissions under the [consentKey] of a person and an application.
	consents = store.Table[[]string]{Name: "consents"}
	// roles links template ids of roles with ids of users.
	roles = store.Links{Name: "roles"}
)

const (
	theTenant = "tenant"
	userCount = "users"
)

// tenantRow is what the tenant is besides its domains and users.
type tenantRow struct {
	ID, DisplayName  string
	Cloud            cloud.Cloud `json:",omitempty"`
	CreatedAt        time.Time
	OnPremisesSync   *bool
	SyncChange       *syncChange `json:",omitempty"`
	Contacts         Contacts
	Policy           TokenValidationPolicy
	SecurityDefaults bool
	Methods          MethodsPolicy `json:",omitzero"`
}

// userRow is a stored user with its secret.
type userRow struct {
	User
	// Password is "" when the account has no usable password.
	Password password.Hash
}

// domainRow is a stored domain with what the sign-in service still sees of its past.
type domainRow struct {
	Domain
	History []version `json:",omitempty"`
}

// clone is a domain that its receiver may change.
func (d Domain) clone() Domain {
	d.SupportedServices = slices.Clone(d.SupportedServices)
	if d.Federation != nil {
		f := d.Federation.clone()
		d.Federation = &f
	}
	return d
}

// clone is a configuration that its receiver may change.
func (f Federation) clone() Federation {
	f.IsSignedAuthenticationRequestRequired = cloneFlag(f.IsSignedAuthenticationRequestRequired)
	return f
}

func cloneFlag(flag *bool) *bool {
	if flag == nil {
		return nil
	}
	return new(*flag)
}
