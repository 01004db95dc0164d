// Package xmlenc encrypts elements for somebody whose certificate is known, after XML Encryption 1.1 and SAML Core 6: a
// fresh AES key for each element, which RSA-OAEP takes along. It decrypts nothing.
package xmlenc

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1" // the digest of rsa-oaep-mgf1p, where nothing depends on its collisions
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"slices"

	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
)

// Namespace is the namespace of the xenc: elements.
const Namespace = "http://www.w3.org/2001/04/xmlenc#"

// The algorithms of XML Encryption 1.1, 5.2, and the one that takes their keys along, 5.5.2.
const (
	AES128CBC = Namespace + "aes128-cbc"
	AES256CBC = Namespace + "aes256-cbc"
	AES128GCM = "http://www.w3.org/2009/xmlenc11#aes128-gcm"
	AES256GCM = "http://www.w3.org/2009/xmlenc11#aes256-gcm"

	rsaOAEP = Namespace + "rsa-oaep-mgf1p"
)

// Methods are the algorithms by which elements can be encrypted, the safest first: CBC does not protect what it hides
// from being changed, and is there for service providers that know nothing else.
func Methods() []string { return []string{AES256GCM, AES128GCM, AES256CBC, AES128CBC} }

// Recipient is whom elements are encrypted for.
type Recipient struct {
	// Certificate, in DER, has the recipient's RSA key.
	Certificate []byte
	// Method is one of [Methods]; "" means the first.
	Method string
}

// Encrypt makes the xenc:EncryptedData of an element, whose text declares the namespaces that it uses. The result is
// canonical.
func (r Recipient) Encrypt(element []byte) ([]byte, error) {
	method := r.Method
	if method == "" {
		method = Methods()[0]
	}
	if !slices.Contains(Methods(), method) {
		return nil, fmt.Errorf("encrypt: unknown algorithm %q", method)
	}
	certificate, err := x509.ParseCertificate(r.Certificate)
	if err != nil {
		return nil, fmt.Errorf("encrypt: the recipient's certificate: %w", err)
	}
	public, ok := certificate.PublicKey.(*rsa.PublicKey)
	if !ok {
		return nil, fmt.Errorf("encrypt: the recipient's key is a %T, expected RSA", certificate.PublicKey)
	}
	key := make([]byte, keySize(method))
	_, _ = rand.Read(key) // never fails
	hidden, err := seal(method, key, element)
	if err != nil {
		return nil, fmt.Errorf("encrypt: %w", err)
	}
	wrapped, err := rsa.EncryptOAEP(sha1.New(), rand.Reader, public, key, nil)
	if err != nil {
		return nil, fmt.Errorf("encrypt: %w", err)
	}
	return r.write(method, hidden, wrapped), nil
}

// keySize is that of the AES key in bytes.
func keySize(method string) int {
	if method == AES128CBC || method == AES128GCM {
		return 16
	}
	return 32
}

// seal encrypts text under a key that is used once; the initialisation vector goes first.
func seal(method string, key, text []byte) ([]byte, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	if method == AES128GCM || method == AES256GCM {
		gcm, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, err
		}
		return gcm.Seal(nil, nil, text, nil), nil
	}
	// XML Encryption 5.2.1: the last byte of the padding says how long the padding is.
	padding := aes.BlockSize - len(text)%aes.BlockSize
	padded := slices.Concat(text, bytes.Repeat([]byte{byte(padding)}, padding))
	vector := make([]byte, aes.BlockSize)
	_, _ = rand.Read(vector)
	cipher.NewCBCEncrypter(block, vector).CryptBlocks(padded, padded)
	return slices.Concat(vector, padded), nil
}

func (r Recipient) write(method string, hidden, wrapped []byte) []byte {
	var w xmltree.Writer
	w.Start("xenc:EncryptedData", "xmlns:xenc", Namespace, "Type", Namespace+"Element")
	w.Element("xenc:EncryptionMethod", "", "Algorithm", method)
	w.Start("ds:KeyInfo", "xmlns:ds", xmldsig.Namespace)
	w.Start("xenc:EncryptedKey")
	w.Start("xenc:EncryptionMethod", "Algorithm", rsaOAEP)
	w.Element("ds:DigestMethod", "", "Algorithm", xmldsig.SHA1)
	w.End()
	w.Start("ds:KeyInfo")
	w.Start("ds:X509Data")
	w.Element("ds:X509Certificate", base64.StdEncoding.EncodeToString(r.Certificate))
	w.End()
	w.End()
	cipherData(&w, wrapped)
	w.End()
	w.End()
	cipherData(&w, hidden)
	w.End()
	return w.Bytes()
}

func cipherData(w *xmltree.Writer, value []byte) {
	w.Start("xenc:CipherData")
	w.Element("xenc:CipherValue", base64.StdEncoding.EncodeToString(value))
	w.End()
}
