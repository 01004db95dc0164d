package inspect

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/pem"
	"fmt"

	"samlharness/certs"
	"samlharness/internal/wire"
	"samlharness/sp/loginsrf"
)

// Known is what somebody who inspects a message knows of the tenant. The zero value knows nothing.
type Known struct {
	// IssuerURI is the registered issuer URI; "" when it is not known.
	IssuerURI string
	// Certificates are the registered signing certificates in DER; none when they are not known.
	Certificates [][]byte
	// ImmutableID is that of the user who shall be signed in; "" when it is not known.
	ImmutableID string
}

// Realm compares the issuer with the known one.
func (k Known) Realm(_ context.Context, issuer string) (loginsrf.Realm, bool, error) {
	realm := loginsrf.Realm{
		IssuerURI:           k.IssuerURI,
		Certificates:        k.Certificates,
		CertificatesUnknown: len(k.Certificates) == 0,
	}
	if k.IssuerURI == "" {
		realm.IssuerURI = issuer
		return realm, false, fmt.Errorf("the registered issuer URI was not given: %w", loginsrf.ErrUnknown)
	}
	return realm, issuer == k.IssuerURI, nil
}

// Account compares the immutable ID with the known one. A user who matches is taken to be enabled.
func (k Known) Account(_ context.Context, _ loginsrf.Realm, id string) (loginsrf.Account, bool, error) {
	switch k.ImmutableID {
	case "":
		return loginsrf.Account{}, false, fmt.Errorf("the user's immutable ID was not given: %w", loginsrf.ErrUnknown)
	case id:
		return loginsrf.Account{ImmutableID: id, Enabled: true}, true, nil
	}
	return loginsrf.Account{ImmutableID: k.ImmutableID}, false, nil
}

// ReadCertificates reads the certificates of a file: PEM (one or many), base64 of DER, DER, or IdP metadata.
// The error is an *[UnreadableError].
func ReadCertificates(data []byte) ([][]byte, error) {
	text := bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\ufeff")))
	switch {
	case len(text) == 0:
		return nil, &UnreadableError{"the certificate file is empty", hintCertificate}
	case bytes.HasPrefix(text, []byte("<")):
		metadata, err := wire.ReadIDPMetadata(text)
		if err != nil {
			return nil, &UnreadableError{"the metadata cannot be read: " + err.Error(), hintCertificate}
		}
		if len(metadata.SigningCertificates) == 0 {
			return nil, &UnreadableError{"the metadata names no signing certificate", hintCertificate}
		}
		return metadata.SigningCertificates, nil
	case bytes.Count(text, []byte("-----BEGIN")) > 1:
		return readBundle(text)
	}
	if certificate, err := x509.ParseCertificate(data); err == nil {
		return [][]byte{certificate.Raw}, nil
	}
	certificate, err := certs.ParseCertificate(string(text))
	if err != nil {
		return nil, &UnreadableError{err.Error(), hintCertificate}
	}
	return [][]byte{certificate.Raw}, nil
}

const hintCertificate = "give the signing certificate as PEM, as base64 of its DER, or the metadata file that " +
	"JumpCloud exports"

func readBundle(text []byte) (all [][]byte, err error) {
	for rest := text; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, &UnreadableError{"a certificate of the file cannot be read: " + err.Error(), hintCertificate}
		}
		all = append(all, certificate.Raw)
	}
	if len(all) == 0 {
		return nil, &UnreadableError{"the file holds no certificate", hintCertificate}
	}
	return all, nil
}
