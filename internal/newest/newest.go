// Package newest keeps the newest entries of a log, in memory: they are of this process alone.
package newest

import (
	"slices"
	"sync"
)

// Kept is how many entries a [Log] holds; older ones are dropped. The companies keep logs for a time instead: Microsoft
// 30 days, JumpCloud 90.
const Kept = 10_000

// Log is a log; its zero value is empty. It may be used by several goroutines at once.
type Log[T any] struct {
	mu   sync.Mutex
	ring []T
	next int // where the next entry goes when the ring is full
}

// Add adds an entry, in the place of the oldest when the log is full.
func (l *Log[T]) Add(entry T) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.ring) < Kept {
		l.ring = append(l.ring, entry)
		return
	}
	l.ring[l.next] = entry
	l.next = (l.next + 1) % Kept
}

// All are the entries, oldest first.
func (l *Log[T]) All() []T {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Concat(l.ring[l.next:], l.ring[:l.next])
}

// NewestFirst are the entries, newest first.
func (l *Log[T]) NewestFirst() []T {
	all := l.All()
	slices.Reverse(all)
	return all
}
