package sp

import (
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
)

func TestShelf(t *testing.T) {
	clock := clockwork.NewFakeClock()
	s := newShelf[string](clock, 2)
	key := s.add("a", time.Minute)
	clock.Advance(59 * time.Second)
	value, ok := s.renew(key, func(v *string) time.Duration { *v += "!"; return time.Minute })
	assert.True(t, ok)
	assert.Equal(t, "a!", value)
	clock.Advance(time.Minute - time.Nanosecond)
	value, ok = s.get(key)
	assert.True(t, ok)
	assert.Equal(t, "a!", value)
	clock.Advance(time.Nanosecond)
	_, ok = s.get(key)
	assert.False(t, ok, "over at the end of its life")

	s.put("first", "1", time.Hour)
	s.put("second", "2", time.Hour)
	_, _ = s.get("first")
	s.put("third", "3", time.Hour)
	_, ok = s.get("second")
	assert.False(t, ok, "the least recently used goes first")
	value, ok = s.take("first")
	assert.True(t, ok)
	assert.Equal(t, "1", value)
	_, ok = s.take("first")
	assert.False(t, ok, "taken once")

	s.drop("third")
	_, ok = s.renew("third", func(*string) time.Duration { t.Error("changed"); return time.Hour })
	assert.False(t, ok, "what was dropped stays dropped")
	assert.Zero(t, s.order.Len())
	assert.Empty(t, s.byKey)
}
