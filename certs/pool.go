package certs

import (
	"context"
	"crypto/rsa"
	"runtime"
	"slices"
	"sync"
)

// shared is the pool of the process, the only state that worlds share. Keys are by far the most expensive thing that a
// world needs, and nobody can tell whose a key was before. What is in the pool decides how long something takes, never
// what comes of it.
var shared Pool

// Shared is the pool of the process, for those who are given none.
func Shared() *Pool { return &shared }

// Pool makes RSA keys when somebody waits for one. A key is in use by one [WorldKeys] at a time, never twice by the
// same. Its zero value is an empty pool. It may be used by many goroutines at once.
type Pool struct {
	mu    sync.Mutex
	sizes map[int]*sizePool

	seeded memory
}

// sizePool is the keys of one size.
type sizePool struct {
	bits    int
	spare   []*rsa.PrivateKey
	waiting []chan made // oldest first; each has room for what its reader waits for
	making  int         // goroutines that make a key
}

type made struct {
	key *rsa.PrivateKey
	err error
}

// ForWorld gives a world its keys.
func (p *Pool) ForWorld() *WorldKeys { return &WorldKeys{pool: p} }

// Prepare has a key of that size made for whoever comes next, unless there is a spare one or one is being made. Sizes
// that [KeySource] refuses do nothing.
func (p *Pool) Prepare(bits int) {
	bits, err := keySize(bits)
	if err != nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if s := p.ofSize(bits); len(s.spare) == 0 {
		p.startMaking(s, 1)
	}
}

// take removes a spare key, or waits for the first one that is finished.
func (p *Pool) take(ctx context.Context, bits int) (*rsa.PrivateKey, error) {
	p.mu.Lock()
	s := p.ofSize(bits)
	if n := len(s.spare); n > 0 {
		key := s.spare[n-1]
		s.spare = slices.Delete(s.spare, n-1, n)
		p.mu.Unlock()
		return key, nil
	}
	turn := make(chan made, 1)
	s.waiting = append(s.waiting, turn)
	p.startMaking(s, s.wanted())
	p.mu.Unlock()
	select {
	case m := <-turn:
		return m.key, m.err
	case <-ctx.Done():
		p.stopWaiting(s, turn)
		return nil, ctx.Err()
	}
}

// ofSize is the part of the pool with keys of that size.
func (p *Pool) ofSize(bits int) *sizePool {
	if p.sizes == nil {
		p.sizes = map[int]*sizePool{}
	}
	if p.sizes[bits] == nil {
		p.sizes[bits] = &sizePool{bits: bits}
	}
	return p.sizes[bits]
}

// wanted is how many keys to make at once: one more than there are who wait, as far as there are processors. How long a
// key takes is chance, from a third of the mean to three times as much, and the faster of two ends most long waits.
func (s *sizePool) wanted() int {
	if len(s.waiting) == 0 {
		return 0
	}
	return min(len(s.waiting)+1, runtime.GOMAXPROCS(0))
}

// startMaking starts goroutines that make keys until there are so many.
func (p *Pool) startMaking(s *sizePool, wanted int) {
	for ; s.making < wanted; s.making++ {
		go p.work(s)
	}
}

// work makes keys for those who wait. The key that nobody waits for any more becomes a spare one.
func (p *Pool) work(s *sizePool) {
	for {
		key, err := generate(s.bits)
		p.mu.Lock()
		s.deliver(made{key, err})
		if s.making > s.wanted() {
			s.making--
			p.mu.Unlock()
			return
		}
		p.mu.Unlock()
	}
}

// deliver gives a key to who has waited longest.
func (s *sizePool) deliver(m made) {
	switch {
	case len(s.waiting) > 0:
		s.waiting[0] <- m
		s.waiting = slices.Delete(s.waiting, 0, 1)
	case m.err == nil:
		s.spare = append(s.spare, m.key)
	}
}

// stopWaiting ends somebody's wait. A key that was delivered meanwhile goes to the next.
func (p *Pool) stopWaiting(s *sizePool, turn chan made) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if i := slices.Index(s.waiting, turn); i >= 0 {
		s.waiting = slices.Delete(s.waiting, i, i+1)
		return
	}
	s.deliver(<-turn)
}

// WorldKeys are the keys of one world. It is a [KeySource] that never gives out a key twice.
type WorldKeys struct {
	pool *Pool

	mu   sync.Mutex
	used []*rsa.PrivateKey
}

// RSAKey gives out a key that nobody else has until Release.
func (w *WorldKeys) RSAKey(ctx context.Context, bits int) (*rsa.PrivateKey, error) {
	bits, err := keySize(bits)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	key, err := w.pool.take(ctx, bits)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.used = append(w.used, key)
	return key, nil
}

// Release makes the keys spare again, for other worlds. What used them must have ended. Releasing twice is harmless.
func (w *WorldKeys) Release() {
	w.mu.Lock()
	used := w.used
	w.used = nil
	w.mu.Unlock()
	w.pool.mu.Lock()
	defer w.pool.mu.Unlock()
	for _, key := range used {
		w.pool.ofSize(key.N.BitLen()).deliver(made{key: key})
	}
}
