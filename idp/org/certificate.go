package org

import (
	"context"

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
