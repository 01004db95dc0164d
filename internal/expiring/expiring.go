// Package expiring keeps values for a time on a world's clock.
package expiring

import (
	"container/list"
	"crypto/rand"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
)

// Map keeps values under random keys for a time on the world's clock, and at most a number of them: the least recently
// used go first, so that memory stays flat.
type Map[V any] struct {
	mu    sync.Mutex
	clock clockwork.Clock
	limit int
	order *list.List // of *entry[V], least recently used first
	byKey map[string]*list.Element

	weigh    func(V) int // nil when values weigh nothing
	heaviest int         // what all values together may weigh
	weight   int         // what they weigh
}

type entry[V any] struct {
	key    string
	value  V
	weight int // when it was put
	ends   time.Time
}

// New makes a map that keeps at most limit values by the clock.
func New[V any](clock clockwork.Clock, limit int) *Map[V] {
	return &Map[V]{clock: clock, limit: limit, order: list.New(), byKey: map[string]*list.Element{}}
}

// Weighing is m with a second bound: its values together weigh at most heaviest, such as a number of bytes, except that
// the newest always stays. A value is weighed when it is put. Call it before anything is.
func (m *Map[V]) Weighing(heaviest int, weigh func(V) int) *Map[V] {
	m.heaviest, m.weigh = heaviest, weigh
	return m
}

// Add keeps a value under a fresh key.
func (m *Map[V]) Add(value V, life time.Duration) (key string) {
	key = rand.Text()
	m.Put(key, value, life)
	return key
}

// Put keeps a value under a key, in place of what was there. What is over at the old end is forgotten on the way.
func (m *Map[V]) Put(key string, value V, life time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.remove(key)
	now := m.clock.Now()
	kept := &entry[V]{key: key, value: value, ends: now.Add(life)}
	if m.weigh != nil {
		kept.weight = m.weigh(value)
	}
	m.weight += kept.weight
	m.byKey[key] = m.order.PushBack(kept)
	for m.order.Len() > 1 {
		oldest := m.order.Front().Value.(*entry[V])
		if m.order.Len() <= m.limit && m.weight <= m.heaviest && now.Before(oldest.ends) {
			return
		}
		m.remove(oldest.key)
	}
}

// Get returns what is kept under key and still in time.
func (m *Map[V]) Get(key string) (value V, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.look(key)
}

// Renew changes the value under key and lets a life begin anew, in one step: what was dropped meanwhile stays dropped.
func (m *Map[V]) Renew(key string, change func(*V) (life time.Duration)) (value V, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if value, ok = m.look(key); !ok {
		return value, false
	}
	kept := m.byKey[key].Value.(*entry[V])
	life := change(&kept.value)
	kept.ends = m.clock.Now().Add(life)
	return kept.value, true
}

// Change changes the value under key and leaves its end where it is.
func (m *Map[V]) Change(key string, change func(*V)) (ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok = m.look(key); ok {
		change(&m.byKey[key].Value.(*entry[V]).value)
	}
	return ok
}

// Take is Get, and removes it.
func (m *Map[V]) Take(key string) (value V, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	value, ok = m.look(key)
	m.remove(key)
	return value, ok
}

func (m *Map[V]) look(key string) (value V, ok bool) {
	e, ok := m.byKey[key]
	if !ok {
		return value, false
	}
	kept := e.Value.(*entry[V])
	if !m.clock.Now().Before(kept.ends) {
		m.remove(key)
		return value, false
	}
	m.order.MoveToBack(e)
	return kept.value, true
}

// Drop forgets what is kept under key.
func (m *Map[V]) Drop(key string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.remove(key)
}

// DropIf forgets every value that over says is over. It looks at all of them.
func (m *Map[V]) DropIf(over func(V) bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for e := m.order.Front(); e != nil; {
		kept := e.Value.(*entry[V])
		e = e.Next()
		if over(kept.value) {
			m.remove(kept.key)
		}
	}
}

// Each calls see for every value, over or not. see must not use the map.
func (m *Map[V]) Each(see func(V)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for e := m.order.Front(); e != nil; e = e.Next() {
		see(e.Value.(*entry[V]).value)
	}
}

// Len is how many values are kept, over or not.
func (m *Map[V]) Len() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.order.Len()
}

func (m *Map[V]) remove(key string) {
	if e, ok := m.byKey[key]; ok {
		m.weight -= e.Value.(*entry[V]).weight
		m.order.Remove(e)
		delete(m.byKey, key)
	}
}
