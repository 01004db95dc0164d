package directory

import "sync"

// kept is how many entries a log of the tenant holds; older ones are dropped. Microsoft keeps 30 days.
const kept = 10_000

// newest keeps the newest entries of a log, in memory: they are of this process alone.
type newest[T any] struct {
	mu   sync.Mutex
	ring []T
	next int // where the next entry goes when the ring is full
}

func (n *newest[T]) add(entry T) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.ring) < kept {
		n.ring = append(n.ring, entry)
		return
	}
	n.ring[n.next] = entry
	n.next = (n.next + 1) % kept
}

// all are the entries, newest first.
func (n *newest[T]) all() []T {
	n.mu.Lock()
	defer n.mu.Unlock()
	list := make([]T, 0, len(n.ring))
	for i := range n.ring {
		list = append(list, n.ring[(n.next+len(n.ring)-1-i)%len(n.ring)])
	}
	return list
}
