package directory_test

import (
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/cloud"
	"samlharness/internal/store"
	"samlharness/record"
	"samlharness/sp/directory"
)

const registered = "22222222-2222-2222-2222-222222222222"

func newTenantIn(t *testing.T, s store.Store) *directory.Tenant {
	t.Helper()
	tenant, err := directory.New(directory.Options{Clock: clockwork.NewFakeClock(), Store: s})
	require.NoError(t, err)
	return tenant
}

func TestApplications(t *testing.T) {
	state := store.NewMemory()
	tenant := newTenantIn(t, state)
	made, err := tenant.CreateApplication(t.Context(), directory.NewApplication{AppID: strings.ToUpper(registered),
		DisplayName: "Contoso 王", RedirectURIs: []string{"https://app.example/", "http://localhost", "msal22://auth"},
		Roles: directory.OperatorRoles(), Secret: "the-secret~of.the_app"})
	require.NoError(t, err)
	assert.Equal(t, registered, made.AppID)
	assert.Equal(t, "the", made.Secrets[0].Hint)
	made.RedirectURIs[0] = "changed by its receiver"

	again := newTenantIn(t, state) // what is stored is enough
	for _, ref := range []string{registered, strings.ToUpper(made.ID), "contoso 王"} {
		found, err := again.Application(t.Context(), ref)
		require.NoError(t, err, ref)
		assert.Equal(t, "https://app.example/", found.RedirectURIs[0])
	}
	require.NoError(t, again.VerifyApplicationSecret(t.Context(), registered, "the-secret~of.the_app"))
	for _, wrong := range []string{"", "the-secret~of.the_app "} {
		require.ErrorIs(t, again.VerifyApplicationSecret(t.Context(), registered, wrong), directory.ErrWrongSecret)
	}
	name, public := "Renamed", true
	changed, err := tenant.UpdateApplication(t.Context(), registered, directory.ApplicationPatch{DisplayName: &name,
		Public: &public})
	require.NoError(t, err)
	assert.Equal(t, "Renamed", changed.DisplayName)
	assert.Equal(t, directory.OperatorRoles(), changed.Roles, "what is not named stays")

	require.NoError(t, tenant.Consent(t.Context(), "u1", registered, []string{"User.Read", "Mail.Send"}))
	require.NoError(t, tenant.Consent(t.Context(), "", registered, []string{"User.Read"}))
	for user, want := range map[string][]string{"u1": {"Mail.Send", "User.Read"}, "u2": {"User.Read"}} {
		scopes, err := tenant.Consented(t.Context(), user, registered)
		require.NoError(t, err)
		assert.Equal(t, want, scopes, user)
	}
	require.NoError(t, tenant.DeleteApplication(t.Context(), "Renamed"))
	_, err = tenant.Application(t.Context(), registered)
	assert.True(t, directory.IsNotFound(err))
	scopes, err := tenant.Consented(t.Context(), "u1", registered)
	require.NoError(t, err)
	assert.Empty(t, scopes, "its consents went with it")
}

func TestApplicationsThatAreRefused(t *testing.T) {
	tenant := newTenantIn(t, store.NewMemory())
	_, err := tenant.CreateApplication(t.Context(), directory.NewApplication{AppID: registered, DisplayName: "one"})
	require.NoError(t, err)
	_, err = tenant.CreateApplication(t.Context(), directory.NewApplication{DisplayName: "ONE"})
	require.NoError(t, err, "display names need not be unique")
	for name, n := range map[string]directory.NewApplication{
		"no name":         {},
		"taken id":        {AppID: registered, DisplayName: "x"},
		"Microsoft's own": {AppID: directory.AppAzureCLI, DisplayName: "x"},
		"Graph's id":      {AppID: directory.AppGraph, DisplayName: "x"},
		"no GUID":         {AppID: "me", DisplayName: "x"},
		"plain http":      {DisplayName: "x", RedirectURIs: []string{"http://app.example/"}},
		"script":          {DisplayName: "x", RedirectURIs: []string{"javascript:alert(1)"}},
		"fragment":        {DisplayName: "x", RedirectURIs: []string{"https://app.example/#x"}},
		"relative":        {DisplayName: "x", RedirectURIs: []string{"/callback"}},
		"role":            {DisplayName: "x", Roles: []string{"two words"}},
		"certificate":     {DisplayName: "x", Certificates: []directory.KeyCredential{{DER: []byte("junk")}}},
	} {
		_, err := tenant.CreateApplication(t.Context(), n)
		assert.True(t, record.IsCode(err, directory.CodeBadRequest), "%s: %v", name, err)
	}
	_, err = tenant.Application(t.Context(), "one")
	assert.ErrorContains(t, err, "2 applications have the display name 'one'")
	_, err = tenant.Application(t.Context(), "nosuch")
	assert.True(t, directory.IsNotFound(err))
}

func TestApplicationCredentials(t *testing.T) {
	tenant := newTenantIn(t, store.NewMemory())
	_, err := tenant.CreateApplication(t.Context(), directory.NewApplication{AppID: registered, DisplayName: "one"})
	require.NoError(t, err)
	secret, value, err := tenant.AddApplicationSecret(t.Context(), "one", directory.NewApplicationSecret{})
	require.NoError(t, err)
	assert.Len(t, value, 40)
	assert.Equal(t, secret.StartsAt.AddDate(2, 0, 0), secret.EndsAt)
	require.NoError(t, tenant.VerifyApplicationSecret(t.Context(), registered, value))
	require.NoError(t, tenant.RemoveApplicationCredential(t.Context(), "one", strings.ToUpper(secret.KeyID)))
	require.ErrorIs(t, tenant.VerifyApplicationSecret(t.Context(), registered, value), directory.ErrWrongSecret)
	require.Error(t, tenant.RemoveApplicationCredential(t.Context(), "one", secret.KeyID))
	_, _, err = tenant.AddApplicationSecret(t.Context(), directory.AppAzureCLI, directory.NewApplicationSecret{})
	assert.True(t, directory.IsNotFound(err), "Microsoft's own cannot be changed")
	_, value, err = tenant.AddApplicationSecret(t.Context(), "one",
		directory.NewApplicationSecret{EndsAt: time.Unix(1, 0)})
	require.NoError(t, err)
	require.ErrorIs(t, tenant.VerifyApplicationSecret(t.Context(), registered, value), directory.ErrSecretExpired)
}

// Microsoft's own applications exist in every tenant and are not among its registrations.
func TestFirstPartyApplications(t *testing.T) {
	tenant := newTenantIn(t, store.NewMemory())
	for _, own := range directory.FirstParty(cloud.Global) {
		found, err := tenant.Application(t.Context(), strings.ToUpper(own.AppID))
		require.NoError(t, err)
		assert.True(t, found.FirstParty)
		assert.NotEmpty(t, found.ServicePrincipalID)
		assert.Error(t, tenant.DeleteApplication(t.Context(), own.AppID))
	}
	list, err := tenant.Applications(t.Context())
	require.NoError(t, err)
	assert.Empty(t, list)
}
