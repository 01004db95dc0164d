package org

import (
	"context"
	"crypto/x509"
	"fmt"

	"samlharness/certs"
)

// NewPair makes a pair such as JumpCloud would give an application, and leaves the application as it is: for
// [Organization.UploadCertificate].
func (o *Organization) NewPair(ctx context.Context, ref string) (*certs.KeyPair, error) {
	a, err := o.Application(ctx, ref)
	if err != nil {
		return nil, err
	}
	return o.pair(ctx, &applicationRow{Application: a})
}

// newPair makes a key and its certificate; it runs outside transactions, for keys are slow.
func (o *Organization) newPair(ctx context.Context, r *applicationRow) error {
	pair, err := o.pair(ctx, r)
	if err != nil {
		return err
	}
	if r.PrivateKey, err = x509.MarshalPKCS8PrivateKey(pair.Key); err != nil {
		return fmt.Errorf("org: key of application %s: %w", r.Label, err)
	}
	r.Certificate, r.CertificateUpdated, r.CertificateExpires = pair.Certificate.Raw, o.now(), pair.ExpiresAt().UTC()
	return nil
}

func (o *Organization) pair(ctx context.Context, r *applicationRow) (*certs.KeyPair, error) {
	key, err := o.keys.RSAKey(ctx, r.KeyBits)
	if err != nil {
		return nil, fmt.Errorf("org: key of application %s: %w", r.Label, err)
	}
	pair, err := certs.Issue(key, certs.Profile{Organization: o.DisplayName(), NotBefore: o.now(), Random: o.random})
	if err != nil {
		return nil, fmt.Errorf("org: certificate of application %s: %w", r.Label, err)
	}
	return pair, nil
}
