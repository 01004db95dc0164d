package org

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"time"

	"samlharness/certs"
	"samlharness/internal/store"
)

// RegenerateCertificate gives an application a new key and certificate. The old pair stops at once: until the new
// metadata is at the service provider, sign-in fails there.
func (o *Organization) RegenerateCertificate(ctx context.Context, ref string) (Application, error) {
	a, err := o.Application(ctx, ref)
	if err == nil {
		err = a.signOn()
	}
	if err != nil {
		return a, err
	}
	fresh := applicationRow{Application: a}
	if err := o.newPair(ctx, &fresh); err != nil {
		return a, err
	}
	return o.putPair(ctx, fresh)
}

// UploadCertificate replaces an application's pair by one that was made elsewhere: a certificate in PEM, DER or base64,
// and its RSA key. The old pair stops at once, and people hold what the service provider knows against the new one.
func (o *Organization) UploadCertificate(ctx context.Context, ref string, certificate []byte,
	key *rsa.PrivateKey) (Application, error) {
	a, err := o.Application(ctx, ref)
	if err == nil {
		err = a.signOn()
	}
	if err != nil {
		return a, err
	}
	ders, err := certs.FindAll(certificate)
	if err != nil || len(ders) != 1 {
		return a, invalid("IdP Certificate", "a file with one certificate", reason(err, "there are several"))
	}
	c, err := x509.ParseCertificate(ders[0])
	if err != nil {
		return a, invalid("IdP Certificate", "an X.509 certificate", err.Error())
	}
	if key == nil || !key.PublicKey.Equal(c.PublicKey) {
		return a, invalid("IdP Private Key", "the one of the certificate: upload both as a pair", "another key")
	}
	fresh := applicationRow{Application: a}
	if fresh.PrivateKey, err = x509.MarshalPKCS8PrivateKey(key); err != nil {
		return a, invalid("IdP Private Key", "an RSA key", err.Error())
	}
	fresh.KeyBits, fresh.Certificate = key.N.BitLen(), c.Raw
	fresh.CertificateUpdated, fresh.CertificateExpires = o.now(), c.NotAfter.UTC()
	return o.putPair(ctx, fresh)
}

func reason(err error, otherwise string) string {
	if err != nil {
		return err.Error()
	}
	return otherwise
}

// putPair stores the pair of an application that may have changed otherwise while the pair was made.
func (o *Organization) putPair(ctx context.Context, fresh applicationRow) (a Application, err error) {
	err = o.store.Update(ctx, func(tx store.Tx) error {
		r, err := findApplication(tx, fresh.ID)
		if err != nil {
			return err
		}
		r.PrivateKey, r.Certificate, r.KeyBits = fresh.PrivateKey, fresh.Certificate, fresh.KeyBits
		r.CertificateUpdated, r.CertificateExpires = fresh.CertificateUpdated, fresh.CertificateExpires
		a = r.shown()
		return applications.Put(tx, r.ID, r)
	})
	return a, err
}

// ExpiryNotice is a mail to the administrators about a certificate that ends soon.
type ExpiryNotice struct {
	Application Application
	// At is when it was sent, Before how long that was before the end of the certificate.
	At     time.Time
	Before time.Duration
}

// expiryNotices are how long before the end of a certificate the administrators get mail. Source: JumpCloud support
// "Manage Public Certificate and Private Key Pairs".
func expiryNotices() []time.Duration {
	const day = 24 * time.Hour
	return []time.Duration{60 * day, 30 * day, 7 * day, day}
}

// ExpiryNotices lists the mails that were sent about the applications' present certificates, up to now.
func (o *Organization) ExpiryNotices(ctx context.Context) ([]ExpiryNotice, error) {
	apps, err := o.Applications(ctx)
	var sent []ExpiryNotice
	for _, a := range apps {
		for _, before := range expiryNotices() {
			at := a.CertificateExpires.Add(-before)
			if a.Active && !a.IsBookmark() && !at.Before(a.CertificateUpdated) && !at.After(o.now()) {
				sent = append(sent, ExpiryNotice{Application: a, At: at, Before: before})
			}
		}
	}
	return sent, err
}
