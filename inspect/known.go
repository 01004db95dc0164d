package inspect

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"samlharness/certs"
	"samlharness/internal/metadata"
	"samlharness/sp/loginsrf"
)

// Known is what somebody who inspects a message knows of the tenant. The zero value knows nothing.
type Known struct {
	// IssuerURI is the registered issuer URI; "" when it is not known.
	IssuerURI string
	// Users are further users who are known, by user principal name, with their immutable IDs.
	Users []User
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

// Account compares the immutable ID with the known ones. A user who matches is taken to be enabled; where nobody does,
// the one who shall be signed in is meant.
func (k Known) Account(_ context.Context, _ loginsrf.Realm, id string) (loginsrf.Account, bool, error) {
	u, known := k.userWith(id)
	switch {
	case known:
		return u.account(), true, nil
	case !k.knowsUsers():
		return loginsrf.Account{}, false, fmt.Errorf("the user's immutable ID was not given: %w", loginsrf.ErrUnknown)
	case k.ImmutableID == "" && len(k.Users) == 1:
		return k.Users[0].account(), false, nil
	}
	return loginsrf.Account{ImmutableID: k.ImmutableID}, false, nil
}

// ReadCertificates reads the certificates of a file: PEM (one or many, with text around), base64 of DER, DER, the
// metadata of an identity provider, or what Graph answers about a domain's federationConfiguration. The error is an
// *[UnreadableError].
func ReadCertificates(data []byte) ([][]byte, error) {
	text := bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\ufeff")))
	switch {
	case len(text) == 0:
		return nil, &UnreadableError{Reason: "the certificate file is empty", Fix: hintCertificate}
	case bytes.HasPrefix(text, []byte("<")):
		return metadataCertificates(text)
	case bytes.HasPrefix(text, []byte("{")), bytes.HasPrefix(text, []byte("[")):
		return graphCertificates(text)
	}
	all, err := certs.ParseAll(data)
	if err != nil {
		return nil, &UnreadableError{Reason: err.Error(), Fix: hintCertificate}
	}
	var ders [][]byte
	for _, c := range all {
		ders = append(ders, c.Raw)
	}
	return ders, nil
}

func metadataCertificates(document []byte) ([][]byte, error) {
	idp, err := metadata.ReadIdentityProvider(document)
	if err != nil {
		return nil, &UnreadableError{Reason: "the metadata cannot be read: " + err.Error(), Fix: hintCertificate}
	}
	if len(idp.SigningCertificates) == 0 {
		return nil, &UnreadableError{Reason: "the metadata names no signing certificate", Fix: hintCertificate}
	}
	return idp.SigningCertificates, nil
}

// graphCertificates takes the certificates of Graph's internalDomainFederation, one or a list.
func graphCertificates(document []byte) (ders [][]byte, err error) {
	type configuration struct {
		Signing string `json:"signingCertificate"`
		Next    string `json:"nextSigningCertificate"`
	}
	var answer struct {
		configuration
		Value []configuration `json:"value"`
	}
	if document[0] == '[' {
		err = json.Unmarshal(document, &answer.Value)
	} else {
		err = json.Unmarshal(document, &answer)
	}
	if err != nil {
		return nil, &UnreadableError{Reason: "the JSON cannot be read: " + err.Error(), Fix: hintCertificate}
	}
	for _, c := range append(answer.Value, answer.configuration) {
		for _, text := range []string{c.Signing, c.Next} {
			if text == "" {
				continue
			}
			certificate, err := certs.ParseCertificate(text)
			if err != nil {
				return nil, &UnreadableError{Reason: err.Error(), Fix: hintCertificate}
			}
			ders = append(ders, certificate.Raw)
		}
	}
	if len(ders) == 0 {
		return nil, &UnreadableError{Reason: "the JSON holds no signingCertificate", Fix: hintCertificate}
	}
	return ders, nil
}

const hintCertificate = "give the signing certificate as PEM, as base64 of its DER, the metadata file that JumpCloud " +
	"exports, or what Graph answers about the domain's federationConfiguration"
