package scenarios

import (
	"context"
	"crypto/rsa"
	"sync"

	"samlharness/certs"
)

// keyring shares RSA keys between the worlds of a run, one after the other. Making keys is by far the most expensive
// part of a short script, and no script can tell whose key it was before: a world never gets a key twice, and its keys
// are free for other worlds when it has ended.
type keyring struct {
	source certs.KeySource

	mu    sync.Mutex
	spare []*rsa.PrivateKey
}

// worldKeys are the keys that one world uses. It is a [certs.KeySource].
type worldKeys struct {
	ring *keyring

	mu   sync.Mutex
	used []*rsa.PrivateKey
}

func (k *keyring) forWorld() *worldKeys { return &worldKeys{ring: k} }

// RSAKey returns a spare key of that size, or has one made.
func (w *worldKeys) RSAKey(ctx context.Context, bits int) (*rsa.PrivateKey, error) {
	key := w.ring.take(bits)
	if key == nil {
		var err error
		if key, err = w.ring.source.RSAKey(ctx, bits); err != nil {
			return nil, err
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.used = append(w.used, key)
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

// release makes the keys spare again; the world that used them must have ended.
func (w *worldKeys) release() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ring.mu.Lock()
	defer w.ring.mu.Unlock()
	w.ring.spare = append(w.ring.spare, w.used...)
	w.used = nil
}
