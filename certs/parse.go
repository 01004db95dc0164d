package certs

import (
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode"
)

// maxCertificateText bounds what ParseCertificate reads, in bytes; an RSA-4096 certificate has about 2,000.
const maxCertificateText = 64 << 10

const (
	pemType  = "CERTIFICATE"
	pemBegin = "-----BEGIN "
	pemEnd   = "-----END "
	pemDash  = "-----"
)

// CertificateErrorKind says in which way a text is no certificate.
type CertificateErrorKind string

// The kinds of [CertificateError].
const (
	Empty       CertificateErrorKind = "empty"       // nothing but blanks
	TooLarge    CertificateErrorKind = "too large"   // longer than any certificate
	NotPEM      CertificateErrorKind = "not PEM"     // a BEGIN line without its END line
	OtherBlock  CertificateErrorKind = "other block" // PEM of something else, such as a private key
	SeveralIn   CertificateErrorKind = "several"     // more than one certificate
	NotBase64   CertificateErrorKind = "not base64"
	NotX509     CertificateErrorKind = "not X.509"
	TextOutside CertificateErrorKind = "text outside" // something before or after the PEM block
)

// CertificateError is why [ParseCertificate] could not read a text. It never repeats the text, which may be
// a private key that was taken for a certificate.
type CertificateError struct {
	Kind   CertificateErrorKind
	Detail string // what was found, in words
	Err    error  // the decoder's error, if there is one
}

// Error says what was expected and what came.
func (e *CertificateError) Error() string {
	s := "certificate: " + e.Detail + "; expected one X.509 certificate, in PEM or as bare base64"
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the decoder's error.
func (e *CertificateError) Unwrap() error { return e.Err }

// ParseCertificate reads one certificate from PEM or from bare base64 of its DER, as metadata and Graph carry
// it. Blanks, tabs, line ends of any kind and a byte order mark are tolerated anywhere. Its errors are
// *[CertificateError].
func ParseCertificate(s string) (*x509.Certificate, error) {
	if len(s) > maxCertificateText {
		return nil, &CertificateError{
			Kind:   TooLarge,
			Detail: fmt.Sprintf("the text has %d bytes, more than %d", len(s), maxCertificateText),
		}
	}
	body, err := unwrapPEM(strings.TrimSpace(strings.TrimPrefix(s, "\ufeff")))
	if err != nil {
		return nil, err
	}
	body = withoutBlanks(body)
	if body == "" {
		return nil, &CertificateError{Kind: Empty, Detail: "the text is empty"}
	}
	der, err := base64.StdEncoding.DecodeString(body)
	if err != nil {
		return nil, &CertificateError{Kind: NotBase64, Detail: "the text is not base64", Err: err}
	}
	return ParseDER(der)
}

// unwrapPEM takes the base64 out of one PEM block, and leaves a text without such a block as it is. It reads
// blocks that encoding/pem does not: indented, or all on one line.
func unwrapPEM(s string) (string, error) {
	before, rest, found := strings.Cut(s, pemBegin)
	if !found {
		return s, nil
	}
	name, rest, found := strings.Cut(rest, pemDash)
	if !found {
		return "", &CertificateError{Kind: NotPEM, Detail: "the BEGIN line does not end"}
	}
	if name != pemType {
		return "", &CertificateError{Kind: OtherBlock, Detail: fmt.Sprintf("the PEM block is a %.40q", name)}
	}
	body, rest, found := strings.Cut(rest, pemEnd+pemType+pemDash)
	if !found {
		return "", &CertificateError{Kind: NotPEM, Detail: "the END line is missing"}
	}
	switch {
	case strings.Contains(rest, pemBegin+pemType+pemDash):
		return "", &CertificateError{Kind: SeveralIn, Detail: "there is more than one PEM block"}
	case strings.TrimSpace(before) != "" || strings.TrimSpace(rest) != "":
		return "", &CertificateError{Kind: TextOutside, Detail: "there is text before or after the PEM block"}
	}
	return body, nil
}

func withoutBlanks(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// ParseDER reads one certificate from DER, as metadata that was read holds it. Its errors are
// *[CertificateError].
func ParseDER(der []byte) (*x509.Certificate, error) {
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, &CertificateError{
			Kind:   NotX509,
			Detail: fmt.Sprintf("the %d bytes are not a certificate", len(der)),
			Err:    err,
		}
	}
	return c, nil
}
