package org

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"sync"

	"samlharness/certs"
	"samlharness/internal/store"
)

// RegenerateCertificate gives an application a new key and certificate. The old pair stops at once: until the new
// metadata is at the service provider, sign-in fails there.
func (o *Organization) RegenerateCertificate(ctx context.Context, ref string) (Application, error) {
	a, err := o.Application(ctx, ref)
	if err != nil {
		return a, err
	}
	fresh := applicationRow{Application: a}
	if err := o.newPair(ctx, &fresh); err != nil {
		return a, err
	}
	err = o.store.Update(ctx, func(tx store.Tx) error {
		r, err := findApplication(tx, a.ID) // it may have changed while the key was made
		if err != nil {
			return err
		}
		r.PrivateKey, r.Certificate = fresh.PrivateKey, fresh.Certificate
		r.CertificateUpdated, r.CertificateExpires = fresh.CertificateUpdated, fresh.CertificateExpires
		a = r.shown()
		return applications.Put(tx, r.ID, r)
	})
	return a, err
}

// newPair makes a key and its certificate; it runs outside transactions, for keys are slow.
func (o *Organization) newPair(ctx context.Context, r *applicationRow) error {
	key, err := o.keys.RSAKey(ctx, r.KeyBits)
	if err != nil {
		return fmt.Errorf("org: key of application %s: %w", r.Label, err)
	}
	now := o.now()
	pair, err := certs.Issue(key, certs.Profile{Organization: o.name, NotBefore: now})
	if err != nil {
		return fmt.Errorf("org: certificate of application %s: %w", r.Label, err)
	}
	if r.PrivateKey, err = x509.MarshalPKCS8PrivateKey(key); err != nil {
		return fmt.Errorf("org: key of application %s: %w", r.Label, err)
	}
	r.Certificate, r.CertificateUpdated, r.CertificateExpires = pair.Certificate.Raw, now, pair.ExpiresAt().UTC()
	return nil
}

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
