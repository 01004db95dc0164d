package directory_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/sp/directory"
)

func (f fixture) user(t *testing.T, n directory.NewUser) directory.User {
	t.Helper()
	n.DisplayName = "Test"
	u, err := f.CreateUser(t.Context(), n)
	require.NoError(t, err)
	return u
}

func TestUsersAreFound(t *testing.T) {
	f := newTenant(t, directory.Options{})
	made := f.user(t, directory.NewUser{UserPrincipalName: "Alice@contoso.com", ImmutableID: "Abc1"})
	for _, ref := range []string{made.ID, "alice@CONTOSO.com"} {
		u, err := f.User(t.Context(), ref)
		require.NoError(t, err)
		assert.Equal(t, made, u)
	}
	u, found, err := f.UserByImmutableID(t.Context(), "Abc1")
	require.NoError(t, err)
	require.True(t, found)
	assert.Equal(t, made, u)
	for _, id := range []string{"abc1", "", "Abc1 "} {
		_, found, err = f.UserByImmutableID(t.Context(), id)
		require.NoError(t, err)
		assert.False(t, found, "%q: the comparison is exact", id)
	}
	require.NoError(t, f.DeleteUser(t.Context(), made.ID))
	_, err = f.User(t.Context(), "alice@contoso.com")
	assertRefused(t, err, "Request_ResourceNotFound",
		"Resource 'alice@contoso.com' does not exist or one of its queried reference-property objects are not present.")
	f.user(t, directory.NewUser{UserPrincipalName: "alice@contoso.com", ImmutableID: "Abc1"}) // the names are free again
}

func TestCreateUserRules(t *testing.T) {
	f := newTenant(t, directory.Options{})
	f.federate(t, "fabrikam.com", "https://fabrikam.com")
	alice := f.user(t, directory.NewUser{UserPrincipalName: "alice@contoso.com", ImmutableID: "taken"})
	for _, c := range []struct {
		name string
		user directory.NewUser
		text string
	}{
		{"no immutable ID in a federated domain", directory.NewUser{
			UserPrincipalName: "a@fabrikam.com",
		}, "One or more properties contains invalid values."},
		{"dollar in it", directory.NewUser{
			UserPrincipalName: "a@contoso.com",
			ImmutableID:       "a$",
		}, "One or more properties contains invalid values."},
		{"underscore in it", directory.NewUser{
			UserPrincipalName: "a@contoso.com",
			ImmutableID:       "a_",
		}, "One or more properties contains invalid values."},
		{"same immutable ID", directory.NewUser{
			UserPrincipalName: "a@contoso.com",
			ImmutableID:       "taken",
		}, "Another object with the same value for property onPremisesImmutableId already exists."},
		{"same id", directory.NewUser{
			UserPrincipalName: "a@contoso.com",
			ID:                strings.ToUpper(alice.ID),
		}, "Another object with the same value for property id already exists."},
		{"same name", directory.NewUser{
			UserPrincipalName: "ALICE@contoso.com",
		}, "Another object with the same value for property userPrincipalName already exists."},
		{"unverified domain", directory.NewUser{
			UserPrincipalName: "a@unverified.example",
		}, "Property userPrincipalName is invalid: 'unverified.example' is not a verified domain of the tenant."},
		{"terminal escape", directory.NewUser{
			UserPrincipalName: "a\x1b[31m@contoso.com",
		}, "Property userPrincipalName is invalid: 'a\x1b[31m@contoso.com' is not of the form name@domain."},
		{"no UTF-8", directory.NewUser{
			UserPrincipalName: "a\xff@contoso.com",
		}, "Property userPrincipalName is invalid: 'a\xff@contoso.com' is not of the form name@domain."},
		{"line break in a name", directory.NewUser{
			UserPrincipalName: "a@contoso.com",
			GivenName:         "A\nB",
		}, "Invalid value specified for property 'givenName' of resource 'User'."},
		{"long name", directory.NewUser{
			UserPrincipalName: "a@contoso.com",
			Surname:           strings.Repeat("ä", 65),
		}, "Invalid value specified for property 'surname' of resource 'User'."},
		{"long user principal name", directory.NewUser{
			UserPrincipalName: strings.Repeat("a", 1013) + "@contoso.com",
		}, "Property userPrincipalName is invalid: '" + strings.Repeat("a",
			1013) + "@contoso.com' is not of the form name@domain."},
		{"long immutable ID", directory.NewUser{
			UserPrincipalName: "a@contoso.com",
			ImmutableID:       strings.Repeat("i", 1<<20),
		}, "One or more properties contains invalid values."},
		{"long id", directory.NewUser{
			UserPrincipalName: "a@contoso.com",
			ID:                strings.Repeat("i", 1<<20),
		}, "Invalid value specified for property 'id' of resource 'User'."},
		{"NUL in an id", directory.NewUser{
			UserPrincipalName: "a@contoso.com",
			ID:                "i\x00i",
		}, "Invalid value specified for property 'id' of resource 'User'."},
		{"no domain", directory.NewUser{
			UserPrincipalName: "a",
		}, "Property userPrincipalName is invalid: 'a' is not of the form name@domain."},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.user.DisplayName = "A"
			_, err := f.CreateUser(t.Context(), c.user)
			assertRefused(t, err, "Request_BadRequest", c.text)
			_, err = f.User(t.Context(), "a@contoso.com")
			assert.True(t, directory.IsNotFound(err), "nothing is left")
		})
	}
	for name, text := range map[string]string{
		"":                       "Property displayName is required.",
		strings.Repeat("ä", 257): "Invalid value specified for property 'displayName' of resource 'User'.",
	} {
		_, err := f.CreateUser(t.Context(), directory.NewUser{UserPrincipalName: "a@contoso.com", DisplayName: name})
		assertRefused(t, err, "Request_BadRequest", text)
	}
	_, err := f.CreateUser(t.Context(), directory.NewUser{UserPrincipalName: "ALICE@contoso.com", DisplayName: "A"})
	assertRefused(t, err, "Request_BadRequest",
		"Another object with the same value for property userPrincipalName already exists.")
}

