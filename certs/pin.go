package certs

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
)

// KeyPin is the base64 of the SHA-256 of the public key of the first certificate in PEM. Chromium trusts a key that is
// given so for one run, without anybody's trust store (--ignore-certificate-errors-spki-list).
func KeyPin(certificates []byte) (string, error) {
	block, _ := pem.Decode(certificates)
	if block == nil {
		return "", errors.New("key pin: the certificate is not PEM")
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return "", fmt.Errorf("key pin: %w", err)
	}
	sum := sha256.Sum256(certificate.RawSubjectPublicKeyInfo)
	return base64.StdEncoding.EncodeToString(sum[:]), nil
}
