package directory_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/store"
	"samlharness/internal/store/storetest"
	"samlharness/sp/directory"
)

func TestCreateFederation(t *testing.T) {
	f := newTenant(t, directory.Options{})
	want := f.federation("https://contoso.com")
	want.SigningCertificate = "-----BEGIN CERTIFICATE-----\n" + f.certificate + "\n-----END CERTIFICATE-----\n"
	made, err := f.CreateFederation(t.Context(), "Contoso.com", want)
	require.NoError(t, err)
	assert.Len(t, made.ID, 36)
	assert.Equal(t, f.certificate, made.SigningCertificate, "bare base64")
	d, err := f.Domain(t.Context(), "contoso.com")
	require.NoError(t, err)
	assert.Equal(t, directory.Federated, d.AuthenticationType())
	assert.Equal(t, &made, d.Federation)
}

func TestCreateFederationRules(t *testing.T) {
	f := newTenant(t, directory.Options{})
	f.federate(t, "fabrikam.com", "https://fabrikam.com")
	require.NoError(t, f.SetManaged(t.Context(), "fabrikam.com"))
	f.federate(t, "fabrikam.com", "urn:uri:fabrikam.com")
	const bad, invalid = "Request_BadRequest", "Invalid value specified for property '%s' of resource " +
		"'InternalDomainFederation'."
	for _, c := range []struct {
		name, domain string
		change       func(*directory.Federation)
		code, text   string
	}{
		{"unknown domain", "nowhere.example", nil, "Request_ResourceNotFound",
			"Resource 'nowhere.example' does not exist or one of its queried reference-property objects are not present."},
		{"unverified", "unverified.example", nil, bad,
			"Domain 'unverified.example' is not verified and cannot be federated."},
		{"initial and default", "contoso.onmicrosoft.com", nil, bad,
			"Domain 'contoso.onmicrosoft.com' is the initial domain of the tenant and cannot be federated."},
		{"federated already", "fabrikam.com", nil, bad, "Domain already has Federation Configuration set."},
		{"no MFA behaviour", "contoso.com", func(f *directory.Federation) {
			f.FederatedIdpMfaBehavior = ""
		}, bad, "FederatedIdpMfaBehavior cannot be empty"},
		{"bare domain as issuer", "contoso.com", func(f *directory.Federation) {
			f.IssuerURI = "contoso.com"
		}, bad, property(invalid, "issuerUri")},
		{"issuer begins with a digit", "contoso.com", func(f *directory.Federation) {
			f.IssuerURI = "1contoso:com"
		}, bad, property(invalid, "issuerUri")},
		{"scheme alone", "contoso.com", func(f *directory.Federation) {
			f.IssuerURI = "https://"
		}, bad, property(invalid, "issuerUri")},
		{"no issuer", "contoso.com", func(f *directory.Federation) {
			f.IssuerURI = ""
		}, bad, property(invalid, "issuerUri")},
		{"long issuer", "contoso.com", func(f *directory.Federation) {
			f.IssuerURI = "urn:" + strings.Repeat("x", 1<<20)
		}, bad, property(invalid, "issuerUri")},
		{"blank in issuer", "contoso.com", func(f *directory.Federation) {
			f.IssuerURI = "https://contoso.com "
		}, bad, property(invalid, "issuerUri")},
		{"MSOnline spelling", "contoso.com", func(f *directory.Federation) {
			f.PreferredAuthenticationProtocol = "SAMLP"
		}, bad, property(invalid, "preferredAuthenticationProtocol")},
		{"case of the prompt", "contoso.com", func(f *directory.Federation) {
			f.PromptLoginBehavior = "NativeSupport"
		}, bad, property(invalid, "promptLoginBehavior")},
		{"unknown MFA behaviour", "contoso.com", func(f *directory.Federation) {
			f.FederatedIdpMfaBehavior = "unknownFutureValue"
		}, bad, property(invalid, "federatedIdpMfaBehavior")},
		{"undecodable certificate", "contoso.com", func(f *directory.Federation) {
			f.SigningCertificate = "MIID"
		}, bad, property(invalid, "signingCertificate")},
		{"undecodable next certificate", "contoso.com", func(f *directory.Federation) {
			f.NextSigningCertificate = "x"
		}, bad, property(invalid, "nextSigningCertificate")},
		{"issuer of another domain", "contoso.com", func(f *directory.Federation) {
			f.IssuerURI = "urn:uri:fabrikam.com"
		}, "Request_MultipleObjectsWithSameKeyValue",
			"Another object with the same value for property issuerUri already exists."},
	} {
		t.Run(c.name, func(t *testing.T) {
			wanted := f.federation("https://contoso.com")
			if c.change != nil {
				c.change(&wanted)
			}
			_, err := f.CreateFederation(t.Context(), c.domain, wanted)
			assertRefused(t, err, c.code, c.text)
			d, err := f.Domain(t.Context(), "contoso.com")
			require.NoError(t, err)
			assert.Equal(t, directory.Managed, d.AuthenticationType(), "a refused change leaves nothing")
		})
	}
	require.NoError(t, f.SetDefaultDomain(t.Context(), "contoso.com"))
	_, err := f.CreateFederation(t.Context(), "contoso.com", f.federation("https://contoso.com"))
	assertRefused(t, err, bad, "Domain 'contoso.com' is the default domain of the tenant and cannot be federated.")
}

