package certs_test

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
)

var worldStart = time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)

// testKey is one key for the tests that do not care which.
var testKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := certs.Generator{}.RSAKey(context.Background(), certs.FastBits)
	if err != nil {
		panic(err) // no test can go on without the keys
	}
	return key
})

func issue(t *testing.T, p certs.Profile) *certs.KeyPair {
	t.Helper()
	pair, err := certs.Issue(testKey(), p)
	require.NoError(t, err)
	return pair
}

// tbs is the part of a certificate that is signed, as the bytes say it, with nothing interpreted.
type tbs struct {
	Version   int `asn1:"explicit,tag:0"`
	Serial    asn1.RawValue
	Algorithm algorithm
	Issuer    asn1.RawValue
	Validity  struct{ NotBefore, NotAfter asn1.RawValue }
	Subject   asn1.RawValue
	SPKI      asn1.RawValue
}

type algorithm struct {
	OID        asn1.ObjectIdentifier
	Parameters asn1.RawValue `asn1:"optional"`
}

type raw struct {
	TBS       tbs
	Algorithm algorithm
	Signature asn1.BitString
}

// value is one attribute of a name: "2.5.4.6", its ASN.1 tag and its text.
type value struct {
	oid  string
	tag  int
	text string
}

const printable, utf8String = asn1.TagPrintableString, asn1.TagUTF8String

func readRaw(t *testing.T, der []byte) raw {
	t.Helper()
	var r raw
	rest, err := asn1.Unmarshal(der, &r)
	require.NoError(t, err)
	require.Empty(t, rest)
	return r
}

// readName reads the attributes of a name in order; each relative distinguished name must have one.
func readName(t *testing.T, name asn1.RawValue) (values []value) {
	t.Helper()
	var sets []asn1.RawValue
	_, err := asn1.Unmarshal(name.FullBytes, &sets)
	require.NoError(t, err)
	for _, set := range sets {
		var attribute struct {
			OID   asn1.ObjectIdentifier
			Value asn1.RawValue
		}
		rest, err := asn1.Unmarshal(set.Bytes, &attribute)
		require.NoError(t, err)
		require.Empty(t, rest)
		values = append(values, value{attribute.OID.String(), attribute.Value.Tag, string(attribute.Value.Bytes)})
	}
	return values
}

func profileNameOf(organization string, tag int) []value {
	return []value{
		{"2.5.4.6", printable, "US"},
		{"2.5.4.8", printable, "CO"},
		{"2.5.4.7", printable, "Boulder"},
		{"2.5.4.10", tag, organization},
		{"2.5.4.11", printable, "JumpCloudSAMLIdP"},
		{"2.5.4.3", printable, "JumpCloudSAMLUser"},
	}
}

func TestProfileName(t *testing.T) {
	for _, c := range []struct {
		name, organization, want string
		tag                      int
	}{
		{"plain", "Contoso", "Contoso", printable},
		{"no name", "", "JumpCloud", printable},
		{"punctuation that is printable", "Contoso (Test), Inc. - 'A/B'", "Contoso (Test), Inc. - 'A/B'", printable},
		{"ampersand", "Contoso & Sons", "Contoso & Sons", utf8String},
		{"underscore", "contoso_test", "contoso_test", utf8String},
		{"asterisk", "Contoso*", "Contoso*", utf8String},
		{"han", "王公司", "王公司", utf8String},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := readRaw(t, issue(t, certs.Profile{Organization: c.organization, NotBefore: worldStart}).Certificate.Raw)
			assert.Equal(t, profileNameOf(c.want, c.tag), readName(t, r.TBS.Subject))
			assert.Equal(t, r.TBS.Subject.FullBytes, r.TBS.Issuer.FullBytes)
		})
	}
}

func TestProfileNameThatIsNotUTF8(t *testing.T) {
	_, err := certs.Issue(testKey(), certs.Profile{Organization: "a\xff", NotBefore: worldStart})
	require.ErrorContains(t, err, `organization name "a\xff"`)
	_, err = certs.Issue(nil, certs.Profile{})
	require.ErrorContains(t, err, "no key")
}

