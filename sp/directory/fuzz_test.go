package directory_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/jonboulle/clockwork"

	"samlharness/record"
	"samlharness/sp/directory"
)

// FuzzNames hands whatever the network may bring to the places that take names: no panic, and each refusal is one of
// Graph's.
func FuzzNames(f *testing.F) {
	for _, seed := range []string{"contoso.com", "alice@contoso.onmicrosoft.com", "https://contoso.com",
		"urn:uri:contoso.com", "1:2", "a b", "\x00", "@"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		tenant, err := directory.New(directory.Options{Clock: clockwork.NewFakeClock()})
		if err != nil {
			t.Fatal(err)
		}
		_, added := tenant.AddDomain(t.Context(), name)
		user, made := tenant.CreateUser(t.Context(), directory.NewUser{
			UserPrincipalName: name,
			DisplayName:       "x",
			ImmutableID:       name,
		})
		_, verified := tenant.VerifyDomain(t.Context(), name)
		_, federated := tenant.CreateFederation(t.Context(), name, directory.Federation{
			IssuerURI:               name,
			FederatedIdpMfaBehavior: directory.MFAAccept,
		})
		for _, err := range []error{added, made, verified, federated} {
			if _, refused := errors.AsType[*record.Refusal](err); err != nil && !refused {
				t.Fatalf("%q: %v is not a refusal", name, err)
			}
		}
		if made == nil && !strings.HasSuffix(user.UserPrincipalName, "@contoso.onmicrosoft.com") &&
			!strings.EqualFold(user.DomainName(), "contoso.onmicrosoft.com") {
			t.Fatalf("%q is a user of no domain", name)
		}
	})
}
