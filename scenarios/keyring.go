package scenarios

import (
	"context"
	"crypto/rsa"
	"sync"

	"samlharness/certs"
)

// keyring lends RSA keys to the worlds of a run. Making keys is by far the dearest part of a short script, and
// no script can tell whose key it was before: a world never sees a key twice, and gives its keys back when it
// has ended.
type keyring struct {
	source certs.KeySource

	mu    sync.Mutex
	spare []*rsa.PrivateKey
}

// loan is the keys of one world. It is a [certs.KeySource].
type loan struct {
	ring *keyring

	mu   sync.Mutex
	lent []*rsa.PrivateKey
}

func (k *keyring) lend() *loan { return &loan{ring: k} }

// RSAKey lends a spare key of that size, or has one made.
func (l *loan) RSAKey(ctx context.Context, bits int) (*rsa.PrivateKey, error) {
	key := l.ring.take(bits)
	if key == nil {
		var err error
		if key, err = l.ring.source.RSAKey(ctx, bits); err != nil {
			return nil, err
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lent = append(l.lent, key)
	return key, nil
}

func (k *keyring) take(bits int) *rsa.PrivateKey {
	k.mu.Lock()
	defer k.mu.Unlock()
	for i, key := range k.spare {
		if key.N.BitLen() == bits {
			k.spare = append(k.spare[:i], k.spare[i+1:]...)
			return key
		}
	}
	return nil
}

// giveBack ends the loan; the world that had it must have ended.
func (l *loan) giveBack() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ring.mu.Lock()
	defer l.ring.mu.Unlock()
	l.ring.spare = append(l.ring.spare, l.lent...)
	l.lent = nil
}
