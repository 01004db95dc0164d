package world_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/sp/directory"
	"samlharness/world"
)

func TestAppRegistrationsOfTheWorldFile(t *testing.T) {
	spec, err := world.ParseSpec("world.yaml", []byte(`
appRegistrations:
  - name: Contoso tools
    appId: 55555555-5555-5555-5555-555555555555
    secret: the-secret~of.the_tools
    redirectUris: [http://localhost]
    public: true
    roles: [Domain.Read.All]
    scopes: [User.Read]
    adminConsent: true
`))
	require.NoError(t, err)
	w := world.Start(t, world.Options{Spec: &spec})
	a, err := w.Entra.Application(t.Context(), "Contoso tools")
	require.NoError(t, err)
	assert.Equal(t, "55555555-5555-5555-5555-555555555555", a.AppID)
	assert.True(t, a.Public)
	require.NoError(t, w.Entra.VerifyApplicationSecret(t.Context(), a.AppID, "the-secret~of.the_tools"))
	scopes, err := w.Entra.Consented(t.Context(), "anybody", a.AppID)
	require.NoError(t, err)
	assert.Equal(t, []string{"User.Read"}, scopes)
	_, _, err = w.Entra.AddApplicationSecret(t.Context(), w.ClientID, directory.NewApplicationSecret{})
	require.NoError(t, err)
	later, err := w.Entra.CreateApplication(t.Context(), directory.NewApplication{DisplayName: "Later",
		Secret: "unknown~1",
		Scopes: []string{"User.Read"}})
	require.NoError(t, err)
	other, text := again(t, w)
	assert.Contains(t, text, "# client secret not known")
	assert.NotContains(t, text, "unknown~1")
	assert.NotContains(t, text, w.ClientSecret)
	require.NoError(t, other.Entra.VerifyApplicationSecret(t.Context(), a.AppID, "the-secret~of.the_tools"))
	for _, before := range []directory.Application{a, later} {
		after, err := other.Entra.Application(t.Context(), before.AppID)
		require.NoError(t, err)
		assert.Equal(t, before.DisplayName, after.DisplayName)
		assert.Equal(t, before.Roles, after.Roles)
		assert.Equal(t, before.Scopes, after.Scopes)
		assert.Equal(t, before.RedirectURIs, after.RedirectURIs)
	}
	scopes, err = other.Entra.Consented(t.Context(), "anybody", later.AppID)
	require.NoError(t, err)
	assert.Empty(t, scopes)

	_, err = world.ParseSpec("world.yaml", []byte("appRegistrations:\n  - name: x\n    certificate: MIID\n"))
	assert.ErrorContains(t, err, "world.yaml:3")
	assert.ErrorContains(t, err, "is not in PEM")
	spec, err = world.ParseSpec("world.yaml",
		[]byte("appRegistrations:\n  - name: x\n    redirectUris: [http://x.example]\n"))
	require.NoError(t, err)
	_, err = world.New(t.Context(), world.Options{Spec: &spec})
	assert.ErrorContains(t, err, "app registration x: Request_BadRequest")
}
