package directory_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/sp/directory"
)

// TestCopies changes what was handed to a tenant and what it returned; the tenant stays as it is. Its store checks that
// too.
func TestCopies(t *testing.T) {
	f := newTenant(t, directory.Options{})
	ctx := t.Context()
	signed, synced := true, true
	wanted := f.federation("urn:uri:contoso.com")
	wanted.IsSignedAuthenticationRequestRequired = &signed
	services, names := []string{"Email"}, []string{"contoso.com"}
	made, err := f.CreateFederation(ctx, "contoso.com", wanted)
	require.NoError(t, err)
	_, err = f.UpdateFederation(ctx, "contoso.com", made.ID, directory.FederationPatch{
		IsSignedAuthenticationRequestRequired: &signed,
	})
	require.NoError(t, err)
	require.NoError(t, f.SetSupportedServices(ctx, "contoso.com", services))
	require.NoError(t, f.SetOnPremisesSync(ctx, &synced))
	require.NoError(t, f.SetTokenValidationPolicy(ctx, directory.TokenValidationPolicy{
		RootDomains: directory.RootDomainsEnumerated,
		DomainNames: names,
	}))

	spoil := func(d directory.Domain) {
		d.Federation.IssuerURI, d.SupportedServices[0] = "spoilt", "spoilt"
		*d.Federation.IsSignedAuthenticationRequestRequired = false
	}
	signed, synced, services[0], names[0] = false, false, "spoilt", "spoilt"
	*made.IsSignedAuthenticationRequestRequired = false
	for range 2 {
		d, err := f.Domain(ctx, "contoso.com")
		require.NoError(t, err)
		assert.Equal(t, "urn:uri:contoso.com", d.Federation.IssuerURI)
		assert.True(t, *d.Federation.IsSignedAuthenticationRequestRequired)
		assert.Equal(t, []string{"Email"}, d.SupportedServices)
		spoil(d)
		d, _, err = f.SignInDomain(ctx, "contoso.com")
		require.NoError(t, err)
		spoil(d)
		d, _, err = f.RealmByIssuer(ctx, "urn:uri:contoso.com")
		require.NoError(t, err)
		spoil(d)
		o, err := f.Organization(ctx)
		require.NoError(t, err)
		assert.True(t, *o.OnPremisesSyncEnabled)
		*o.OnPremisesSyncEnabled = false
		p, err := f.TokenValidationPolicy(ctx)
		require.NoError(t, err)
		assert.Equal(t, []string{"contoso.com"}, p.DomainNames)
		p.DomainNames[0] = "spoilt"
	}
}
