package sp

import (
	"container/list"
	"crypto/rand"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
)

// shelf keeps values under random keys for a time on the world's clock, and at most a number of them: the least
// recently used go first, so that memory stays flat.
type shelf[V any] struct {
	mu    sync.Mutex
	clock clockwork.Clock
	limit int
	order *list.List // of *shelved[V], least recently used first
	byKey map[string]*list.Element
}

type shelved[V any] struct {
	key   string
	value V
	ends  time.Time
}

func newShelf[V any](clock clockwork.Clock, limit int) *shelf[V] {
	return &shelf[V]{clock: clock, limit: limit, order: list.New(), byKey: map[string]*list.Element{}}
}

// add keeps a value under a fresh key.
func (s *shelf[V]) add(value V, life time.Duration) (key string) {
	key = rand.Text()
	s.put(key, value, life)
	return key
}

func (s *shelf[V]) put(key string, value V, life time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.remove(key)
	s.byKey[key] = s.order.PushBack(&shelved[V]{key, value, s.clock.Now().Add(life)})
	for s.order.Len() > s.limit {
		s.remove(s.order.Front().Value.(*shelved[V]).key)
	}
}

// get returns what is kept under key and still in time.
func (s *shelf[V]) get(key string) (value V, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.look(key)
}

// renew changes the value under key and lets a life begin anew, in one step: what was dropped meanwhile stays dropped.
func (s *shelf[V]) renew(key string, change func(*V) (life time.Duration)) (value V, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if value, ok = s.look(key); !ok {
		return value, false
	}
	kept := s.byKey[key].Value.(*shelved[V])
	life := change(&kept.value)
	kept.ends = s.clock.Now().Add(life)
	return kept.value, true
}

// take is get, and removes it.
func (s *shelf[V]) take(key string) (value V, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	value, ok = s.look(key)
	s.remove(key)
	return value, ok
}

func (s *shelf[V]) look(key string) (value V, ok bool) {
	e, ok := s.byKey[key]
	if !ok {
		return value, false
	}
	kept := e.Value.(*shelved[V])
	if !s.clock.Now().Before(kept.ends) {
		s.remove(key)
		return value, false
	}
	s.order.MoveToBack(e)
	return kept.value, true
}

func (s *shelf[V]) drop(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.remove(key)
}

func (s *shelf[V]) remove(key string) {
	if e, ok := s.byKey[key]; ok {
		s.order.Remove(e)
		delete(s.byKey, key)
	}
}
