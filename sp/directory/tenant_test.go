package directory_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/store/storetest"
	"samlharness/record"
	"samlharness/sp/directory"
)

var instant = time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)

type fixture struct {
	*directory.Tenant
	clock       *clockwork.FakeClock
	certificate string
}

// newTenant is a tenant with contoso.com and fabrikam.com verified and unverified.example not. Its store checks that
// values are left alone.
func newTenant(t *testing.T, o directory.Options) fixture {
	t.Helper()
	clock := clockwork.NewFakeClockAt(instant)
	o.Clock = clock
	if o.Store == nil {
		o.Store = storetest.Guarded(t)
	}
	tenant, err := directory.New(o)
	require.NoError(t, err)
	for _, name := range []string{"contoso.com", "fabrikam.com", "unverified.example"} {
		_, err := tenant.AddDomain(t.Context(), name)
		require.NoError(t, err)
	}
	for _, name := range []string{"contoso.com", "fabrikam.com"} {
		_, err := tenant.VerifyDomain(t.Context(), name)
		require.NoError(t, err)
	}
	return fixture{tenant, clock, newCertificate(t)}
}

func newCertificate(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: instant, NotAfter: instant.AddDate(5, 0, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	return base64.StdEncoding.EncodeToString(der)
}

func (f fixture) federation(issuer string) directory.Federation {
	return directory.Federation{DisplayName: "contoso.com", IssuerURI: issuer,
		PassiveSignInURI:   "https://sso.jumpcloud.com/saml2/office365",
		SigningCertificate: f.certificate, PreferredAuthenticationProtocol: directory.ProtocolSAML,
		FederatedIdpMfaBehavior: directory.MFAAccept}
}

func (f fixture) federate(t *testing.T, domain, issuer string) directory.Federation {
	t.Helper()
	made, err := f.CreateFederation(t.Context(), domain, f.federation(issuer))
	require.NoError(t, err)
	return made
}

// assertRefused asserts Graph's code and text.
func assertRefused(t *testing.T, err error, code, message string) {
	t.Helper()
	var refused *record.Refusal
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, code, refused.Code)
	assert.Equal(t, message, refused.Message)
}

func TestNewTenant(t *testing.T) {
	state := storetest.Guarded(t)
	tenant, err := directory.New(directory.Options{Store: state, Clock: clockwork.NewFakeClockAt(instant)})
	require.NoError(t, err)
	initial, err := tenant.Domain(t.Context(), "Contoso.OnMicrosoft.com")
	require.NoError(t, err)
	assert.True(t, initial.Verified && initial.Default && initial.Initial && initial.Root && initial.AdminManaged)
	assert.Equal(t, directory.Managed, initial.AuthenticationType())
	again, err := directory.New(directory.Options{
		Clock:    clockwork.NewFakeClock(),
		Store:    state,
		TenantID: "11111111-1111-1111-1111-111111111111",
	})
	require.NoError(t, err)
	assert.Equal(t, tenant.ID(), again.ID(), "a store that holds a tenant is opened")
	_, err = directory.New(directory.Options{Clock: clockwork.NewFakeClock(), InitialDomain: "no domain"})
	assert.Error(t, err)
}

func TestDomains(t *testing.T) {
	f := newTenant(t, directory.Options{})
	all, err := f.Domains(t.Context())
	require.NoError(t, err)
	var names []string
	for _, d := range all {
		names = append(names, d.Name)
	}
	assert.Equal(t, []string{"contoso.com", "contoso.onmicrosoft.com", "fabrikam.com", "unverified.example"}, names)
	unverified := all[3]
	assert.False(t, unverified.Root, "isRoot is false for an unverified domain")
	assert.Regexp(t, `^MS=ms\d{8}$`, unverified.VerificationText)

	_, err = f.Domain(t.Context(), "nowhere.example")
	assertRefused(t, err, "Request_ResourceNotFound",
		"Resource 'nowhere.example' does not exist or one of its queried reference-property objects are not present.")
	assert.True(t, directory.IsNotFound(err))
	_, err = f.AddDomain(t.Context(), "CONTOSO.com")
	assertRefused(t, err, "Request_MultipleObjectsWithSameKeyValue",
		"Another object with the same value for property id already exists.")
	for _, bad := range []string{"", "contoso", "contoso..com", "-a.com", "con toso.com", "contoso.com/", "192.0.2.1",
		"a-.com", strings.Repeat("a", 64) + ".com", strings.Repeat("a.", 126) + "com"} {
		_, err = f.AddDomain(t.Context(), bad)
		assertRefused(t, err, "Request_BadRequest", "'"+bad+"' is not a valid domain name.")
	}
	_, err = f.VerifyDomain(t.Context(), "contoso.com")
	assertRefused(t, err, "Request_BadRequest", "Domain 'contoso.com' is already verified.")
}

