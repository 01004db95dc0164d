package directory_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/cloud"
	"samlharness/internal/store/bolt"
	"samlharness/sp/directory"
)

// TestTenantIsThereAfterReopening keeps a tenant in a file, and opens it again.
func TestTenantIsThereAfterReopening(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	file, err := bolt.Open(path)
	require.NoError(t, err)
	f := newTenant(t, directory.Options{Store: file})
	made := f.federate(t, "contoso.com", "urn:uri:contoso.com")
	user := f.user(t, directory.NewUser{
		UserPrincipalName: "Zoë@contoso.com",
		ImmutableID:       "z1",
		Password:          "пароль",
	})
	require.NoError(t, f.AssignRole(t.Context(), directory.GlobalAdministrator, user.ID))
	before, err := f.Organization(t.Context())
	require.NoError(t, err)
	require.NoError(t, file.Close())

	file, err = bolt.Open(path)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, file.Close()) })
	_, err = directory.New(directory.Options{Store: file, Clock: f.clock, Cloud: cloud.China})
	require.ErrorContains(t, err, "lives in the cloud global, not in china")
	tenant, err := directory.New(directory.Options{Store: file, Clock: f.clock})
	require.NoError(t, err)
	after, err := tenant.Organization(t.Context())
	require.NoError(t, err)
	assert.Equal(t, before, after)
	realm, found, err := tenant.RealmByIssuer(t.Context(), "urn:uri:contoso.com")
	require.NoError(t, err)
	assert.True(t, found)
	assert.Equal(t, made, *realm.Federation)
	again, err := tenant.VerifyPassword(t.Context(), "ZOË@contoso.com", "пароль")
	require.NoError(t, err)
	assert.Equal(t, user, again)
	administrators, err := tenant.RoleMembers(t.Context(), directory.GlobalAdministrator)
	require.NoError(t, err)
	assert.Equal(t, []directory.User{user}, administrators)
}
