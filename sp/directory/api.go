package directory

import (
	"context"
	"errors"
	"time"
)

var errNotYet = errors.New("not yet made")

// New opens or makes a tenant.
func New(Options) (*Tenant, error) { return nil, errNotYet }

// SetPropagationDelay changes the delay for the changes that follow.
func (t *Tenant) SetPropagationDelay(d time.Duration) {}

// Domains returns all domains, ordered by name.
func (t *Tenant) Domains(ctx context.Context) ([]Domain, error) { return nil, errNotYet }

// Domain returns one domain; the name's case does not matter.
func (t *Tenant) Domain(ctx context.Context, name string) (Domain, error) { return Domain{}, errNotYet }

// AddDomain adds an unverified domain, or a verified one when it is a subdomain of a verified root.
func (t *Tenant) AddDomain(ctx context.Context, name string) (Domain, error) {
	return Domain{}, errNotYet
}

// VerifyDomain marks a domain as verified.
func (t *Tenant) VerifyDomain(ctx context.Context, name string) (Domain, error) {
	return Domain{}, errNotYet
}

// SetDefaultDomain makes a verified, managed domain the default one.
func (t *Tenant) SetDefaultDomain(ctx context.Context, name string) error { return errNotYet }

// DeleteDomain removes a domain that is neither default nor initial and that no user refers to.
func (t *Tenant) DeleteDomain(ctx context.Context, name string) error { return errNotYet }

// CreateFederation federates a domain.
func (t *Tenant) CreateFederation(ctx context.Context, domain string, f Federation) (Federation, error) {
	return Federation{}, errNotYet
}

// UpdateFederation changes properties of a domain's configuration.
func (t *Tenant) UpdateFederation(ctx context.Context, domain, id string, p FederationPatch) (Federation, error) {
	return Federation{}, errNotYet
}

// DeleteFederation removes a configuration; the domain is managed afterwards.
func (t *Tenant) DeleteFederation(ctx context.Context, domain, id string) error { return errNotYet }

// SetManaged returns a domain to managed; its configuration is gone afterwards.
func (t *Tenant) SetManaged(ctx context.Context, domain string) error { return errNotYet }

// SignInDomain is the domain as the sign-in service sees it now; false when the tenant has no such verified domain.
func (t *Tenant) SignInDomain(ctx context.Context, name string) (Domain, bool, error) {
	return Domain{}, false, errNotYet
}

// RealmByIssuer is the federated domain that has exactly this issuer URI, as the sign-in service sees it now.
func (t *Tenant) RealmByIssuer(ctx context.Context, issuer string) (Domain, bool, error) {
	return Domain{}, false, errNotYet
}

// CreateUser adds an account.
func (t *Tenant) CreateUser(ctx context.Context, u NewUser) (User, error) { return User{}, errNotYet }

// UpdateUser changes an account named by its id or user principal name.
func (t *Tenant) UpdateUser(ctx context.Context, ref string, p UserPatch) (User, error) {
	return User{}, errNotYet
}

// DeleteUser removes an account named by its id or user principal name.
func (t *Tenant) DeleteUser(ctx context.Context, ref string) error { return errNotYet }

// User returns an account by its id or user principal name; a [*Error] with status 404 when there is none.
func (t *Tenant) User(ctx context.Context, ref string) (User, error) { return User{}, errNotYet }

// UserByImmutableID returns the account whose immutable ID is exactly this; false when there is none.
func (t *Tenant) UserByImmutableID(ctx context.Context, id string) (User, bool, error) {
	return User{}, false, errNotYet
}

// Users returns at most limit accounts (0: all) whose user principal names come after the given one.
func (t *Tenant) Users(ctx context.Context, after string, limit int) ([]User, error) {
	return nil, errNotYet
}

// QueryUsers returns the accounts that the query asks for.
func (t *Tenant) QueryUsers(ctx context.Context, q UserQuery) ([]User, error) { return nil, errNotYet }

// VerifyPassword returns the account when the password is right. Errors: [ErrUnknownUser], [ErrWrongPassword],
// [ErrAccountDisabled] (only after the right password).
func (t *Tenant) VerifyPassword(ctx context.Context, upn, password string) (User, error) {
	return User{}, errNotYet
}

// GlobalAdministrator is the template id of the role (microsoft-graph.md §2).
const GlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10"

// AssignRole gives a user a directory role, named by its template id.
func (t *Tenant) AssignRole(ctx context.Context, roleTemplateID, userRef string) error {
	return errNotYet
}

// RemoveRole takes a directory role from a user.
func (t *Tenant) RemoveRole(ctx context.Context, roleTemplateID, userRef string) error {
	return errNotYet
}

// RoleMembers returns the accounts that have a role.
func (t *Tenant) RoleMembers(ctx context.Context, roleTemplateID string) ([]User, error) {
	return nil, errNotYet
}

// TokenValidationPolicy is the tenant's federatedTokenValidationPolicy (microsoft-graph.md §5).
type TokenValidationPolicy struct {
	ID          string
	RootDomains string
	DomainNames []string
}

// TokenValidationPolicy returns the policy; RootDomains is "all" unless it was changed.
func (t *Tenant) TokenValidationPolicy(ctx context.Context) (TokenValidationPolicy, error) {
	return TokenValidationPolicy{}, errNotYet
}

// SetTokenValidationPolicy changes the policy.
func (t *Tenant) SetTokenValidationPolicy(ctx context.Context, p TokenValidationPolicy) error {
	return errNotYet
}

// SecurityDefaults says whether security defaults are on.
func (t *Tenant) SecurityDefaults(ctx context.Context) (bool, error) { return false, errNotYet }

// SetSecurityDefaults switches them.
func (t *Tenant) SetSecurityDefaults(ctx context.Context, on bool) error { return errNotYet }

// Organization is the tenant as Graph's organization resource shows it.
type Organization struct {
	ID, DisplayName       string
	CreatedAt             time.Time
	OnPremisesSyncEnabled *bool
	VerifiedDomains       []Domain
	Users                 int
}

// Organization returns it, its verified domains in step.
func (t *Tenant) Organization(ctx context.Context) (Organization, error) {
	return Organization{}, errNotYet
}

// SetOnPremisesSync sets onPremisesSyncEnabled; nil is Graph's null, never synchronised.
func (t *Tenant) SetOnPremisesSync(ctx context.Context, on *bool) error { return errNotYet }
