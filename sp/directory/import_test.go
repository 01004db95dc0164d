package directory_test

import (
	"fmt"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"samlharness/sp/directory"
)

// BenchmarkImport makes 100,000 users with passwords a run; the budget is 5 s.
func BenchmarkImport(b *testing.B) {
	for b.Loop() {
		tenant, err := directory.New(directory.Options{Clock: clockwork.NewFakeClock()})
		require.NoError(b, err)
		for i := range 100_000 {
			_, err := tenant.CreateUser(b.Context(), directory.NewUser{
				UserPrincipalName: fmt.Sprintf("u%d@contoso.onmicrosoft.com", i),
				DisplayName:       "U",
				ImmutableID:       fmt.Sprint(i),
				Password:          "Entra-Passw0rd!",
			})
			require.NoError(b, err)
		}
	}
}

// BenchmarkNewTenant is a fresh tenant, part of a fresh world.
func BenchmarkNewTenant(b *testing.B) {
	for b.Loop() {
		_, err := directory.New(directory.Options{Clock: clockwork.NewFakeClock()})
		require.NoError(b, err)
	}
}
