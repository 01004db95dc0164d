package org

import (
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"sync"
)

// keyring keeps the applications' parsed keys, because reading one costs more than a look-up.
type keyring struct{ pairs sync.Map } // application id -> *signingPair

type signingPair struct {
	certificate string // DER, to notice that the pair was replaced
	key         *rsa.PrivateKey
}

// key is the application's key, parsed once for each pair.
func (k *keyring) key(a Application, pkcs8 []byte) (*rsa.PrivateKey, error) {
	if v, ok := k.pairs.Load(a.ID); ok {
		if pair := v.(*signingPair); pair.certificate == string(a.Certificate) {
			return pair.key, nil
		}
	}
	parsed, err := x509.ParsePKCS8PrivateKey(pkcs8)
	if err != nil {
		return nil, fmt.Errorf("org: stored key of application %s: %w", a.Label, err)
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("org: stored key of application %s is a %T, expected RSA", a.Label, parsed)
	}
	k.pairs.Store(a.ID, &signingPair{string(a.Certificate), key})
	return key, nil
}

// forget drops the key of an application that is gone.
func (k *keyring) forget(id string) { k.pairs.Delete(id) }
