package expiring

import (
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
)

func TestMap(t *testing.T) {
	clock := clockwork.NewFakeClock()
	s := New[string](clock, 2)
	key := s.Add("a", time.Minute)
	clock.Advance(59 * time.Second)
	value, ok := s.Renew(key, func(v *string) time.Duration { *v += "!"; return time.Minute })
	assert.True(t, ok)
	assert.Equal(t, "a!", value)
	clock.Advance(time.Minute - time.Nanosecond)
	value, ok = s.Get(key)
	assert.True(t, ok)
	assert.Equal(t, "a!", value)
	clock.Advance(time.Nanosecond)
	_, ok = s.Get(key)
	assert.False(t, ok, "over at the end of its life")

	s.Put("first", "1", time.Hour)
	s.Put("second", "2", time.Hour)
	_, _ = s.Get("first")
	s.Put("third", "3", time.Hour)
	_, ok = s.Get("second")
	assert.False(t, ok, "the least recently used goes first")
	value, ok = s.Take("first")
	assert.True(t, ok)
	assert.Equal(t, "1", value)
	_, ok = s.Take("first")
	assert.False(t, ok, "taken once")

	s.Drop("third")
	_, ok = s.Renew("third", func(*string) time.Duration { t.Error("changed"); return time.Hour })
	assert.False(t, ok, "what was dropped stays dropped")
	assert.Zero(t, s.order.Len())
	assert.Empty(t, s.byKey)
}
