package org

import (
	"context"
	"crypto/x509"
	"fmt"

	"samlharness/certs"
)

// newPair makes a key and its certificate; it runs outside transactions, for keys are slow.
func (o *Organization) newPair(ctx context.Context, r *applicationRow) error {
	key, err := o.keys.RSAKey(ctx, r.KeyBits)
	if err != nil {
		return fmt.Errorf("org: key of application %s: %w", r.Label, err)
	}
	now := o.now()
	pair, err := certs.Issue(key, certs.Profile{Organization: o.DisplayName(), NotBefore: now, Random: o.random})
	if err != nil {
		return fmt.Errorf("org: certificate of application %s: %w", r.Label, err)
	}
	if r.PrivateKey, err = x509.MarshalPKCS8PrivateKey(key); err != nil {
		return fmt.Errorf("org: key of application %s: %w", r.Label, err)
	}
	r.Certificate, r.CertificateUpdated, r.CertificateExpires = pair.Certificate.Raw, now, pair.ExpiresAt().UTC()
	return nil
}
