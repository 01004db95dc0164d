package scenarios

import (
	"context"
	"crypto/rsa"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/idp/org"
	"samlharness/world"
)

// counting makes real keys and counts them.
type counting struct{ made atomic.Int32 }

func (c *counting) RSAKey(ctx context.Context, bits int) (*rsa.PrivateKey, error) {
	c.made.Add(1)
	return certs.Generator{}.RSAKey(ctx, bits)
}

func TestKeysAreLentToOneWorldAtATime(t *testing.T) {
	source := &counting{}
	ring := &keyring{source: source}
	first, second := ring.forWorld(), ring.forWorld()
	a, err := first.RSAKey(t.Context(), certs.FastBits)
	require.NoError(t, err)
	b, err := second.RSAKey(t.Context(), certs.FastBits)
	require.NoError(t, err)
	assert.False(t, a.Equal(b))
	first.release()
	third := ring.forWorld()
	c, err := third.RSAKey(t.Context(), certs.FastBits)
	require.NoError(t, err)
	assert.True(t, a.Equal(c), "a key that was given back is lent again")
	d, err := third.RSAKey(t.Context(), certs.FastBits)
	require.NoError(t, err)
	assert.False(t, c.Equal(d), "a world never sees a key twice")
	assert.EqualValues(t, 3, source.made.Load())
}

func TestKeyringIsSharedByGoroutines(t *testing.T) {
	ring := &keyring{source: &counting{}}
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 10 {
				keys := ring.forWorld()
				_, err := keys.RSAKey(t.Context(), certs.FastBits)
				assert.NoError(t, err)
				keys.release()
			}
		})
	}
	group.Wait()
	assert.LessOrEqual(t, len(ring.spare), 4)
}

func TestNextWorldOfARunGetsTheKeysOfTheLast(t *testing.T) {
	source := &counting{}
	newWorld := worldMaker(source, "go")
	var made []int32
	for range 2 {
		w, err := newWorld(t.Context(), world.Demo())
		require.NoError(t, err)
		_, err = w.JumpCloud.CreateApplication(t.Context(), org.NewApplication{Domain: "contoso.com"})
		require.NoError(t, err)
		require.NoError(t, w.close())
		made = append(made, source.made.Load())
	}
	assert.Equal(t, made[0], made[1])
}
