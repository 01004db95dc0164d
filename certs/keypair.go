package certs

import (
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"time"
)

// KeyPair is a signing key with its certificate, as an SSO application holds them.
type KeyPair struct {
	Key         *rsa.PrivateKey
	Certificate *x509.Certificate
}

// ExpiresAt is the last second of the certificate's validity.
func (p *KeyPair) ExpiresAt() time.Time { return p.Certificate.NotAfter }

// Base64 is a certificate as metadata and Graph carry it: DER in base64, one line, with its padding.
func Base64(c *x509.Certificate) string { return base64.StdEncoding.EncodeToString(c.Raw) }

// PEM is a certificate as JumpCloud's "Download certificate" gives it.
func PEM(c *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: pemType, Bytes: c.Raw})
}

// Thumbprint is the SHA-256 of a certificate's DER in lower-case hexadecimal digits.
func Thumbprint(c *x509.Certificate) string {
	sum := sha256.Sum256(c.Raw)
	return hex.EncodeToString(sum[:])
}

// Expired says whether a certificate's validity is over at an instant. The last second, NotAfter, is still valid to its
// end.
func Expired(c *x509.Certificate, at time.Time) bool {
	return at.Truncate(time.Second).After(c.NotAfter)
}

// NotYetValid says whether a certificate's validity has not begun at an instant.
func NotYetValid(c *x509.Certificate, at time.Time) bool { return at.Before(c.NotBefore) }
