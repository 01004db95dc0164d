package world

import (
	"sync/atomic"
	"time"

	"github.com/jonboulle/clockwork"
)

// Clock is a world's clock. It follows the clock it is made of, which for scenarios stands still, and can be
// set forward and back. It may be used by many goroutines at once.
type Clock struct {
	clockwork.Clock
	offset atomic.Int64 // nanoseconds
}

// Now is the world's time.
func (c *Clock) Now() time.Time { return c.Clock.Now().Add(time.Duration(c.offset.Load())) }

// Since is how long ago an instant was in the world.
func (c *Clock) Since(t time.Time) time.Duration { return c.Now().Sub(t) }

// Until is how long an instant is ahead in the world.
func (c *Clock) Until(t time.Time) time.Duration { return t.Sub(c.Now()) }

// Advance moves the world's time by d, which may be negative. Timers are not moved; the emulation has none.
func (c *Clock) Advance(d time.Duration) { c.offset.Add(int64(d)) }

// Set makes it t in the world.
func (c *Clock) Set(t time.Time) { c.Advance(t.Sub(c.Now())) }
