package loginsrf_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/internal/wire"
	"samlharness/record"
	"samlharness/sp/loginsrf"
)

func immutable(id string) func(*wire.Response) { return func(r *wire.Response) { r.NameID = id } }

func TestUser(t *testing.T) {
	t.Run("unbound", func(t *testing.T) {
		v := judge(t, loginsrf.Input{XML: good(t, immutable("64b1f0c2a9d3e45f6a7b8c9e"))})
		failed := requireRefused(t, v, "AADSTS51004")
		assert.Equal(t, "immutable-id", failed.Name)
		assert.Equal(t, "The user account 64b1f0c2a9d3e45f6a7b8c9e does not exist in the "+tenantID+
			" directory. To sign into this application, the account must be added to the directory.", v.Refusal.Message)
		assert.Contains(t, v.Refusal.Fix, "onPremisesImmutableId")
		assert.Equal(t, "the onPremisesImmutableId of a user of the tenant", v.Refusal.Expected)
		assert.Empty(t, v.Refusal.Difference)
	})
	t.Run("unlike the one that was meant", func(t *testing.T) {
		d := tenant()
		d.meant = alice
		v := judge(t, loginsrf.Input{XML: good(t, immutable("64b1f0c2a9d3e45f6a7b8c9e")), Directory: d})
		requireRefused(t, v, "AADSTS51004")
		assert.Equal(t, alice, v.Refusal.Expected)
		assert.Equal(t, `character 24: expected "d", got "e"`, v.Refusal.Difference)
	})
	t.Run("disabled", func(t *testing.T) {
		v := judge(t, loginsrf.Input{XML: good(t, immutable("blocked"))})
		requireRefused(t, v, "AADSTS50057")
		assert.Equal(t, "The user account is disabled.", v.Refusal.Message)
	})
	t.Run("another than the typed name", func(t *testing.T) {
		d := tenant()
		d.accounts["carol"] = loginsrf.Account{
			UserPrincipalName: "carol@contoso.com",
			ImmutableID:       "carol",
			Enabled:           true,
			RootDomain:        "contoso.com",
		}
		v := judge(t, loginsrf.Input{XML: good(t, immutable("carol")), Directory: d})
		requireAccepted(t, v)
		assert.Equal(t, "carol@contoso.com", v.User.UserPrincipalName)
		assert.Contains(t, fmt.Sprint(v.Warnings()), "IDPEmail is alice@contoso.com")
	})
}

func TestTokenValidationPolicy(t *testing.T) {
	for _, c := range []struct {
		policy  loginsrf.Policy
		user    string
		refused bool
	}{
		{loginsrf.Policy{}, alice, false},
		{loginsrf.Policy{}, "managed", true},
		{loginsrf.Policy{RootDomains: "all"}, "managed", true},
		{loginsrf.Policy{RootDomains: "none"}, "managed", false},
		{loginsrf.Policy{RootDomains: "allFederated"}, "managed", false},
		{loginsrf.Policy{RootDomains: "allFederated"}, "federated", true},
		{loginsrf.Policy{RootDomains: "allManaged"}, "managed", true},
		{loginsrf.Policy{RootDomains: "allManaged"}, "federated", false},
		{loginsrf.Policy{RootDomains: "enumerated", DomainNames: []string{"FABRIKAM.com"}}, "managed", true},
		{loginsrf.Policy{RootDomains: "enumerated", DomainNames: []string{"other.com"}}, "managed", false},
		{loginsrf.Policy{RootDomains: "allManagedAndEnumeratedFederated"}, "managed", true},
		{loginsrf.Policy{RootDomains: "allManagedAndEnumeratedFederated"}, "federated", false},
		{loginsrf.Policy{
			RootDomains: "allManagedAndEnumeratedFederated",
			DomainNames: []string{"tailspin.com"},
		}, "federated", true},
	} {
		t.Run(fmt.Sprint(c.policy, " ", c.user), func(t *testing.T) {
			d := tenant()
			d.policy = c.policy
			d.accounts["federated"] = loginsrf.Account{
				UserPrincipalName: "erin@tailspin.com",
				ImmutableID:       "federated",
				Enabled:           true,
				RootDomain:        "tailspin.com",
				Federated:         true,
			}
			v := judge(t, loginsrf.Input{XML: good(t, immutable(c.user)), Directory: d})
			if !c.refused {
				requireAccepted(t, v)
				return
			}
			failed := requireRefused(t, v, "AADSTS5000820")
			assert.Contains(t, failed.Got, "policy "+cmp.Or(c.policy.RootDomains, "all"))
			assert.Equal(t, "Sign-in blocked by Federated Token Validation policy. Contact your administrator for details.",
				v.Refusal.Message)
		})
	}
}

func TestPolicyComesBeforeAccountState(t *testing.T) {
	d := tenant()
	d.accounts["managed"] = loginsrf.Account{
		UserPrincipalName: "carol@fabrikam.com",
		ImmutableID:       "managed",
		RootDomain:        "fabrikam.com",
	}
	requireRefused(t, judge(t, loginsrf.Input{XML: good(t, immutable("managed")), Directory: d}), "AADSTS5000820")
}