func TestUpdateUserRules(t *testing.T) {
	f := newTenant(t, directory.Options{})
	_, err := f.AddDomain(t.Context(), "eu.contoso.com")
	require.NoError(t, err)
	bound := f.user(t, directory.NewUser{UserPrincipalName: "bound@contoso.com", ImmutableID: "b1"})
	f.user(t, directory.NewUser{UserPrincipalName: "unbound@contoso.com"})
	f.federate(t, "contoso.com", "https://contoso.com")
	f.federate(t, "fabrikam.com", "https://fabrikam.com")
	other, none := "other", ""
	for _, value := range []*string{&other, &none} {
		_, err := f.UpdateUser(t.Context(), bound.ID, directory.UserPatch{ImmutableID: value})
		assertRefused(t, err, "Request_BadRequest",
			"Property onPremisesImmutableId cannot be changed while userPrincipalName is in the federated domain 'contoso.com'.")
	}
	_, err = f.UpdateUser(t.Context(), "unbound@contoso.com", directory.UserPatch{ImmutableID: &other})
	require.NoError(t, err, "the first value is not a change")

	to := "bound@fabrikam.com"
	_, err = f.UpdateUser(t.Context(), bound.ID, directory.UserPatch{UserPrincipalName: &to})
	assertRefused(t, err, "Request_BadRequest",
		"Property userPrincipalName cannot be changed from the federated domain 'contoso.com' to the federated domain "+
			"'fabrikam.com'.")
	for _, to := range []string{"bound@eu.contoso.com", "bound@contoso.onmicrosoft.com"} {
		_, err = f.UpdateUser(t.Context(), bound.ID, directory.UserPatch{UserPrincipalName: &to})
		require.NoError(t, err)
	}
	free := "b2"
	_, err = f.UpdateUser(t.Context(), bound.ID, directory.UserPatch{ImmutableID: &free})
	require.NoError(t, err)
	_, err = f.UpdateUser(t.Context(), bound.ID, directory.UserPatch{UserPrincipalName: &to})
	require.NoError(t, err)
	_, found, err := f.UserByImmutableID(t.Context(), "b1")
	require.NoError(t, err)
	assert.False(t, found, "the index follows")
	_, err = f.User(t.Context(), "bound@contoso.com")
	assert.True(t, directory.IsNotFound(err), "the index follows")
}

