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

func TestChangeKeepsTheEnd(t *testing.T) {
	clock := clockwork.NewFakeClock()
	m := New[string](clock, 2)
	m.Put("k", "a", time.Minute)
	clock.Advance(time.Minute - time.Nanosecond)
	assert.True(t, m.Change("k", func(v *string) { *v += "!" }))
	value, _ := m.Get("k")
	assert.Equal(t, "a!", value)
	clock.Advance(time.Nanosecond)
	assert.False(t, m.Change("k", func(*string) { t.Error("changed") }), "over")
}

func TestDropIf(t *testing.T) {
	m := New[string](clockwork.NewFakeClock(), 10)
	for _, key := range []string{"1", "2", "3", "4"} {
		m.Put(key, map[bool]string{true: "alice", false: "bob"}[key < "3"], time.Hour)
	}
	m.DropIf(func(user string) bool { return user == "alice" })
	assert.Equal(t, 2, m.Len())
	_, ok := m.Get("1")
	assert.False(t, ok)
	_, ok = m.Get("4")
	assert.True(t, ok)
}

func TestWeightIsBounded(t *testing.T) {
	clock := clockwork.NewFakeClock()
	m := New[string](clock, 100).Weighing(10, func(v string) int { return len(v) })
	m.Put("a", "1234", time.Hour)
	m.Put("b", "1234", time.Hour)
	m.Put("c", "1234", time.Hour)
	_, ok := m.Get("a")
	assert.False(t, ok, "the least recently used goes first")
	assert.Equal(t, 8, m.weight)
	m.Put("b", "1", time.Hour)
	_, _ = m.Take("c")
	assert.Equal(t, 1, m.weight, "what is replaced or taken weighs nothing")
	m.Put("heavy", "12345678901", time.Hour)
	_, ok = m.Get("heavy")
	assert.True(t, ok, "the newest stays")
	assert.Equal(t, 1, m.Len())
}

func TestWhatIsOverIsForgottenByPuts(t *testing.T) {
	clock := clockwork.NewFakeClock()
	m := New[int](clock, 100)
	for i := range 50 {
		m.Add(i, time.Minute)
	}
	clock.Advance(time.Minute)
	m.Add(50, time.Minute)
	assert.Equal(t, 1, m.Len())
}
