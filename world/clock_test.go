package world_test

import (
	"math"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"

	"samlharness/world"
)

func TestClockGoesFurtherThanADuration(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 3, 2, 9, 15, 0, 1, time.UTC)
	c := &world.Clock{Clock: clockwork.NewFakeClockAt(start)}
	for _, instant := range []time.Time{time.Unix(0, 0).UTC(), time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC),
		start.Add(-1), time.Date(2999, 12, 31, 23, 59, 59, 999999999, time.UTC)} {
		c.Set(instant)
		assert.Equal(t, instant, c.Now())
	}
	c.Set(start)
	for range 3 {
		c.Advance(math.MaxInt64)
	}
	assert.Equal(t, start.Add(math.MaxInt64).Add(math.MaxInt64).Add(math.MaxInt64), c.Now())
	c.Set(start)
	c.Advance(-1500 * time.Millisecond)
	c.Advance(600 * time.Millisecond)
	assert.Equal(t, start.Add(-900*time.Millisecond), c.Now())
}