func TestVerifyPassword(t *testing.T) {
	f := newTenant(t, directory.Options{})
	made := f.user(t, directory.NewUser{UserPrincipalName: "alice@contoso.com", Password: "Entra-Passw0rd!"})
	f.user(t, directory.NewUser{UserPrincipalName: "nopassword@contoso.com"})
	u, err := f.VerifyPassword(t.Context(), "ALICE@contoso.com", "Entra-Passw0rd!")
	require.NoError(t, err)
	assert.Equal(t, made.ID, u.ID)
	_, err = f.VerifyPassword(t.Context(), "nobody@contoso.com", "Entra-Passw0rd!")
	assert.ErrorIs(t, err, directory.ErrUnknownUser)
	_, err = f.VerifyPassword(t.Context(), "nopassword@contoso.com", "")
	assert.ErrorIs(t, err, directory.ErrWrongPassword)
	off, changed := false, "New-Passw0rd!"
	_, err = f.UpdateUser(t.Context(), made.ID, directory.UserPatch{AccountEnabled: &off, Password: &changed})
	require.NoError(t, err)
	_, err = f.VerifyPassword(t.Context(), "alice@contoso.com", "Entra-Passw0rd!")
	assert.ErrorIs(t, err, directory.ErrWrongPassword)
	u, err = f.VerifyPassword(t.Context(), "alice@contoso.com", changed)
	assert.ErrorIs(t, err, directory.ErrAccountDisabled)
	assert.Equal(t, made.ID, u.ID)

	shown, err := json.Marshal(u)
	require.NoError(t, err)
	assert.NotContains(t, string(shown), "pbkdf2")
}

func TestQueryUsers(t *testing.T) {
	f := newTenant(t, directory.Options{})
	for i := range 2500 {
		f.user(t, directory.NewUser{UserPrincipalName: fmt.Sprintf("User%04d@contoso.com", i)})
	}
	after, total := "", 0
	for {
		page, err := f.Users(t.Context(), after, 999)
		require.NoError(t, err)
		for _, u := range page {
			assert.Equal(t, fmt.Sprintf("User%04d@contoso.com", total), u.UserPrincipalName)
			total++
		}
		if len(page) < 999 {
			break
		}
		after = page[len(page)-1].UserPrincipalName
	}
	assert.Equal(t, 2500, total)
	all, err := f.QueryUsers(t.Context(), directory.UserQuery{})
	require.NoError(t, err)
	assert.Len(t, all, 2500, "over the bounds of the transactions")
	some, err := f.QueryUsers(t.Context(), directory.UserQuery{
		Prefix: "USER24",
		Match:  func(u *directory.User) bool { return u.UserPrincipalName != "User2400@contoso.com" },
	})
	require.NoError(t, err)
	assert.Len(t, some, 99)
	late := func(u *directory.User) bool { return u.UserPrincipalName > "User24" } // found in the table alone
	for _, limit := range []int{0, 1, 7, 100} {
		var found []directory.User
		for q := (directory.UserQuery{Limit: limit, Match: late}); ; q.After = found[len(found)-1].UserPrincipalName {
			page, err := f.QueryUsers(t.Context(), q)
			require.NoError(t, err)
			found = append(found, page...)
			if limit == 0 || len(page) < limit {
				break
			}
		}
		var want []directory.User
		for _, u := range all {
			if late(&u) {
				want = append(want, u)
			}
		}
		assert.Equal(t, want, found, "%d a page", limit)
	}
	organization, err := f.Organization(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 2500, organization.Users)

	one := f.user(t, directory.NewUser{UserPrincipalName: "Bound@contoso.com", ImmutableID: "Imm1"})
	for _, c := range []struct {
		query directory.UserQuery
		found bool
	}{
		{directory.UserQuery{ImmutableID: "Imm1"}, true},
		{directory.UserQuery{ImmutableID: "imm1"}, false},
		{directory.UserQuery{ImmutableID: "Imm1", Prefix: "BOUND"}, true},
		{directory.UserQuery{ImmutableID: "Imm1", Prefix: "user"}, false},
		{directory.UserQuery{ImmutableID: "Imm1", After: "ALICE@contoso.com"}, true},
		{directory.UserQuery{ImmutableID: "Imm1", After: "bound@contoso.com"}, false},
		{directory.UserQuery{ImmutableID: "Imm1", Match: func(*directory.User) bool { return false }}, false},
	} {
		want := []directory.User{}
		if c.found {
			want = append(want, one)
		}
		got, err := f.QueryUsers(t.Context(), c.query)
		require.NoError(t, err)
		assert.Equal(t, want, got, "%+v", c.query)
	}
}

