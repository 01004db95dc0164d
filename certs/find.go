package certs

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"strings"

	"github.com/smallstep/pkcs7"

	"samlharness/internal/inputfile"
)

// maxFile bounds what FindAll reads, in bytes: a bundle of hundreds of certificates.
const maxFile = 1 << 20

// plainLabels gives PEM blocks whose contents hold certificates the label of a certificate (RFC 7468, section 8;
// OpenSSL).
var plainLabels = strings.NewReplacer(" PKCS7-----", " CERTIFICATE-----", " PKCS #7 SIGNED DATA-----",
	" CERTIFICATE-----",
	" CMS-----", " CERTIFICATE-----", " TRUSTED CERTIFICATE-----", " CERTIFICATE-----")

// FindAll finds the certificates of a file or a pasted text in whatever dress, at least one, in their order, and gives
// the DER of each: DER, PEM or base64 in UTF-8 or UTF-16, with any text around its blocks or labels around its lines, a
// PKCS #7 that holds certificates. PEM and base64 that hold something else than a certificate come out as they are, for
// the caller to judge. Its errors are *[CertificateError].
func FindAll(data []byte) ([][]byte, error) {
	if len(data) > maxFile {
		return nil, &CertificateError{
			Kind:   TooLarge,
			Detail: fmt.Sprintf("there are %d bytes, more than %d", len(data), maxFile),
		}
	}
	if ders, err := fromBinary(data); ders != nil || err != nil {
		return ders, err
	}
	text := string(inputfile.UTF8(data))
	ders, err := DecodeAll(plainLabels.Replace(text))
	if wrong, ok := errors.AsType[*CertificateError](err); ok {
		if wrong.Kind == NotBase64 || wrong.Kind == OtherBlock {
			if located := locate(text); len(located) > 0 {
				return located, nil
			}
		}
		return nil, err
	}
	var all [][]byte
	for _, der := range ders {
		inner, err := fromBinary(der)
		if err != nil {
			return nil, err
		}
		if inner == nil {
			inner = [][]byte{der}
		}
		all = append(all, inner...)
	}
	return all, nil
}

// fromBinary are the certificates of DER or PKCS #7, nil of anything else. A PKCS #12 is refused by its name.
func fromBinary(data []byte) ([][]byte, error) {
	if len(data) == 0 || data[0] != asn1.TagSequence|0x20 {
		return nil, nil
	}
	if all, err := x509.ParseCertificates(data); err == nil {
		return raw(all), nil
	}
	if first, ok := firstOf(data); ok { // what follows a certificate is not one: OpenSSL's trust settings, a line's end
		return [][]byte{first}, nil
	}
	var pfx struct {
		Version *big.Int
		Rest    asn1.RawValue
	}
	if rest, err := asn1.Unmarshal(data, &pfx); err == nil && len(rest) == 0 && pfx.Version.IsInt64() &&
		pfx.Version.Int64() == 3 { // RFC 7292, section 4
		return nil, &CertificateError{
			Kind:   OtherBlock,
			Detail: "this is a PKCS #12 file (.pfx), which holds a private key: export the certificate alone",
		}
	}
	if maySigned(data) {
		if signed, err := pkcs7.Parse(data); err == nil && len(signed.Certificates) > 0 {
			return raw(signed.Certificates), nil
		}
	}
	return nil, nil
}

// maxPKCS7 bounds the PKCS #7 that is read, in bytes: its library takes time by the square of it.
const maxPKCS7 = 32 << 10

// signedData is the object identifier, in DER, with which a PKCS #7 that holds certificates begins (RFC 2315, 14).
var signedData = []byte{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02}

// maySigned says whether data may be a PKCS #7: its identifier stands behind the outermost tag and length.
func maySigned(data []byte) bool {
	return len(data) <= maxPKCS7 && bytes.Contains(data[:min(len(data), 6+len(signedData))], signedData)
}

// firstOf is the certificate with which data begins, when no other follows.
func firstOf(data []byte) ([]byte, bool) {
	var element asn1.RawValue
	rest, err := asn1.Unmarshal(data, &element)
	if err != nil || bytes.HasPrefix(rest, []byte{0x30, 0x82}) {
		return nil, false
	}
	_, err = x509.ParseCertificate(element.FullBytes)
	return element.FullBytes, err == nil
}

func raw(all []*x509.Certificate) (ders [][]byte) {
	for _, c := range all {
		ders = append(ders, c.Raw)
	}
	return ders
}

// derBase64 is how the base64 of a DER sequence of 256 to 65,535 bytes begins, as any certificate is.
const derBase64 = "MII"

// maxLocated bounds the places that locate looks at: junk may be full of them.
const maxLocated = 100

// locate finds certificates in a text whose dress nobody knows, by their first characters and by the length that DER
// tells: a label before a line, a PEM block whose lines or dashes were lost, a value within quotes.
func locate(text string) (all [][]byte) {
	rest, before := text, byte(' ')
	for range maxLocated {
		at := strings.Index(rest, derBase64)
		if at < 0 {
			return all
		}
		if at > 0 {
			before = rest[at-1]
		}
		rest = rest[at:]
		ders, length := certificatesAt(rest, before)
		all, before, rest = append(all, ders...), rest[length-1], rest[length:]
	}
	return all
}

// certificatesAt are the certificates whose base64 begins at s, behind the character before, and how many bytes of s
// they take; where there are none, one byte is passed over.
func certificatesAt(s string, before byte) (ders [][]byte, length int) {
	if !mayPrecede(before) {
		return nil, 1
	}
	der, length := sequence(s)
	if ders, _ = fromBinary(der); len(ders) == 0 { // nor is there anything to take of a PKCS #12
		return nil, 1
	}
	return ders, length
}

// mayPrecede says whether base64 may begin behind a character: one that does not look like a part of it.
func mayPrecede(c byte) bool { return strings.IndexByte(" \t\r\n:=\"'`>,;([-n", c) >= 0 }

// sequence decodes the DER sequence with whose base64 s begins, passing over blanks and line ends written as \n, and
// gives how many bytes of s it took. It is nil when s ends too early.
func sequence(s string) (der []byte, length int) {
	want := 8 // characters, until the length is known
	var digits []byte
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\\' && i+1 < len(s) && (s[i+1] == 'n' || s[i+1] == 'r'):
			i++
			continue
		case c == ' ', c == '\t', c == '\r', c == '\n':
			continue
		}
		if digits = append(digits, c); len(digits) < want {
			continue
		}
		if want > 8 {
			der, err := base64.StdEncoding.DecodeString(string(digits))
			if err != nil {
				return nil, 0
			}
			return der, i + 1
		}
		head, err := base64.StdEncoding.DecodeString(string(digits))
		if err != nil || head[1] != 0x82 {
			return nil, 0
		}
		want = base64.StdEncoding.EncodedLen(4 + int(head[2])<<8 + int(head[3]))
	}
	return nil, 0
}
