package directory_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"samlharness/sp/directory"
)

// BenchmarkImport makes 100,000 users with passwords a run; the budget is 5 s.
func BenchmarkImport(b *testing.B) {
	list := newUsers(100_000, "Entra-Passw0rd!")
	b.Run("in one update", func(b *testing.B) {
		for b.Loop() {
			_, err := newBenchTenant(b).CreateUsers(b.Context(), list)
			require.NoError(b, err)
		}
	})
	b.Run("an update each", func(b *testing.B) {
		for b.Loop() {
			tenant := newBenchTenant(b)
			for _, n := range list {
				_, err := tenant.CreateUser(b.Context(), n)
				require.NoError(b, err)
			}
		}
	})
}

func newBenchTenant(b *testing.B) *directory.Tenant {
	b.Helper()
	tenant, err := directory.New(directory.Options{Clock: clockwork.NewFakeClock()})
	require.NoError(b, err)
	return tenant
}

func newUsers(n int, password string) []directory.NewUser {
	var list []directory.NewUser
	for i := range n {
		list = append(list, directory.NewUser{
			UserPrincipalName: fmt.Sprintf("u%d@contoso.onmicrosoft.com", i),
			DisplayName:       "U",
			ImmutableID:       fmt.Sprint(i),
			Password:          password,
		})
	}
	return list
}

// BenchmarkNewTenant is a fresh tenant, part of a fresh world.
func BenchmarkNewTenant(b *testing.B) {
	for b.Loop() {
		newBenchTenant(b)
	}
}

// BenchmarkSignIn is what a federated sign-in asks of the directory: the domain of a name, the realm of an issuer and
// the user of an immutable ID. It must not depend on the number of users, nor on what happens beside it.
func BenchmarkSignIn(b *testing.B) {
	for _, users := range []int{10, 100_000} {
		tenant := newBenchTenant(b)
		_, err := tenant.CreateUsers(b.Context(), newUsers(users, ""))
		require.NoError(b, err)
		b.Run(fmt.Sprint(users, " users"), func(b *testing.B) { signIns(b, tenant, users) })
		b.Run(fmt.Sprint(users, " users, beside a listing and a write"), func(b *testing.B) {
			done := make(chan struct{})
			var others sync.WaitGroup
			others.Go(func() { again(done, func() error { _, err := tenant.Users(b.Context(), "", 0); return err }) })
			others.Go(func() { again(done, func() error { return tenant.SetSecurityDefaults(b.Context(), true) }) })
			signIns(b, tenant, users)
			close(done)
			others.Wait()
		})
	}
}

func again(done <-chan struct{}, f func() error) {
	for {
		select {
		case <-done:
			return
		default:
			if err := f(); err != nil {
				return // the benchmark is over
			}
		}
	}
}

func signIns(b *testing.B, tenant *directory.Tenant, users int) {
	i := 0
	for b.Loop() {
		i = (i + 7919) % users
		_, domain, err := tenant.SignInDomain(b.Context(), "contoso.onmicrosoft.com")
		_, realm, err2 := tenant.RealmByIssuer(b.Context(), "https://sso.jumpcloud.com/saml2/office365")
		_, user, err3 := tenant.UserByImmutableID(b.Context(), fmt.Sprint(i))
		if !domain || realm || !user || err != nil || err2 != nil || err3 != nil {
			b.Fatal(domain, realm, user, err, err2, err3)
		}
	}
}

// BenchmarkQuery looks for nobody among 100,000 users by a property without an index.
func BenchmarkQuery(b *testing.B) {
	tenant := newBenchTenant(b)
	_, err := tenant.CreateUsers(b.Context(), newUsers(100_000, ""))
	require.NoError(b, err)
	for b.Loop() {
		found, err := tenant.QueryUsers(b.Context(), directory.UserQuery{
			Limit: 101,
			Match: func(u *directory.User) bool { return u.Mail == "nobody@contoso.com" },
		})
		require.NoError(b, err)
		require.Empty(b, found)
	}
}
