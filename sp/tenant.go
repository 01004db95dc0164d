package sp

import (
	"context"
	"encoding/base64"
	"strings"

	"samlharness/sp/directory"
	"samlharness/sp/loginsrf"
)

// Directory is the tenant as login.srf looks it up.
func Directory(t *directory.Tenant) loginsrf.Directory { return tenantDirectory{t} }

type tenantDirectory struct{ tenant *directory.Tenant }

// Realm finds the federated domain by issuer. When there is none, it names the one that was probably meant.
func (d tenantDirectory) Realm(ctx context.Context, issuer string) (loginsrf.Realm, bool, error) {
	domain, ok, err := d.tenant.RealmByIssuer(ctx, issuer)
	if err != nil {
		return loginsrf.Realm{}, false, err
	}
	if !ok || domain.Federation == nil {
		near, err := d.near(ctx, issuer)
		return near, false, err
	}
	f := domain.Federation
	policy, err := d.tenant.TokenValidationPolicy(ctx)
	if err != nil {
		return loginsrf.Realm{}, false, err
	}
	realm := loginsrf.Realm{
		Domain: domain.Name, RootDomain: root(domain), TenantID: d.tenant.ID(), IssuerURI: f.IssuerURI,
		Protocol: f.PreferredAuthenticationProtocol,
		Policy:   loginsrf.Policy{RootDomains: policy.RootDomains, DomainNames: policy.DomainNames},
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

// near is the federated domain whose issuer differs by a slash, case, scheme or blank only, or that is federated so
// newly
// that the sign-in service does not see it yet. It serves the explanation.
func (d tenantDirectory) near(ctx context.Context, issuer string) (loginsrf.Realm, error) {
	domains, err := d.tenant.Domains(ctx)
	if err != nil {
		return loginsrf.Realm{}, err
	}
	for _, domain := range domains {
		if f := domain.Federation; f != nil && loose(f.IssuerURI) == loose(issuer) {
			return loginsrf.Realm{Domain: domain.Name, IssuerURI: f.IssuerURI, TenantID: d.tenant.ID()}, nil
		}
	}
	return loginsrf.Realm{TenantID: d.tenant.ID()}, nil
}

func loose(issuer string) string {
	issuer = strings.ToLower(strings.TrimSpace(issuer))
	for _, prefix := range []string{"https://", "http://", "urn:uri:"} {
		issuer = strings.TrimPrefix(issuer, prefix)
	}
	return strings.TrimRight(issuer, "/")
}

// Account finds the user by immutable ID alone, wherever in the tenant.
func (d tenantDirectory) Account(ctx context.Context, _ loginsrf.Realm,
	immutableID string) (loginsrf.Account, bool, error) {
	u, ok, err := d.tenant.UserByImmutableID(ctx, immutableID)
	if err != nil || !ok {
		return loginsrf.Account{}, false, err
	}
	a := loginsrf.Account{
		ID:                u.ID,
		UserPrincipalName: u.UserPrincipalName,
		DisplayName:       u.DisplayName,
		ImmutableID:       u.ImmutableID,
		Enabled:           u.AccountEnabled,
		RootDomain:        u.DomainName(),
	}
	domain, ok, err := d.tenant.SignInDomain(ctx, u.DomainName())
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