func property(format, name string) string {
	before, after, _ := strings.Cut(format, "%s")
	return before + name + after
}

func TestMissingCertificateLeavesADomainHalfFederated(t *testing.T) {
	f := newTenant(t, directory.Options{})
	wanted := f.federation("https://contoso.com")
	wanted.SigningCertificate = ""
	_, err := f.CreateFederation(t.Context(), "contoso.com", wanted)
	assertRefused(t, err, "InternalServerError", "")
	d, err := f.Domain(t.Context(), "contoso.com")
	require.NoError(t, err)
	assert.Equal(t, directory.Federated, d.AuthenticationType())
	assert.Nil(t, d.Federation)
	_, err = f.CreateFederation(t.Context(), "contoso.com", f.federation("https://contoso.com"))
	assertRefused(t, err, "Request_BadRequest", "Domain already has Federation Configuration set.")
	require.NoError(t, f.SetManaged(t.Context(), "contoso.com"), "repairs it")
	f.federate(t, "contoso.com", "https://contoso.com")
}

func TestUpdateFederation(t *testing.T) {
	f := newTenant(t, directory.Options{})
	made := f.federate(t, "contoso.com", "https://contoso.com")
	next, signed, empty, issuer := newCertificate(t), true, "", "https://contoso.com/"
	changed, err := f.UpdateFederation(t.Context(), "contoso.com", made.ID, directory.FederationPatch{
		NextSigningCertificate:                &next,
		IsSignedAuthenticationRequestRequired: &signed,
		IssuerURI:                             &issuer,
	})
	require.NoError(t, err)
	want := made
	want.NextSigningCertificate, want.IsSignedAuthenticationRequestRequired, want.IssuerURI = next, &signed, issuer
	assert.Equal(t, want, changed)
	_, found, err := f.RealmByIssuer(t.Context(), "https://contoso.com")
	require.NoError(t, err)
	assert.False(t, found, "the old issuer is unknown at once without a delay")

	_, err = f.UpdateFederation(t.Context(), "contoso.com", made.ID,
		directory.FederationPatch{FederatedIdpMfaBehavior: &empty})
	assertRefused(t, err, "Request_BadRequest", "FederatedIdpMfaBehavior cannot be empty")
	_, err = f.UpdateFederation(t.Context(), "contoso.com", made.ID, directory.FederationPatch{SigningCertificate: &empty})
	assertRefused(t, err, "Request_BadRequest",
		"Invalid value specified for property 'signingCertificate' of resource 'InternalDomainFederation'.")
	_, err = f.UpdateFederation(t.Context(), "contoso.com", "44444444-4444-4444-4444-444444444444",
		directory.FederationPatch{})
	assert.True(t, directory.IsNotFound(err))
	assert.True(t, directory.IsNotFound(f.DeleteFederation(t.Context(), "fabrikam.com", made.ID)))
	require.NoError(t, f.DeleteFederation(t.Context(), "contoso.com", made.ID))
	d, err := f.Domain(t.Context(), "contoso.com")
	require.NoError(t, err)
	assert.Equal(t, directory.Managed, d.AuthenticationType())
}