func TestDefaultDomain(t *testing.T) {
	f := newTenant(t, directory.Options{})
	require.NoError(t, f.SetDefaultDomain(t.Context(), "contoso.com"))
	require.NoError(t, f.SetDefaultDomain(t.Context(), "contoso.com"), "again")
	all, err := f.Domains(t.Context())
	require.NoError(t, err)
	for _, d := range all {
		assert.Equal(t, d.Name == "contoso.com", d.Default, d.Name)
	}
	f.federate(t, "fabrikam.com", "https://fabrikam.com")
	err = f.SetDefaultDomain(t.Context(), "fabrikam.com")
	assertRefused(t, err, "Request_BadRequest",
		"Domain 'fabrikam.com' is federated; only a managed domain can be the default domain.")
	err = f.SetDefaultDomain(t.Context(), "unverified.example")
	assertRefused(t, err, "Request_BadRequest",
		"Domain 'unverified.example' is not verified; only a verified domain can be changed.")
}

func TestRemoval(t *testing.T) {
	f := newTenant(t, directory.Options{})
	_, err := f.AddDomain(t.Context(), "eu.contoso.com")
	require.NoError(t, err)
	_, err = f.CreateUser(t.Context(), directory.NewUser{UserPrincipalName: "alice@fabrikam.com", DisplayName: "Alice"})
	require.NoError(t, err)
	for domain, message := range map[string]string{
		"contoso.onmicrosoft.com": "Domain 'contoso.onmicrosoft.com' is the default or the initial domain and cannot be " +
			"removed.",
		"contoso.com":  "Domain 'contoso.com' has the subdomain 'eu.contoso.com' and cannot be removed.",
		"fabrikam.com": "Domain 'fabrikam.com' is used by 'alice@fabrikam.com' and cannot be removed.",
	} {
		assertRefused(t, f.DeleteDomain(t.Context(), domain), "Request_BadRequest", message)
	}
	f.federate(t, "contoso.com", "https://contoso.com")
	require.NoError(t, f.DeleteDomain(t.Context(), "eu.contoso.com"))
	require.NoError(t, f.DeleteDomain(t.Context(), "contoso.com"))
	_, found, err := f.RealmByIssuer(t.Context(), "https://contoso.com")
	require.NoError(t, err)
	assert.False(t, found)
}

func TestSubdomain(t *testing.T) {
	f := newTenant(t, directory.Options{})
	f.federate(t, "contoso.com", "https://contoso.com")
	sub, err := f.AddDomain(t.Context(), "eu.contoso.com")
	require.NoError(t, err)
	assert.True(t, sub.Verified, "a subdomain of a verified root is verified at once")
	assert.False(t, sub.Root)
	assert.Equal(t, directory.Federated, sub.AuthenticationType())
	seen, found, err := f.SignInDomain(t.Context(), "EU.contoso.com")
	require.NoError(t, err)
	require.True(t, found)
	assert.Equal(t, "https://contoso.com", seen.Federation.IssuerURI)
	realm, found, err := f.RealmByIssuer(t.Context(), "https://contoso.com")
	require.NoError(t, err)
	require.True(t, found)
	assert.Equal(t, "contoso.com", realm.Name)

	deep, err := f.AddDomain(t.Context(), "a.eu.contoso.com")
	require.NoError(t, err)
	assert.Equal(t, "contoso.com", deep.Parent, "the root, not the subdomain between")
	under, err := f.AddDomain(t.Context(), "a.unverified.example")
	require.NoError(t, err)
	assert.Empty(t, under.Parent)
	assert.False(t, under.Verified, "an unverified domain proves nothing for what lies under it")
	err = f.SetManaged(t.Context(), "eu.contoso.com")
	assertRefused(t, err, "Request_BadRequest",
		"Domain 'eu.contoso.com' is a subdomain that inherits the settings of its root domain.")

	_, err = f.CreateFederation(t.Context(), "eu.contoso.com", f.federation("https://eu.contoso.com"))
	assertRefused(t, err, "Request_BadRequest",
		"Domain 'eu.contoso.com' is a subdomain that inherits the settings of its root domain and cannot be federated by "+
			"itself.")
	_, err = f.CreateUser(t.Context(), directory.NewUser{
		UserPrincipalName: "alice@eu.contoso.com",
		DisplayName:       "Alice",
		ImmutableID:       "a1",
	})
	require.NoError(t, err)
	err = f.PromoteDomain(t.Context(), "eu.contoso.com")
	assertRefused(t, err, "Request_BadRequest",
		"Promoting a subdomain with user references isn't allowed. Migrate the users to the current root domain before "+
			"promotion of the subdomain.")
	require.NoError(t, f.DeleteUser(t.Context(), "alice@eu.contoso.com"))
	require.NoError(t, f.PromoteDomain(t.Context(), "eu.contoso.com"))
	promoted, err := f.Domain(t.Context(), "eu.contoso.com")
	require.NoError(t, err)
	assert.True(t, promoted.Root)
	assert.Equal(t, directory.Managed, promoted.AuthenticationType())
	err = f.PromoteDomain(t.Context(), "contoso.com")
	assertRefused(t, err, "Request_BadRequest", "Domain 'contoso.com' is a root domain already.")
	err = f.PromoteDomain(t.Context(), "unverified.example")
	assertRefused(t, err, "Request_BadRequest",
		"Unverified domains can't be promoted. Verify the domain before promotion.")
}

