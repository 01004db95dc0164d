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

// idle yields the processor until no key of that size is being made; the test's deadline bounds it.
func idle(t *testing.T, p *certs.Pool, bits int) {
	t.Helper()
	for p.Makers(bits) > 0 {
		require.NoError(t, t.Context().Err())
		runtime.Gosched()
	}
}

func TestPoolMakesKeysForThoseWhoWaitAlone(t *testing.T) {
	var pool certs.Pool
	assert.Zero(t, pool.Makers(small), "nobody waits")
	key, err := pool.ForWorld().RSAKey(t.Context(), small)
	require.NoError(t, err)
	assert.Equal(t, small, key.N.BitLen())
	assert.Equal(t, 65537, key.E)
	idle(t, &pool, small)
	spare := pool.Spare(small)
	assert.LessOrEqual(t, spare, 1, "at most one key was made beside the first")
	for range spare {
		_, err = pool.ForWorld().RSAKey(t.Context(), small)
		require.NoError(t, err)
	}
	assert.Zero(t, pool.Makers(small), "a spare key is taken and not replaced")
}

func TestPoolPreparesOneKey(t *testing.T) {
	var pool certs.Pool
	pool.Prepare(small)
	pool.Prepare(small)
	idle(t, &pool, small)
	assert.Equal(t, 1, pool.Spare(small))
	pool.Prepare(small)
	assert.Zero(t, pool.Makers(small), "there is a spare one")
	pool.Prepare(17)
	assert.Zero(t, pool.Makers(17))
}

func TestAKeyIsInOneWorldAtATime(t *testing.T) {
	var pool certs.Pool
	first, second := pool.ForWorld(), pool.ForWorld()
	key := func(l *certs.WorldKeys) *rsa.PrivateKey {
		k, err := l.RSAKey(t.Context(), small)
		require.NoError(t, err)
		return k
	}
	a, b := key(first), key(second)
	assert.False(t, a.Equal(b))
	idle(t, &pool, small)
	for pool.Spare(small) > 0 { // what was made beside them
		key(second)
	}
	first.Release()
	first.Release()
	assert.Equal(t, 1, pool.Spare(small))
	third := pool.ForWorld()
	c, d := key(third), key(third)
	assert.True(t, a.Equal(c), "a key that was given back is used again")
	assert.False(t, c.Equal(d), "a world has no key twice")
}

func TestPoolIsSharedByGoroutines(t *testing.T) {
	var pool certs.Pool
	var held sync.Map // key -> its holder
	var users sync.WaitGroup
	for range 8 {
		users.Go(func() {
			for range 20 {
				keys := pool.ForWorld()
				mine := make([]string, 2)
				for i := range mine {
					key, err := keys.RSAKey(t.Context(), small)
					if !assert.NoError(t, err) {
						return
					}
					mine[i] = key.N.String()
					_, taken := held.LoadOrStore(mine[i], keys)
					assert.False(t, taken, "two have the same key")
				}
				for _, key := range mine {
					held.Delete(key)
				}
				keys.Release()
			}
		})
	}
	users.Wait()
	idle(t, &pool, small)
	assert.LessOrEqual(t, pool.Spare(small), 16+runtime.GOMAXPROCS(0), "as many as were used at once, and one each")
}

func TestPoolAndTheContext(t *testing.T) {
	var pool certs.Pool
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, source := range map[string]certs.KeySource{"pool": pool.ForWorld(), "generator": certs.Generator{}} {
		_, err := source.RSAKey(ended, small)
		assert.ErrorIs(t, err, context.Canceled, name)
	}
	// A key of this size takes a while; who does not wait for it leaves it to the next.
	waiting, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		_, err := pool.ForWorld().RSAKey(waiting, 3072)
		done <- err
	}()
	for pool.Makers(3072) == 0 {
		runtime.Gosched()
	}
	cancel()
	assert.ErrorIs(t, <-done, context.Canceled)
	idle(t, &pool, 3072)
	assert.Positive(t, pool.Spare(3072))
}

func TestKeySizes(t *testing.T) {
	var pool certs.Pool
	for _, bits := range []int{-1, 1, 512, 1025, 16384} {
		_, err := pool.ForWorld().RSAKey(t.Context(), bits)
		var size *certs.KeySizeError
		require.ErrorAs(t, err, &size)
		assert.Equal(t, bits, size.Bits)
		_, err = certs.Generator{}.RSAKey(t.Context(), bits)
		require.ErrorAs(t, err, &size)
	}
}
