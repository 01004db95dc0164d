package certs_test

import (
	"context"
	"crypto/rsa"
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
)

// small is a size of key that is made quickly.
const small = 1024

// filled yields the processor until the pool has its spare keys; the test's deadline bounds it.
func filled(t *testing.T, p *certs.Pool, bits, n int) {
	t.Helper()
	for p.Spare(bits) < n {
		require.NoError(t, t.Context().Err())
		runtime.Gosched()
	}
}

func TestPoolFillsAndRefills(t *testing.T) {
	pool := certs.NewPool(certs.PoolOptions{Bits: []int{small, small + 64, 17}, Size: 2})
	defer pool.Close()
	filled(t, pool, small, 2)
	filled(t, pool, small+64, 2)
	key, err := pool.RSAKey(t.Context(), small)
	require.NoError(t, err)
	assert.Equal(t, small, key.N.BitLen())
	filled(t, pool, small, 2)
	assert.Zero(t, pool.Spare(17))
}

func TestPoolMakesWhatItDoesNotHave(t *testing.T) {
	pool := certs.NewPool(certs.PoolOptions{Bits: []int{}})
	defer pool.Close()
	key, err := pool.RSAKey(t.Context(), small)
	require.NoError(t, err)
	assert.Equal(t, small, key.N.BitLen())
	assert.Equal(t, 65537, key.E)
}

func TestPoolHandsOutEachKeyOnce(t *testing.T) {
	pool := certs.NewPool(certs.PoolOptions{Bits: []int{small}, Size: 4})
	defer pool.Close()
	var mu sync.Mutex
	var users sync.WaitGroup
	seen := map[string]bool{}
	for range 8 {
		users.Go(func() {
			for range 3 {
				key, err := pool.RSAKey(t.Context(), small)
				if assert.NoError(t, err) {
					mu.Lock()
					seen[key.N.String()] = true
					mu.Unlock()
				}
			}
		})
	}
	users.Wait()
	assert.Len(t, seen, 24)
}

func TestPoolAndTheContext(t *testing.T) {
	pool := certs.NewPool(certs.PoolOptions{Bits: []int{}})
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, source := range map[string]certs.KeySource{"pool": pool, "generator": certs.Generator{}} {
		_, err := source.RSAKey(ended, small)
		assert.ErrorIs(t, err, context.Canceled, name)
	}
	// A key of this size takes seconds; the caller does not wait for it, Close does.
	waiting, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		_, err := pool.RSAKey(waiting, 3072)
		done <- err
	}()
	cancel()
	assert.ErrorIs(t, <-done, context.Canceled)
	pool.Close()
}

func TestPoolClosed(t *testing.T) {
	pool := certs.NewPool(certs.PoolOptions{Bits: []int{small}})
	pool.Close()
	pool.Close()
	assert.Zero(t, pool.Spare(small))
	key, err := pool.RSAKey(t.Context(), small)
	require.NoError(t, err)
	assert.IsType(t, &rsa.PrivateKey{}, key)
}

func TestKeySizes(t *testing.T) {
	pool := certs.NewPool(certs.PoolOptions{Bits: []int{}})
	defer pool.Close()
	for _, bits := range []int{-1, 1, 512, 1025, 16384} {
		_, err := pool.RSAKey(t.Context(), bits)
		var size *certs.KeySizeError
		require.ErrorAs(t, err, &size)
		assert.Equal(t, bits, size.Bits)
		_, err = certs.Generator{}.RSAKey(t.Context(), bits)
		require.ErrorAs(t, err, &size)
	}
}
