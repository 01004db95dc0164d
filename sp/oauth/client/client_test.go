package client_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/sp/directory"
	"samlharness/sp/oauth/client"
	"samlharness/sp/oauth/problem"
	"samlharness/sp/oauth/token"
)

const (
	tenantID = "11111111-1111-1111-1111-111111111111"
	appID    = "22222222-2222-2222-2222-222222222222"
	host     = "login.microsoftonline.com"
	endpoint = "https://" + host + "/" + tenantID + "/oauth2/v2.0/token"
)

var start = time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)

// fixture is a tenant with an application that has a certificate.
type fixture struct {
	*client.Authenticator
	clock  *clockwork.FakeClock
	tenant *directory.Tenant
	key    *rsa.PrivateKey
	der    []byte
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{clock: clockwork.NewFakeClockAt(start)}
	var err error
	f.key, err = rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "TEST"}, NotBefore: start,
		NotAfter: start.AddDate(0, 1, 0)}
	f.der, err = x509.CreateCertificate(rand.Reader, template, template, f.key.Public(), f.key)
	require.NoError(t, err)
	f.tenant, err = directory.New(directory.Options{Clock: f.clock, TenantID: tenantID})
	require.NoError(t, err)
	_, err = f.tenant.CreateApplication(t.Context(), directory.NewApplication{AppID: appID, DisplayName: "app",
		Certificates: []directory.KeyCredential{{DER: f.der}}})
	require.NoError(t, err)
	f.Authenticator = client.New(f.tenant, f.clock)
	return f
}

func (f *fixture) claims() jwt.Claims {
	now := f.clock.Now()
	return jwt.Claims{Issuer: appID, Subject: appID, Audience: jwt.Audience{endpoint}, ID: rand.Text(),
		NotBefore: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(10 * time.Minute))}
}

// sign makes a client assertion.
func (f *fixture) sign(
	t *testing.T, key *rsa.PrivateKey, algorithm jose.SignatureAlgorithm, header map[jose.HeaderKey]any, c jwt.Claims,
) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key},
		&jose.SignerOptions{ExtraHeaders: header})
	require.NoError(t, err)
	text, err := jwt.Signed(signer).Claims(c).Serialize()
	require.NoError(t, err)
	return text
}

func (f *fixture) authenticate(t *testing.T, assertion string) (client.Client, error) {
	t.Helper()
	return f.Authenticate(t.Context(), client.Request{ID: appID, Assertion: assertion, HasAssertion: true, Host: host,
		Tenant: tenantID})
}

func (f *fixture) x5t() map[jose.HeaderKey]any {
	sum := sha256.Sum256(f.der)
	return map[jose.HeaderKey]any{"x5t#S256": base64.StdEncoding.EncodeToString(sum[:])}
}

// The libraries name the certificate in different ways.
func TestAssertionsOfTheLibraries(t *testing.T) {
	f := newFixture(t)
	short, long := sha1.Sum(f.der), sha256.Sum256(f.der)
	for name, c := range map[string]struct {
		algorithm jose.SignatureAlgorithm
		header    map[jose.HeaderKey]any
	}{
		"MSAL Go":          {jose.PS256, f.x5t()},
		"PS256, base64url": {jose.PS256, map[jose.HeaderKey]any{"x5t#S256": base64.RawURLEncoding.EncodeToString(long[:])}},
		"RS256, x5t":       {jose.RS256, map[jose.HeaderKey]any{"x5t": base64.RawURLEncoding.EncodeToString(short[:])}},
		"x5t, padded":      {jose.RS256, map[jose.HeaderKey]any{"x5t": base64.URLEncoding.EncodeToString(short[:])}},
		"kid":              {jose.RS256, map[jose.HeaderKey]any{"kid": strings.ToUpper(hex.EncodeToString(short[:]))}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := f.authenticate(t, f.sign(t, f.key, c.algorithm, c.header, f.claims()))
			require.NoError(t, err)
			assert.Equal(t, token.ClientCertificate, got.Proof)
		})
	}
}

