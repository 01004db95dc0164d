package certs_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/internal/random"
)

// A seed gives the same keys and certificates on every machine: what they are stands here.
func TestSeededKeys(t *testing.T) {
	keys := certs.Shared().ForTests(7, "one")
	key, err := keys.RSAKey(t.Context(), certs.FastBits)
	require.NoError(t, err)
	assert.Equal(t, certs.FastBits, key.N.BitLen())
	assert.Equal(t, 65537, key.E)
	require.NoError(t, key.Validate())
	sum := sha256.Sum256(key.N.Bytes())
	assert.Equal(t, "61d5a44793c23ed7", hex.EncodeToString(sum[:8]))

	made, err := certs.Issue(key, certs.Profile{
		Random:    random.Seeded(7, "serial"),
		NotBefore: time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC),
	})
	require.NoError(t, err)
	assert.Equal(t, "f5dc881441bd1f6e", certs.Thumbprint(made.Certificate)[:16])

	second, err := keys.RSAKey(t.Context(), certs.FastBits)
	require.NoError(t, err)
	assert.NotEqual(t, key.N, second.N, "a key is given out once")
	again, err := certs.Shared().ForTests(7, "one").RSAKey(t.Context(), certs.FastBits)
	require.NoError(t, err)
	assert.True(t, key.Equal(again), "the first one of the seed")
	for _, other := range []*certs.SeededKeys{certs.Shared().ForTests(7, "two"), certs.Shared().ForTests(8, "one")} {
		k, err := other.RSAKey(t.Context(), certs.FastBits)
		require.NoError(t, err)
		assert.False(t, key.Equal(k))
	}
}

// Every size that is made has all its bits, and primes that crypto/rsa takes.
func TestSeededKeySizes(t *testing.T) {
	for _, bits := range []int{1024, 1032, 1048, 1536} {
		key, err := certs.Shared().ForTests(1, "sizes").RSAKey(t.Context(), bits)
		require.NoError(t, err, bits)
		assert.Equal(t, bits, key.N.BitLen())
	}
	_, err := certs.Shared().ForTests(1, "sizes").RSAKey(t.Context(), 17)
	var size *certs.KeySizeError
	require.ErrorAs(t, err, &size)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = certs.Shared().ForTests(1, "sizes").RSAKey(ended, small)
	require.ErrorIs(t, err, context.Canceled)
}

func BenchmarkSeededKey(b *testing.B) {
	for seed := range uint64(b.N) {
		if _, err := certs.Shared().ForTests(seed+1, "bench").RSAKey(b.Context(), certs.FastBits); err != nil {
			b.Fatal(err)
		}
	}
}