func TestManagedAndFederatedByPatch(t *testing.T) {
	f := newTenant(t, directory.Options{})
	assertRefused(t, f.ConfirmFederated(t.Context(), "contoso.com"), "Request_BadRequest",
		"Changing authenticationType from Managed to Federated is currently not supported.")
	require.NoError(t, f.SetManaged(t.Context(), "contoso.com"), "managed already")
	made := f.federate(t, "contoso.com", "https://contoso.com")
	require.NoError(t, f.ConfirmFederated(t.Context(), "contoso.com"))
	d, err := f.Domain(t.Context(), "contoso.com")
	require.NoError(t, err)
	assert.Equal(t, made.ID, d.Federation.ID, "nothing changed")
	require.NoError(t, f.SetManaged(t.Context(), "contoso.com"))
	d, err = f.Domain(t.Context(), "contoso.com")
	require.NoError(t, err)
	assert.Nil(t, d.Federation)
	err = f.SetManaged(t.Context(), "unverified.example")
	assertRefused(t, err, "Request_BadRequest",
		"Domain 'unverified.example' is not verified; only a verified domain can be changed.")
}

// issuerSeen is what the sign-in service sees of contoso.com, "" when it is managed.
func (f fixture) issuerSeen(t *testing.T) string {
	t.Helper()
	d, found, err := f.SignInDomain(t.Context(), "contoso.com")
	require.NoError(t, err)
	require.True(t, found)
	for _, issuer := range []string{"https://a", "https://b"} {
		realm, found, err := f.RealmByIssuer(t.Context(), issuer)
		require.NoError(t, err)
		assert.Equal(t, d.Federation != nil && d.Federation.IssuerURI == issuer, found, "both views agree about %s", issuer)
		if found {
			assert.Equal(t, d, realm)
		}
	}
	if d.Federation == nil {
		return ""
	}
	return d.Federation.IssuerURI
}

func TestPropagation(t *testing.T) {
	f := newTenant(t, directory.Options{PropagationDelay: 20 * time.Minute})
	made := f.federate(t, "contoso.com", "https://a") // 0 min
	assert.Empty(t, f.issuerSeen(t))
	f.clock.Advance(5 * time.Minute)
	issuer := "https://b"
	// 5 min
	_, err := f.UpdateFederation(t.Context(), "contoso.com", made.ID, directory.FederationPatch{IssuerURI: &issuer})
	require.NoError(t, err)
	f.clock.Advance(5 * time.Minute)
	require.NoError(t, f.SetManaged(t.Context(), "contoso.com")) // 10 min
	d, err := f.Domain(t.Context(), "contoso.com")
	require.NoError(t, err)
	assert.Equal(t, directory.Managed, d.AuthenticationType(), "administrators see their change at once")
	f.clock.Advance(10*time.Minute - time.Nanosecond)
	assert.Empty(t, f.issuerSeen(t), "just before 20 min")
	f.clock.Advance(time.Nanosecond)
	assert.Equal(t, "https://a", f.issuerSeen(t), "20 min")
	f.clock.Advance(5 * time.Minute)
	assert.Equal(t, "https://b", f.issuerSeen(t), "25 min")
	f.clock.Advance(5 * time.Minute)
	assert.Empty(t, f.issuerSeen(t), "30 min")

	f.federate(t, "contoso.com", "https://a")
	f.SetPropagationDelay(0)
	require.NoError(t, f.SetManaged(t.Context(), "contoso.com"))
	f.clock.Advance(time.Hour)
	assert.Empty(t, f.issuerSeen(t), "a change without delay overtakes those that wait")
}