func TestAssertionsThatAreRefused(t *testing.T) {
	f := newFixture(t)
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	with := func(edit func(*jwt.Claims)) string {
		c := f.claims()
		edit(&c)
		return f.sign(t, f.key, jose.PS256, f.x5t(), c)
	}
	repeated := f.claims()
	_, err = f.authenticate(t, f.sign(t, f.key, jose.PS256, f.x5t(), repeated))
	require.NoError(t, err)
	texts := map[string]string{
		"AADSTS700027": "Client assertion failed signature validation.",
		"AADSTS700021": "Client assertion application identifier doesn't match 'client_id' parameter. ",
		"AADSTS700024": "Client assertion is not within its valid time range. Current time: ",
	}
	for name, c := range map[string]struct{ assertion, code string }{
		"not a JWT":       {"a.b.c", "AADSTS700027"},
		"another key":     {f.sign(t, other, jose.PS256, f.x5t(), f.claims()), "AADSTS700027"},
		"unknown key":     {f.sign(t, f.key, jose.PS256, map[jose.HeaderKey]any{"x5t": "AAAA"}, f.claims()), "AADSTS700027"},
		"no key named":    {f.sign(t, f.key, jose.PS256, nil, f.claims()), "AADSTS700027"},
		"weak algorithm":  {f.sign(t, f.key, jose.RS512, f.x5t(), f.claims()), "AADSTS700027"},
		"another issuer":  {with(func(c *jwt.Claims) { c.Issuer = tenantID }), "AADSTS700021"},
		"another subject": {with(func(c *jwt.Claims) { c.Subject = tenantID }), "AADSTS700021"},
		"another endpoint": {with(func(c *jwt.Claims) { c.Audience = jwt.Audience{"https://evil.example/token"} }),
			"AADSTS700023"},
		"another tenant": {with(func(c *jwt.Claims) {
			c.Audience = jwt.Audience{strings.Replace(endpoint, tenantID, appID, 1)}
		}), "AADSTS700023"},
		"no end": {with(func(c *jwt.Claims) { c.Expiry = nil }), "AADSTS700024"},
		"over": {with(func(c *jwt.Claims) { c.Expiry = jwt.NewNumericDate(start.Add(-6 * time.Minute)) }),
			"AADSTS700024"},
		"not yet": {with(func(c *jwt.Claims) {
			c.NotBefore = jwt.NewNumericDate(start.Add(time.Hour))
		}), "AADSTS700024"},
		"a jti of another": {with(func(c *jwt.Claims) { c.ID = repeated.ID }), "AADSTS700027"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := f.authenticate(t, c.assertion)
			no, ok := errors.AsType[*problem.Error](err)
			require.True(t, ok, "%v", err)
			assert.Equal(t, c.code, no.Code.String(), no.Text)
			assert.Contains(t, no.Text, texts[c.code])
			if c.code == "AADSTS700024" {
				assert.Contains(t, no.Text, ", expiry time of assertion ")
			}
			assert.Equal(t, "invalid_client", no.Name)
		})
	}
	f.clock.Advance(32 * 24 * time.Hour)
	_, err = f.authenticate(t, f.sign(t, f.key, jose.PS256, f.x5t(), f.claims()))
	assert.ErrorContains(t, err, "AADSTS700027", "the certificate has expired")
}

// MSAL for Node sends the same assertion for ten minutes.
func TestTheSameAssertionMayComeAgain(t *testing.T) {
	f := newFixture(t)
	assertion := f.sign(t, f.key, jose.PS256, f.x5t(), f.claims())
	for range 2 {
		_, err := f.authenticate(t, assertion)
		require.NoError(t, err)
	}
}

func TestSecretsExpire(t *testing.T) {
	f := newFixture(t)
	s, value, err := f.tenant.AddApplicationSecret(t.Context(), appID, directory.NewApplicationSecret{
		EndsAt: start.Add(time.Hour)})
	require.NoError(t, err)
	ask := func() error {
		_, err := f.Authenticate(t.Context(), client.Request{ID: strings.ToUpper(appID), Secret: value, HasSecret: true})
		return err
	}
	require.NoError(t, ask())
	f.clock.Advance(time.Hour)
	require.ErrorContains(t, ask(), "AADSTS7000222: The provided client secret keys for app '"+appID+"' are expired.")
	require.NoError(t, f.tenant.RemoveApplicationCredential(t.Context(), appID, s.KeyID))
	require.ErrorContains(t, ask(), "AADSTS7000215")
}