func TestNextCertificateIsTaken(t *testing.T) {
	for i, code := range []string{"", "", "AADSTS5000811"} { // current, next, a stranger's
		v := judge(t, loginsrf.Input{XML: signedBy(t, signerOf(pairs()[i]))})
		if code == "" {
			requireAccepted(t, v)
			continue
		}
		failed := requireRefused(t, v, code)
		assert.Contains(t, failed.Expected, "SHA-256 "+certs.Thumbprint(pairs()[1].Certificate))
		assert.Empty(t, failed.Difference, "the first differing digit of two thumbprints says nothing")
		assert.Contains(t, failed.Fix, "harness federation enable --xml-file")
	}
}

// A realm without a certificate, or with one that cannot be read, is a realm that nobody can sign in to.
func TestNoRegisteredCertificateRefuses(t *testing.T) {
	for _, certificates := range [][][]byte{nil, {[]byte("not DER")}} {
		d := tenant()
		d.certificates = &certificates
		requireRefused(t, judge(t, loginsrf.Input{XML: good(t), Directory: d}), "AADSTS5000811")
	}
}

func TestExpiredCertificateIsTakenWithAWarning(t *testing.T) {
	later := now.AddDate(10, 0, 0)
	v := judge(t, loginsrf.Input{Now: later, XML: good(t, func(r *wire.Response) {
		r.IssueInstant, r.NotBefore, r.AuthnInstant = later, later, later
		r.NotOnOrAfter, r.SubjectNotOnOrAfter = later.Add(time.Minute), later.Add(time.Minute)
	})})
	requireAccepted(t, v)
	assert.Contains(t, fmt.Sprint(v.Warnings()), "expired")
}

func TestCertificateOfTheFutureIsTakenWithAWarning(t *testing.T) {
	key := pairs()[0].Key
	early, err := certs.Issue(key, certs.Profile{Organization: "Contoso", NotBefore: now.AddDate(0, 0, 1)})
	require.NoError(t, err)
	d := tenant()
	d.certificates = &[][]byte{early.Certificate.Raw}
	v := judge(t, loginsrf.Input{XML: signedBy(t, signerOf(early)), Directory: d})
	requireAccepted(t, v)
	assert.Contains(t, fmt.Sprint(v.Warnings()), "is not valid before")
}

func TestContextThatIsMissingIsAssumed(t *testing.T) {
	for _, c := range []struct {
		name      string
		directory loginsrf.Directory
		unknown   []string
		why       string
		assumed   int
		undecided bool
	}{
		{"no directory", nothing{}, []string{"issuer", "key", "signature-value", "immutable-id", "token-validation-policy",
			"account", "idp-email"}, "not known here", 3, true},
		{"issuer unknown", &directory{
			realm:    fmt.Errorf("%w: give --issuer-uri", loginsrf.ErrUnknown),
			accounts: tenant().accounts,
		}, []string{"issuer", "key", "signature-value", "token-validation-policy"}, "give --issuer-uri", 2, true},
		{"user unknown", &directory{
			account: fmt.Errorf("%w: give --immutable-id", loginsrf.ErrUnknown),
		}, []string{"immutable-id", "token-validation-policy", "account", "idp-email"}, "give --immutable-id", 1, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			form := url.Values{"SAMLResponse": {wire.EncodePost(good(t))}}
			v := judge(t, loginsrf.Input{Values: form, Directory: c.directory})
			require.Nil(t, v.Refusal)
			assert.Equal(t, c.undecided, v.Undecided())
			assert.Equal(t, !c.undecided, v.Accepted())
			assert.Equal(t, !c.undecided, v.Response.Verified)
			var unknown []string
			for _, check := range v.Checks {
				if check.Outcome == record.Unknown {
					unknown = append(unknown, check.Name)
					assert.NotEmpty(t, check.Got)
				}
				if check.Name == c.unknown[0] {
					assert.Equal(t, c.why, check.Got)
				}
			}
			assert.Equal(t, c.unknown, unknown)
			assert.Len(t, v.Assumed, c.assumed)
		})
	}
	t.Run("nobody to ask", func(t *testing.T) {
		v := loginsrf.Evaluate(t.Context(), loginsrf.Input{XML: good(t), Now: now})
		require.True(t, v.Undecided(), "%+v", v.Refusal)
		assert.Len(t, v.Assumed, 3)
	})
	t.Run("a tampered message is refused all the same", func(t *testing.T) {
		xml := bytes.ReplaceAll(good(t), []byte(alice), []byte("64b1f0c2a9d3e45f6a7b8c9e"))
		v := judge(t, loginsrf.Input{XML: xml, Directory: nothing{}})
		require.NotNil(t, v.Refusal)
		assert.Equal(t, "AADSTS50006", v.Refusal.Code)
	})
}

func TestDirectoryThatFailsDecidesNothing(t *testing.T) {
	broken := errors.New("disk full")
	for _, d := range []*directory{{realm: broken}, {account: broken}} {
		v := judge(t, loginsrf.Input{XML: good(t), Directory: d})
		assert.ErrorIs(t, v.Err, broken)
		assert.Nil(t, v.Refusal)
		assert.False(t, v.Accepted())
	}
}

// nothing knows nothing.
type nothing struct{}

func (nothing) Realm(context.Context, string) (loginsrf.Realm, bool, error) {
	return loginsrf.Realm{}, false, loginsrf.ErrUnknown
}

func (nothing) Account(context.Context, loginsrf.Realm, string) (loginsrf.Account, bool, error) {
	return loginsrf.Account{}, false, loginsrf.ErrUnknown
}
