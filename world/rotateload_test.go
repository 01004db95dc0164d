package world_test

import (
	"context"
	"flag"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/federation"
	"samlharness/world"
)

var rotationSignIns = flag.Int("rotation-signins", 100, "how many people sign in while a certificate is rotated")

// crowd are people who sign in one after another, each in a new window, some at the same time, until they are stopped.
type crowd struct {
	world *world.World
	group sync.WaitGroup

	mu       sync.Mutex
	ended    sync.Cond // a sign-in has ended
	stopping bool
	begun    [4]int // sign-ins of each of those who go on at the same time
	done     int
	refused  []string
}

func newCrowd(w *world.World) *crowd {
	c := &crowd{world: w}
	c.ended.L = &c.mu
	return c
}

func (c *crowd) start(ctx context.Context) {
	for i := range c.begun {
		c.group.Go(func() {
			for c.begin(i) {
				result, err := signin.Walk(ctx, c.world.Browser(), c.world.Person("alice@contoso.com"), signin.Start{})
				c.end(result, err)
			}
		})
	}
}

func (c *crowd) begin(i int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.begun[i]++
	c.ended.Broadcast()
	return !c.stopping
}

func (c *crowd) end(result signin.Result, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.done++
	if err != nil || result.Refused != nil {
		c.refused = append(c.refused, fmt.Sprint(err, result.Refused))
	}
}

// more waits until so many more have signed in, and whoever was about to has.
func (c *crowd) more(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	target, before := c.done+n, c.begun
	for {
		begun := 0
		for i, number := range before {
			if c.begun[i] > number {
				begun++
			}
		}
		if c.done >= target && begun == len(before) {
			return
		}
		c.ended.Wait()
	}
}

func (c *crowd) stop() {
	c.mu.Lock()
	c.stopping = true
	c.mu.Unlock()
	c.group.Wait()
}

// rotateAmong rotates the certificate of contoso.com while people sign in: before, in each wait, and afterwards.
func rotateAmong(t *testing.T, vendor bool) (federation.Result, *crowd) {
	const delay = time.Minute
	w := world.Start(t, world.Options{})
	_, err := w.Federate(t.Context(), "contoso.com")
	require.NoError(t, err)
	w.Entra.SetPropagationDelay(delay)
	c := newCrowd(w)
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
	c.stop()
	assert.GreaterOrEqual(t, c.done, *rotationSignIns)
	t.Logf("%d sign-ins, %d refused, outage %+v", c.done, len(c.refused), result.Rotation.Outage)
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