func TestPoliciesAndOrganization(t *testing.T) {
	ctx := context.WithoutCancel(t.Context())
	f := newTenant(t, directory.Options{DisplayName: "Fabrikam"})
	policy, err := f.TokenValidationPolicy(ctx)
	require.NoError(t, err)
	assert.Equal(t, directory.RootDomainsAll, policy.RootDomains, "the documented default")
	require.NoError(t, f.SetTokenValidationPolicy(ctx, directory.TokenValidationPolicy{
		RootDomains: directory.RootDomainsEnumerated,
		DomainNames: []string{"contoso.com"},
	}))
	changed, err := f.TokenValidationPolicy(ctx)
	require.NoError(t, err)
	assert.Equal(t, policy.ID, changed.ID)
	assert.True(t, changed.Enumerated())
	err = f.SetTokenValidationPolicy(ctx, directory.TokenValidationPolicy{RootDomains: "some"})
	assertRefused(t, err, "Request_BadRequest",
		"Invalid value specified for property 'rootDomains' of resource 'ValidatingDomains'.")
	err = f.SetTokenValidationPolicy(ctx, directory.TokenValidationPolicy{
		RootDomains: directory.RootDomainsAll,
		DomainNames: []string{"contoso.com"},
	})
	assertRefused(t, err, "Request_BadRequest",
		"Invalid value specified for property 'domainNames' of resource 'ValidatingDomains'.")

	on, err := f.SecurityDefaults(ctx)
	require.NoError(t, err)
	assert.False(t, on)
	require.NoError(t, f.SetSecurityDefaults(ctx, true))
	on, err = f.SecurityDefaults(ctx)
	require.NoError(t, err)
	assert.True(t, on)

	organization, err := f.Organization(ctx)
	require.NoError(t, err)
	assert.Equal(t, "Fabrikam", organization.DisplayName)
	assert.Nil(t, organization.OnPremisesSyncEnabled)
	assert.Len(t, organization.VerifiedDomains, 3)
	on, off := true, false
	require.NoError(t, f.SetOnPremisesSync(ctx, &off))
	organization, err = f.Organization(ctx)
	require.NoError(t, err)
	assert.Nil(t, organization.OnPremisesSyncEnabled, "never synchronised stays so")
	require.NoError(t, f.SetOnPremisesSync(ctx, &on))
	require.NoError(t, f.SetOnPremisesSyncIn(ctx, &off, 20*time.Minute))
	organization, err = f.Organization(ctx)
	require.NoError(t, err)
	assert.True(t, *organization.OnPremisesSyncEnabled)
	f.clock.Advance(20 * time.Minute)
	organization, err = f.Organization(ctx)
	require.NoError(t, err)
	require.NotNil(t, organization.OnPremisesSyncEnabled)
	assert.False(t, *organization.OnPremisesSyncEnabled)
}

func TestRoles(t *testing.T) {
	f := newTenant(t, directory.Options{})
	admin, err := f.CreateUser(t.Context(), directory.NewUser{
		UserPrincipalName: "admin@contoso.onmicrosoft.com",
		DisplayName:       "Admin",
	})
	require.NoError(t, err)
	require.NoError(t, f.AssignRole(t.Context(), directory.GlobalAdministrator, "ADMIN@contoso.onmicrosoft.com"))
	members, err := f.RoleMembers(t.Context(), directory.GlobalAdministrator)
	require.NoError(t, err)
	assert.Equal(t, []directory.User{admin}, members)
	require.NoError(t, f.DeleteUser(t.Context(), admin.ID))
	members, err = f.RoleMembers(t.Context(), directory.GlobalAdministrator)
	require.NoError(t, err)
	assert.Empty(t, members, "a deleted user has no roles")
	assert.True(t, directory.IsNotFound(f.AssignRole(t.Context(), directory.GlobalAdministrator, "nobody@contoso.com")))
}
