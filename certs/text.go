package certs

import (
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

const (
	pemType  = "CERTIFICATE"
	pemBegin = "-----BEGIN "
	pemEnd   = "-----END "
	pemDash  = "-----"
)

// certificateLabels are the names of PEM blocks that hold a certificate; RFC 7468, section 5.1, has old software in
// mind that writes the second.
var certificateLabels = []string{pemType, "X509 CERTIFICATE"}

// certificateText is what a text holds.
type certificateText struct {
	certificates [][]byte // DER, at least one
	outside      bool     // there is more than blanks around the PEM blocks, or a block of another kind
}

// readText finds the certificates of a text: in its PEM blocks if it has any, else in all of it.
func readText(s string) (certificateText, error) {
	s = strings.TrimSpace(strings.TrimPrefix(s, "\ufeff"))
	if strings.Contains(s, pemBegin) {
		return readPEM(s)
	}
	all, err := decodeBase64(s)
	return certificateText{certificates: all}, err
}

// readPEM reads blocks that encoding/pem does not: indented, or all on one line.
func readPEM(s string) (text certificateText, err error) {
	other := ""
	for rest := s; ; {
		before, after, found := strings.Cut(rest, pemBegin)
		text.outside = text.outside || strings.TrimSpace(before) != ""
		if !found {
			break
		}
		label, body, found := strings.Cut(after, pemDash)
		if !found {
			return text, &CertificateError{Kind: NotPEM, Detail: "the BEGIN line does not end"}
		}
		if body, rest, found = strings.Cut(body, pemEnd+label+pemDash); !found {
			return text, &CertificateError{Kind: NotPEM, Detail: "the END line is missing"}
		}
		if !slices.Contains(certificateLabels, label) {
			other, text.outside = label, true
			continue
		}
		all, err := decodeBase64(body)
		if err != nil {
			return text, err
		}
		text.certificates = append(text.certificates, all...)
	}
	if len(text.certificates) == 0 {
		return text, &CertificateError{Kind: OtherBlock, Detail: fmt.Sprintf("the PEM block is a %.40q", other)}
	}
	return text, nil
}

// decodeBase64 decodes base64 with blanks anywhere. Certificates that were written one behind the other come apart:
// padding ends a piece, and without padding their DER does.
func decodeBase64(s string) (all [][]byte, err error) {
	for rest := withoutBlanks(s); rest != ""; {
		end := len(rest)
		if padding := strings.IndexByte(rest, '='); padding >= 0 {
			end = len(rest) - len(strings.TrimLeft(rest[padding:], "="))
		}
		der, err := base64.StdEncoding.DecodeString(rest[:end])
		if err != nil {
			return nil, &CertificateError{Kind: NotBase64, Detail: "the text is not base64", Err: err}
		}
		all, rest = append(all, apart(der)...), rest[end:]
	}
	if len(all) == 0 {
		return nil, &CertificateError{Kind: Empty, Detail: "the text is empty"}
	}
	return all, nil
}

// apart are the certificates of DER that stand one behind the other; anything else stays one piece.
func apart(der []byte) (all [][]byte) {
	certificates, err := x509.ParseCertificates(der)
	if err != nil || len(certificates) < 2 {
		return [][]byte{der}
	}
	for _, c := range certificates {
		all = append(all, c.Raw)
	}
	return all
}

func withoutBlanks(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}