func TestProfileStructure(t *testing.T) {
	pair := issue(t, certs.Profile{NotBefore: worldStart})
	r := readRaw(t, pair.Certificate.Raw)
	assert.Equal(t, 2, r.TBS.Version, "v3")
	assert.Equal(t, "1.2.840.113549.1.1.11", r.TBS.Algorithm.OID.String(), "sha256WithRSAEncryption")
	assert.Equal(t, r.TBS.Algorithm.OID, r.Algorithm.OID)
	assert.Equal(t, asn1.TagUTCTime, r.TBS.Validity.NotBefore.Tag)
	assert.Equal(t, "260302091500Z", string(r.TBS.Validity.NotBefore.Bytes))
	assert.Equal(t, "310302091500Z", string(r.TBS.Validity.NotAfter.Bytes))
	assert.Empty(t, pair.Certificate.Extensions)
	assert.Equal(t, 65537, pair.Certificate.PublicKey.(*rsa.PublicKey).E)
	require.NoError(t, pair.Certificate.CheckSignature(x509.SHA256WithRSA, pair.Certificate.RawTBSCertificate,
		pair.Certificate.Signature))

	// Nothing follows the public key: neither an extensions field nor an empty one.
	var content asn1.RawValue
	_, err := asn1.Unmarshal(pair.Certificate.RawTBSCertificate, &content)
	require.NoError(t, err)
	assert.True(t, strings.HasSuffix(string(content.Bytes), string(r.TBS.SPKI.FullBytes)))
}

func TestProfileSerialNumber(t *testing.T) {
	long, padded, seen := 0, 0, map[string]bool{}
	for range 64 {
		r := readRaw(t, issue(t, certs.Profile{NotBefore: worldStart}).Certificate.Raw)
		serial := r.TBS.Serial.Bytes
		seen[string(serial)] = true
		require.LessOrEqual(t, len(serial), 21)
		require.Zero(t, serial[0]&0x80, "positive")
		if len(serial) == 21 {
			padded++
			require.Zero(t, serial[0])
		}
		if len(serial) >= 20 {
			long++
		}
	}
	assert.Len(t, seen, 64)
	assert.Greater(t, long, 50, "160 bits, hardly ever fewer than 153")
	assert.NotZero(t, padded, "the high bit is set in half of them")
}

func TestProfileValidity(t *testing.T) {
	for _, c := range []struct {
		name, from, until string
		years             int
	}{
		{"five years", "2026-03-02T09:15:27Z", "2031-03-02T09:15:27Z", 0},
		{"fraction cut", "2026-03-02T09:15:27.999Z", "2031-03-02T09:15:27Z", 0},
		{"other zone", "2026-03-02T00:15:27+01:00", "2031-03-01T23:15:27Z", 0},
		{"across leap days", "2027-06-30T23:59:59Z", "2032-06-30T23:59:59Z", 0},
		{"29 February", "2028-02-29T12:00:00Z", "2033-03-01T12:00:00Z", 0},
		{"29 February, four years", "2028-02-29T12:00:00Z", "2032-02-29T12:00:00Z", 4},
		{"28 February", "2027-02-28T12:00:00Z", "2032-02-28T12:00:00Z", 0},
		{"after 2050", "2049-01-01T00:00:00Z", "2054-01-01T00:00:00Z", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			from, err := time.Parse(time.RFC3339Nano, c.from)
			require.NoError(t, err)
			pair := issue(t, certs.Profile{NotBefore: from, Years: c.years})
			assert.Equal(t, from.UTC().Truncate(time.Second), pair.Certificate.NotBefore)
			assert.Equal(t, c.until, pair.ExpiresAt().Format(time.RFC3339Nano))
		})
	}
}

func TestExpiryByTheWorldsClock(t *testing.T) {
	clock := clockwork.NewFakeClockAt(worldStart)
	pair := issue(t, certs.Profile{NotBefore: clock.Now()})
	assert.False(t, certs.NotYetValid(pair.Certificate, clock.Now()))
	assert.True(t, certs.NotYetValid(pair.Certificate, clock.Now().Add(-time.Second)))
	clock.Advance(pair.ExpiresAt().Sub(clock.Now()) + 999*time.Millisecond)
	assert.False(t, certs.Expired(pair.Certificate, clock.Now()), "the last second is valid to its end")
	clock.Advance(time.Millisecond)
	assert.True(t, certs.Expired(pair.Certificate, clock.Now()))
}

func TestProfileWithTheDefaultKey(t *testing.T) {
	if testing.Short() {
		t.Skip("makes a key of 4096 bits")
	}
	key, err := certs.Generator{}.RSAKey(t.Context(), 0)
	require.NoError(t, err)
	pair, err := certs.Issue(key, certs.Profile{Organization: "Contoso", NotBefore: worldStart})
	require.NoError(t, err)
	assert.Equal(t, 4096, pair.Certificate.PublicKey.(*rsa.PublicKey).N.BitLen())
}