// BenchmarkUserByImmutableID shows that a sign-in's look-ups do not depend on the number of users.
func BenchmarkUserByImmutableID(b *testing.B) {
	for _, users := range []int{10, 100_000} {
		b.Run(fmt.Sprint(users), func(b *testing.B) {
			tenant, err := directory.New(directory.Options{Clock: clockwork.NewFakeClock()})
			require.NoError(b, err)
			for i := range users {
				_, err := tenant.CreateUser(b.Context(), directory.NewUser{
					UserPrincipalName: fmt.Sprintf("u%d@contoso.onmicrosoft.com", i),
					DisplayName:       "U",
					ImmutableID:       fmt.Sprint(i),
				})
				require.NoError(b, err)
			}
			for b.Loop() {
				if _, found, err := tenant.UserByImmutableID(b.Context(), "7"); err != nil || !found {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestPasswordsSurviveFederation(t *testing.T) {
	f := newTenant(t, directory.Options{})
	f.user(t, directory.NewUser{UserPrincipalName: "alice@contoso.com", Password: "Entra-Passw0rd!"})
	f.federate(t, "contoso.com", "https://contoso.com")
	require.NoError(t, f.SetManaged(t.Context(), "contoso.com"))
	_, err := f.VerifyPassword(t.Context(), "alice@contoso.com", "Entra-Passw0rd!")
	assert.NoError(t, err)
}

func TestCreateUsers(t *testing.T) {
	f := newTenant(t, directory.Options{})
	named := func(upns ...string) (list []directory.NewUser) {
		for _, upn := range upns {
			list = append(list, directory.NewUser{UserPrincipalName: upn, DisplayName: "A"})
		}
		return list
	}
	done, err := f.CreateUsers(t.Context(), named("a@contoso.com", "b@contoso.com", "A@contoso.com", "c@contoso.com"))
	assertRefused(t, err, "Request_BadRequest",
		"Another object with the same value for property userPrincipalName already exists.")
	assert.Equal(t, 2, done)
	users, err := f.Users(t.Context(), "", 0)
	require.NoError(t, err)
	assert.Empty(t, users, "nothing is left")

	for _, list := range [][]directory.NewUser{named("a@contoso.com", "b@contoso.com"), nil} {
		done, err = f.CreateUsers(t.Context(), list)
		require.NoError(t, err)
		assert.Len(t, list, done)
	}
	o, err := f.Organization(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 2, o.Users)
}
