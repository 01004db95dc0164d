package world_test

import (
	"context"
	"flag"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/federation"
	"samlharness/world"
)

var rotationSignIns = flag.Int("rotation-signins", 100, "how many people sign in while a certificate is rotated")

// crowd are people who sign in one after another, each in a new window, until they are stopped.
type crowd struct {
	world    *world.World
	stopping atomic.Bool
	begun    [4]atomic.Int64 // sign-ins of each of those who go on at the same time
	done     atomic.Int64
	group    sync.WaitGroup

	mu      sync.Mutex
	refused []string
}

func (c *crowd) start(ctx context.Context) {
	for i := range c.begun {
		c.group.Go(func() {
			for !c.stopping.Load() {
				c.begun[i].Add(1)
				result, err := signin.Walk(ctx, c.world.Browser(), c.world.Person("alice@contoso.com"), signin.Start{})
				c.note(result, err)
			}
		})
	}
}

func (c *crowd) note(result signin.Result, err error) {
	c.done.Add(1)
	if err == nil && result.Refused == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.refused = append(c.refused, fmt.Sprint(err, result.Refused))
}

// more waits until so many more have signed in, and whoever was about to has.
func (c *crowd) more(n int) {
	target := c.done.Load() + int64(n)
	var before [len(c.begun)]int64
	for i := range c.begun {
		before[i] = c.begun[i].Load()
	}
	waits := func() bool {
		for i := range c.begun {
			if c.begun[i].Load() == before[i] {
				return true
			}
		}
		return c.done.Load() < target
	}
	for waits() {
		time.Sleep(time.Millisecond)
	}
}

// rotateAmong rotates the certificate of contoso.com while people sign in: before, in each wait, and afterwards.
func rotateAmong(t *testing.T, vendor bool) (federation.Result, *crowd) {
	const delay = time.Minute
	w := world.Start(t, world.Options{})
	_, err := w.Federate(t.Context(), "contoso.com")
	require.NoError(t, err)
	w.Entra.SetPropagationDelay(delay)
	c := &crowd{world: w}
	c.start(t.Context())
	c.more(*rotationSignIns / 4)
	o, err := w.Operator(nil, nil)
	require.NoError(t, err)
	waits := 0
	o.Pass = func(_ context.Context, d time.Duration) error {
		if waits++; waits <= 2 {
			c.more(*rotationSignIns / 4)
		}
		w.Clock.Advance(d) // shorter than the life of an assertion, so that it ends nobody's sign-in
		return nil
	}
	result, err := o.Rotate(t.Context(), federation.RotateOptions{
		Domain:           "contoso.com",
		IdentityProvider: w.IdentityProvider(nil),
		Settle:           delay,
		Drain:            delay,
		VendorProcedure:  vendor,
	})
	require.NoError(t, err)
	w.Clock.Advance(delay)
	c.more(*rotationSignIns / 4)
	c.stopping.Store(true)
	c.group.Wait()
	assert.GreaterOrEqual(t, int(c.done.Load()), *rotationSignIns)
	t.Logf("%d sign-ins, %d refused, outage %+v", c.done.Load(), len(c.refused), result.Rotation.Outage)
	return result, c
}

// Nobody who signs in while a certificate is rotated is refused.
func TestNobodyIsRefusedDuringARotation(t *testing.T) {
	_, c := rotateAmong(t, false)
	assert.Empty(t, c.refused)
}

// By the vendor's procedure people are refused, and the result says for how long.
func TestPeopleAreRefusedDuringTheVendorsProcedure(t *testing.T) {
	result, c := rotateAmong(t, true)
	assert.NotEmpty(t, c.refused)
	assert.Positive(t, result.Rotation.Outage.Failed)
	assert.Positive(t, result.Rotation.Outage.Lasted)
}
