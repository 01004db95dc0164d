package loginsrf_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/record"
	"samlharness/sp/loginsrf"
)

const (
	issuer   = "https://contoso.com"
	tenantID = "11111111-1111-1111-1111-111111111111"
	alice    = "64b1f0c2a9d3e45f6a7b8c9d"
)

var now = time.Date(2026, 3, 2, 9, 16, 2, 0, time.UTC)

// pairs are signing keys that all tests share, made once: the registered one, the next, and a stranger's.
var pairs = sync.OnceValue(func() (p [3]*certs.KeyPair) {
	for i := range p {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err == nil {
			p[i], err = certs.Issue(key, certs.Profile{
				Organization: fmt.Sprint("Contoso ", i),
				NotBefore:    now.AddDate(-1, 0, 0),
			})
		}
		if err != nil {
			panic(err)
		}
	}
	return p
})

func signerOf(p *certs.KeyPair) xmldsig.Signer {
	return xmldsig.Signer{Key: p.Key, Certificate: p.Certificate.Raw}
}

// good is a response that signs alice in, changed by the edits before it is signed.
func good(t testing.TB, edits ...func(*wire.Response)) []byte {
	t.Helper()
	return signedBy(t, signerOf(pairs()[0]), edits...)
}

func signedBy(t testing.TB, signer xmldsig.Signer, edits ...func(*wire.Response)) []byte {
	t.Helper()
	r := wire.Response{
		ID: "_response", AssertionID: "_assertion", InResponseTo: "_request", Issuer: issuer,
		Destination: wire.MicrosoftACS, Recipient: wire.MicrosoftACS, Audience: wire.MicrosoftEntityID,
		NameID: alice, NameIDFormat: wire.NameIDPersistent, SessionIndex: "_assertion",
		AuthnContextClassRef: wire.AuthnContextPasswordProtectedTransport,
		IssueInstant:         now, NotBefore: now, NotOnOrAfter: now.Add(5 * time.Minute),
		SubjectNotOnOrAfter: now.Add(5 * time.Minute), AuthnInstant: now,
		Attributes:    []wire.Attribute{{Name: "IDPEmail", Values: []string{"alice@contoso.com"}}},
		SignAssertion: true,
	}
	for _, edit := range edits {
		edit(&r)
	}
	xml, err := r.Issue(signer)
	require.NoError(t, err)
	return xml
}

// directory is a tenant with one federated domain and some users.
type directory struct {
	policy       loginsrf.Policy
	certificates *[][]byte // nil: the registered pairs
	accounts     map[string]loginsrf.Account
	realm        error
	account      error
	meant        string // the immutable ID that an unknown one probably stands for
}

func tenant() *directory {
	user := func(name, id, root string, enabled bool) loginsrf.Account {
		return loginsrf.Account{
			ID:                name,
			UserPrincipalName: name + "@" + root,
			ImmutableID:       id,
			Enabled:           enabled,
			RootDomain:        root,
			Federated:         root == "contoso.com",
		}
	}
	return &directory{accounts: map[string]loginsrf.Account{
		alice: user("alice", alice, "contoso.com", true), "blocked": user("bob", "blocked", "contoso.com", false),
		"managed": user("carol", "managed", "fabrikam.com", true),
	}}
}

func (d *directory) Realm(_ context.Context, uri string) (loginsrf.Realm, bool, error) {
	r := loginsrf.Realm{Domain: "contoso.com", RootDomain: "contoso.com", TenantID: tenantID, IssuerURI: issuer,
		Policy:       d.policy,
		Certificates: [][]byte{pairs()[0].Certificate.Raw, pairs()[1].Certificate.Raw}}
	if d.certificates != nil {
		r.Certificates = *d.certificates
	}
	if d.realm != nil {
		return loginsrf.Realm{}, false, d.realm
	}
	return r, uri == issuer, nil
}

func (d *directory) Account(_ context.Context, _ loginsrf.Realm, id string) (loginsrf.Account, bool, error) {
	if d.account != nil {
		return loginsrf.Account{}, false, d.account
	}
	a, ok := d.accounts[id]
	if !ok {
		a.ImmutableID = d.meant
	}
	return a, ok, nil
}

func judge(t testing.TB, in loginsrf.Input) loginsrf.Verdict {
	t.Helper()
	if in.Now.IsZero() {
		in.Now = now
	}
	if in.Directory == nil {
		in.Directory = tenant()
	}
	if in.Requested == nil {
		in.Requested = func(string) bool { return true }
	}
	return loginsrf.Evaluate(t.Context(), in)
}

// requireRefused demands the code, that exactly one check failed, and that none after it was reached.
func requireRefused(t testing.TB, v loginsrf.Verdict, code string) record.Check {
	t.Helper()
	require.NoError(t, v.Err)
	require.NotNil(t, v.Refusal, "accepted; expected %s", code)
	require.Equal(t, code, v.Refusal.Code, "%+v", v.Refusal)
	var failed record.Check
	for _, c := range v.Checks {
		switch {
		case failed.Name != "":
			assert.Equal(t, record.NotReached, c.Outcome, c.Name)
		case c.Outcome == record.Fail:
			failed = c
		default:
			assertMade(t, c)
		}
	}
	require.Equal(t, code, failed.Code)
	assert.NotEmpty(t, failed.Expected)
	assert.NotEmpty(t, failed.Got)
	assert.NotEmpty(t, failed.Fix)
	assert.False(t, v.Accepted())
	return failed
}

func requireAccepted(t testing.TB, v loginsrf.Verdict) {
	t.Helper()
	require.NoError(t, v.Err)
	require.Nil(t, v.Refusal, "%+v", v.Refusal)
	require.True(t, v.Accepted())
	for _, c := range v.Checks {
		assertMade(t, c)
	}
	assert.True(t, v.Response.Verified)
}

// assertMade demands that a check passed, or that it is one of those that cannot be made of a message without its form.
func assertMade(t testing.TB, c record.Check) {
	t.Helper()
	if c.Outcome != record.Unknown || c.Name != "form" && c.Name != "base64" {
		assert.Equal(t, record.Pass, c.Outcome, c.Name)
	}
}