// While the clock stands still, each change hides the one before it for good: it is forgotten, and so is one that a
// shorter delay overtakes.
func TestChangesThatNobodyWillSeeAreForgotten(t *testing.T) {
	state := storetest.Guarded(t)
	f := newTenant(t, directory.Options{PropagationDelay: time.Hour, Store: state})
	made := f.federate(t, "contoso.com", "https://a")
	name := strings.Repeat("n", 1000)
	for range 50 {
		_, err := f.UpdateFederation(t.Context(), "contoso.com", made.ID, directory.FederationPatch{DisplayName: &name})
		require.NoError(t, err)
	}
	require.NoError(t, state.View(t.Context(), func(tx store.Tx) error {
		record, _, err := store.Table[any]{Name: "domains"}.Get(tx, "contoso.com")
		value, err2 := json.Marshal(record)
		assert.Less(t, len(value), 10_000)
		assert.Contains(t, string(value), name)
		return errors.Join(err, err2)
	}))
	f.SetPropagationDelay(time.Minute)
	issuer := "https://b"
	_, err := f.UpdateFederation(t.Context(), "contoso.com", made.ID, directory.FederationPatch{IssuerURI: &issuer})
	require.NoError(t, err)
	for _, c := range []struct {
		advance time.Duration
		issuer  string
	}{{time.Minute - time.Nanosecond, ""}, {time.Nanosecond, "https://b"}, {time.Hour, "https://b"}} {
		f.clock.Advance(c.advance)
		assert.Equal(t, c.issuer, f.issuerSeen(t))
	}
}

func TestAnIssuerMovesBetweenDomains(t *testing.T) {
	f := newTenant(t, directory.Options{PropagationDelay: time.Hour})
	f.federate(t, "contoso.com", "https://a")
	f.clock.Advance(time.Hour)
	require.NoError(t, f.SetManaged(t.Context(), "contoso.com"))
	f.clock.Advance(time.Minute)
	f.federate(t, "fabrikam.com", "https://a")
	for _, c := range []struct {
		advance time.Duration
		realm   string
	}{{0, "contoso.com"}, {59 * time.Minute, ""}, {time.Minute, "fabrikam.com"}} {
		f.clock.Advance(c.advance)
		realm, _, err := f.RealmByIssuer(t.Context(), "https://a")
		require.NoError(t, err)
		assert.Equal(t, c.realm, realm.Name)
	}
}

func TestUnverifiedDomainsAreUnknownToSignIn(t *testing.T) {
	f := newTenant(t, directory.Options{})
	for _, name := range []string{"unverified.example", "nowhere.example"} {
		_, found, err := f.SignInDomain(t.Context(), name)
		require.NoError(t, err)
		assert.False(t, found)
	}
}

func TestRealmNearIsFoundByItsIssuer(t *testing.T) {
	f := newTenant(t, directory.Options{})
	f.federate(t, "contoso.com", "https://contoso.com/")
	for issuer, want := range map[string]bool{
		"https://contoso.com/": true, "https://contoso.com": true, "HTTP://Contoso.com//": true, " contoso.com ": true,
		"urn:uri:contoso.com": true, "https://contoso.com/x": false, "https://fabrikam.com": false, "": false, "//": false,
		strings.Repeat("x", 5000): false,
	} {
		d, found, err := f.RealmNear(t.Context(), issuer)
		require.NoError(t, err)
		assert.Equal(t, want, found, issuer)
		if found {
			assert.Equal(t, "contoso.com", d.Name)
			assert.Equal(t, "https://contoso.com/", d.Federation.IssuerURI)
		}
	}
	_, exact, err := f.RealmByIssuer(t.Context(), "https://contoso.com")
	require.NoError(t, err)
	assert.False(t, exact, "issuers are compared exactly")
	require.NoError(t, f.SetManaged(t.Context(), "contoso.com"))
	_, found, err := f.RealmNear(t.Context(), "https://contoso.com/")
	require.NoError(t, err)
	assert.False(t, found)
}
