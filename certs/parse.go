package certs

import (
	"crypto/x509"
	"fmt"
)

// maxCertificateText bounds what ParseCertificate reads, in bytes; an RSA-4096 certificate has about 2,000.
const maxCertificateText = 64 << 10

// ParseCertificate reads one certificate from PEM or from bare base64 of its DER, as metadata and Graph carry it.
// Blanks, tabs, line ends of any kind and a byte order mark are tolerated anywhere; other text is not. Its errors are
// *[CertificateError].
func ParseCertificate(s string) (*x509.Certificate, error) {
	if len(s) > maxCertificateText {
		return nil, &CertificateError{
			Kind:   TooLarge,
			Detail: fmt.Sprintf("the text has %d bytes, more than %d", len(s), maxCertificateText),
		}
	}
	text, err := readText(s)
	switch {
	case err != nil:
		return nil, err
	case len(text.certificates) > 1:
		return nil, &CertificateError{
			Kind:   SeveralIn,
			Detail: fmt.Sprintf("there are %d certificates", len(text.certificates)),
		}
	case text.outside:
		return nil, &CertificateError{Kind: TextOutside, Detail: "there is text before or after the PEM block"}
	}
	return ParseDER(text.certificates[0])
}

// ParseAll reads the certificates of a file or a pasted text, as [FindAll] finds them. Its errors are
// *[CertificateError].
func ParseAll(data []byte) ([]*x509.Certificate, error) {
	ders, err := FindAll(data)
	if err != nil {
		return nil, err
	}
	all := make([]*x509.Certificate, 0, len(ders))
	for _, der := range ders {
		c, err := ParseDER(der)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// DecodeAll reads the certificates of a text: base64 of DER with blanks anywhere, or PEM with any text around its
// blocks. PEM blocks of another kind, such as the key beside a certificate, are passed over. It gives the DER of each
// and does not ask whether the bytes are a certificate. Its errors are *[CertificateError].
func DecodeAll(s string) ([][]byte, error) {
	text, err := readText(s)
	if err != nil {
		return nil, err
	}
	return text.certificates, nil
}

// ParseDER reads one certificate from DER, as metadata that was read holds it. Its errors are *[CertificateError].
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
