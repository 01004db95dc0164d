package certs

import (
	"context"
	"crypto/rsa"
	"slices"
	"sync"
)

// PoolOptions configure a [Pool]. The zero value keeps two spare keys of [FastBits].
type PoolOptions struct {
	// Bits are the sizes of which spare keys are kept, most urgent first; nil means [FastBits] alone.
	Bits []int
	// Size is how many spare keys of each size are kept; 0 means 2.
	Size int
}

// Pool is a [KeySource] that makes spare keys in the background and hands each out once. When it has none it makes the
// key that is asked for, of any size. Many goroutines may use one Pool, and many worlds may share it: it is the only
// thing that they share. Close it.
type Pool struct {
	size  int
	sizes []int

	mu     sync.Mutex
	change sync.Cond // a spare key was taken, or the pool was closed
	spare  map[int][]*rsa.PrivateKey
	closed bool
	busy   sync.WaitGroup
}

// NewPool starts filling a pool. Sizes that [KeySource] refuses are left out.
func NewPool(o PoolOptions) *Pool {
	if o.Bits == nil {
		o.Bits = []int{FastBits}
	}
	if o.Size <= 0 {
		o.Size = 2
	}
	p := &Pool{size: o.Size, spare: map[int][]*rsa.PrivateKey{}}
	p.change.L = &p.mu
	for _, bits := range o.Bits {
		if bits, err := keySize(bits); err == nil && !slices.Contains(p.sizes, bits) {
			p.sizes = append(p.sizes, bits)
		}
	}
	p.busy.Go(p.fill)
	return p
}

// fill makes keys while some are missing, one at a time, so that half a small machine stays free for whoever is
// waiting.
func (p *Pool) fill() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for !p.closed {
		bits := p.missing()
		if bits == 0 {
			p.change.Wait()
			continue
		}
		p.mu.Unlock()
		key, err := generate(bits)
		p.mu.Lock()
		if err != nil { // crypto/rand does not fail; whoever asks for such a key receives any other error
			p.sizes = slices.DeleteFunc(p.sizes, func(b int) bool { return b == bits })
			continue
		}
		p.keep(key)
	}
}

// missing is the first size of which too few keys are there, or 0.
func (p *Pool) missing() int {
	for _, bits := range p.sizes {
		if len(p.spare[bits]) < p.size {
			return bits
		}
	}
	return 0
}

// keep stores a spare key where one is wanted.
func (p *Pool) keep(key *rsa.PrivateKey) {
	bits := key.N.BitLen()
	if !p.closed && slices.Contains(p.sizes, bits) && len(p.spare[bits]) < p.size {
		p.spare[bits] = append(p.spare[bits], key)
	}
}

// RSAKey hands out a spare key, or makes one when there is none of that size. When the context ends before the key is
// made, the key becomes a spare one. A closed pool still makes keys.
func (p *Pool) RSAKey(ctx context.Context, bits int) (*rsa.PrivateKey, error) {
	bits, err := keySize(bits)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	key, closed := p.take(bits)
	if key != nil {
		return key, nil
	}
	if closed {
		return Generator{}.RSAKey(ctx, bits)
	}
	return p.makeNow(ctx, bits)
}

// take removes a spare key. When there is none and the pool is open, it enters the caller's goroutine-to-be among those
// that Close waits for.
func (p *Pool) take(bits int) (key *rsa.PrivateKey, closed bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if keys := p.spare[bits]; len(keys) > 0 {
		key = keys[len(keys)-1]
		keys[len(keys)-1] = nil
		p.spare[bits] = keys[:len(keys)-1]
		p.change.Signal()
		return key, p.closed
	}
	if !p.closed {
		p.busy.Add(1)
	}
	return nil, p.closed
}

func (p *Pool) makeNow(ctx context.Context, bits int) (*rsa.PrivateKey, error) {
	type result struct {
		key *rsa.PrivateKey
		err error
	}
	made := make(chan result) // unbuffered: a key is either received or kept, never lost
	go func() {
		defer p.busy.Done()
		key, err := generate(bits)
		select {
		case made <- result{key, err}:
		case <-ctx.Done():
			if err == nil {
				p.mu.Lock()
				defer p.mu.Unlock()
				p.keep(key)
			}
		}
	}()
	select {
	case r := <-made:
		return r.key, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Close stops the background work, waits for the keys that are being made, and forgets the spare ones. Closing twice is
// harmless.
func (p *Pool) Close() {
	p.mu.Lock()
	p.closed = true
	p.change.Broadcast()
	p.mu.Unlock()
	p.busy.Wait()
	p.mu.Lock()
	clear(p.spare)
	p.mu.Unlock()
}
