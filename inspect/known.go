package inspect

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"samlharness/internal/metadata"
	"samlharness/record"
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

	// issuers are the issuer URIs that the files of the certificates name.
	issuers []string
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

// ReadCertificates reads the certificates of a file: PEM (one or many, with text around), PKCS #7, base64 of DER, DER,
// the metadata of an identity provider, or what Graph answers about a domain's federationConfiguration. The error is an
// *[UnreadableError].
func ReadCertificates(data []byte) ([][]byte, error) {
	var k Known
	err := k.Read(data)
	return k.Certificates, err
}

// Read adds what a file tells, as [ReadCertificates] reads it. Of metadata that describes several identity providers it
// takes the one whose entity ID is the known issuer URI.
func (k *Known) Read(data []byte) error {
	read, err := metadata.ReadCertificates(data, k.IssuerURI)
	several, ok := errors.AsType[*metadata.SeveralError](err)
	if ok && len(several.EntityIDs) == 1 { // it is about another, which only a message can tell to be wrong
		read, err = metadata.ReadCertificates(data, "")
	}
	if err == nil {
		k.Certificates = append(k.Certificates, read.DERs...)
		k.issuers = append(k.issuers, read.Issuers...)
		return nil
	}
	fix := hintCertificate
	if ok {
		fix = "name the identity provider with --issuer-uri, such as --issuer-uri " + several.EntityIDs[0]
	}
	return &UnreadableError{Reason: err.Error(), Fix: fix}
}

// otherIssuer warns of a message from another identity provider than the one whose metadata, or registration, the
// certificates were taken from. Where the registered issuer URI is known, it is compared with that.
func (k Known) otherIssuer(issuer string) []string {
	if k.IssuerURI != "" || issuer == "" || len(k.issuers) == 0 || slices.Contains(k.issuers, issuer) {
		return nil
	}
	return []string{fmt.Sprintf("the Issuer is %q, but the file of --certificate is about %q (%s): where that is "+
		"registered, Microsoft refuses the message with AADSTS50107", issuer, k.issuers[0],
		record.FirstDifference(k.issuers[0], issuer))}
}

const hintCertificate = "give the signing certificate as PEM, PKCS #7, DER or base64, the metadata file that " +
	"JumpCloud " +
	"exports, or what Graph answers about the domain's federationConfiguration"
