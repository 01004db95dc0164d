package world

import (
	"sync/atomic"
	"time"

	"github.com/jonboulle/clockwork"
)

// Clock is a world's clock. It follows the clock it is made of, which for scenarios stands still, and can be set
// forward and back. It may be used by many goroutines at once.
type Clock struct {
	clockwork.Clock
	shift atomic.Pointer[shift] // nil is none
}

// shift is how far a clock is moved. Seconds have their own field: a time.Duration ends at 292 years.
type shift struct{ seconds, nanoseconds int64 }

func (s *shift) of(t time.Time) time.Time {
	if s == nil {
		return t
	}
	return time.Unix(t.Unix()+s.seconds, int64(t.Nanosecond())+s.nanoseconds).In(t.Location())
}

// Now is the world's time.
func (c *Clock) Now() time.Time { return c.shift.Load().of(c.Clock.Now()) }

// Since is how long ago an instant was in the world.
func (c *Clock) Since(t time.Time) time.Duration { return c.Now().Sub(t) }

// Until is how long an instant is ahead in the world.
func (c *Clock) Until(t time.Time) time.Duration { return t.Sub(c.Now()) }

// Advance moves the world's time by d, which may be negative. Timers are not moved; the emulation has none.
func (c *Clock) Advance(d time.Duration) {
	for {
		old := c.shift.Load()
		moved := shift{nanoseconds: int64(d % time.Second), seconds: int64(d / time.Second)}
		if old != nil {
			moved.seconds += old.seconds
			moved.nanoseconds += old.nanoseconds
		}
		moved.seconds += moved.nanoseconds / int64(time.Second)
		moved.nanoseconds %= int64(time.Second)
		if c.shift.CompareAndSwap(old, &moved) {
			return
		}
	}
}

// Set makes it t in the world.
func (c *Clock) Set(t time.Time) {
	now := c.Clock.Now()
	c.shift.Store(&shift{t.Unix() - now.Unix(), int64(t.Nanosecond() - now.Nanosecond())})
}

// Shows reports whether a world's clock can show an instant: those of the years 1970 to 2999. Further away, the dates
// of certificates and tokens cannot be written any more.
func Shows(t time.Time) bool { return t.UTC().Year() >= 1970 && t.UTC().Year() < 3000 }
