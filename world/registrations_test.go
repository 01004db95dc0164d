package world_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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

	_, err = world.ParseSpec("world.yaml", []byte("appRegistrations:\n  - name: x\n    certificate: MIID\n"))
	assert.ErrorContains(t, err, "world.yaml:3")
	assert.ErrorContains(t, err, "is not in PEM")
	spec, err = world.ParseSpec("world.yaml",
		[]byte("appRegistrations:\n  - name: x\n    redirectUris: [http://x.example]\n"))
	require.NoError(t, err)
	_, err = world.New(t.Context(), world.Options{Spec: &spec})
	assert.ErrorContains(t, err, "app registration x: Request_BadRequest")
}
