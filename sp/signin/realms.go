package signin

import (
	"cmp"
	"context"
	"encoding/base64"
	"strings"

	"samlharness/sp/directory"
	"samlharness/sp/loginsrf"
)

// Realms are the federated domains and the accounts of a tenant, as login.srf looks them up.
type Realms struct{ Tenant *directory.Tenant }

var (
	_ loginsrf.Directory = Realms{}
	_ loginsrf.Namer     = Realms{}
)

// Realm finds the federated domain by issuer. When there is none, it names the one that was probably meant.
func (r Realms) Realm(ctx context.Context, issuer string) (loginsrf.Realm, bool, error) {
	domain, ok, err := r.Tenant.RealmByIssuer(ctx, issuer)
	if err != nil {
		return loginsrf.Realm{}, false, err
	}
	if !ok || domain.Federation == nil {
		near, err := r.near(ctx, issuer)
		return near, false, err
	}
	f := domain.Federation
	policy, err := r.Tenant.TokenValidationPolicy(ctx)
	if err != nil {
		return loginsrf.Realm{}, false, err
	}
	realm := loginsrf.Realm{
		Domain:     domain.Name,
		RootDomain: root(domain),
		TenantID:   r.Tenant.ID(),
		IssuerURI:  f.IssuerURI,
		SignOutURI: f.SignOutURI,
		Protocol:   f.PreferredAuthenticationProtocol,
		Policy:     loginsrf.Policy{RootDomains: policy.RootDomains, DomainNames: policy.DomainNames},
		// one that was never set counts as this (Graph, internalDomainFederation)
		MFABehavior: cmp.Or(f.FederatedIdpMfaBehavior, directory.MFAAccept),
	}
	if realm.Protocol == "" {
		realm.Protocol = "none"
	}
	for _, c := range []string{f.SigningCertificate, f.NextSigningCertificate} {
		if der, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(c), "")); err == nil && len(der) > 0 {
			realm.Certificates = append(realm.Certificates, der)
		}
	}
	return realm, true, nil
}

// near is the federated domain that was probably meant, as far as the explanation names it.
func (r Realms) near(ctx context.Context, issuer string) (loginsrf.Realm, error) {
	realm := loginsrf.Realm{TenantID: r.Tenant.ID()}
	domain, ok, err := r.Tenant.RealmNear(ctx, issuer)
	if ok {
		realm.Domain, realm.IssuerURI = domain.Name, domain.Federation.IssuerURI
	}
	return realm, err
}

// Account finds the user by immutable ID alone, wherever in the tenant.
func (r Realms) Account(
	ctx context.Context, _ loginsrf.Realm, immutableID string,
) (loginsrf.Account, bool, error) {
	u, ok, err := r.Tenant.UserByImmutableID(ctx, immutableID)
	if err != nil || !ok {
		return loginsrf.Account{}, false, err
	}
	return r.account(ctx, u)
}

// AccountNamed finds the user by user principal name, wherever in the tenant.
func (r Realms) AccountNamed(ctx context.Context, _ loginsrf.Realm, name string) (loginsrf.Account, bool, error) {
	if !strings.Contains(name, "@") {
		return loginsrf.Account{}, false, nil
	}
	u, err := r.Tenant.User(ctx, name)
	switch {
	case directory.IsNotFound(err):
		return loginsrf.Account{}, false, nil
	case err != nil:
		return loginsrf.Account{}, false, err
	}
	return r.account(ctx, u)
}

// account is a user with what the domain of the user principal name is.
func (r Realms) account(ctx context.Context, u directory.User) (loginsrf.Account, bool, error) {
	a := loginsrf.Account{
		ID:                u.ID,
		UserPrincipalName: u.UserPrincipalName,
		DisplayName:       u.DisplayName,
		ImmutableID:       u.ImmutableID,
		Enabled:           u.AccountEnabled,
		RootDomain:        u.DomainName(),
	}
	domain, ok, err := r.Tenant.SignInDomain(ctx, u.DomainName())
	if err != nil {
		return loginsrf.Account{}, false, err
	}
	if ok {
		a.RootDomain, a.Federated = root(domain), domain.AuthenticationType() == directory.Federated
	}
	return a, true, nil
}

func root(d directory.Domain) string {
	if d.Parent != "" {
		return d.Parent
	}
	return d.Name
}
