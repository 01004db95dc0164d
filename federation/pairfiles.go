package federation

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"time"

	"samlharness/certs"
	"samlharness/internal/durable"
	"samlharness/internal/inputfile"
)

// PairFiles keep the next pair of a domain from its registration at Microsoft until the identity provider has it: the
// certificate in DOMAIN-next.pem, and its key in DOMAIN-next.key, which only the user can read. A rotation that goes on
// after an end of the process takes the pair that is there.
type PairFiles struct {
	// Folder is made when it is missing.
	Folder string
	// Keys is where a key comes from, and Now what time it is.
	Keys certs.KeySource
	Now  func() time.Time
}

// maxPEM bounds the files, in bytes.
const maxPEM = 64 << 10

// certificate reads the certificate of a pair that is there; nil when there is none, or only its key.
func (p PairFiles) certificate(domain string) (*x509.Certificate, error) {
	file, _ := p.names(domain)
	text, err := inputfile.ReadPrefix(file, maxPEM)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, p.refused(domain, err)
	}
	c, err := certs.ParseCertificate(string(text))
	if err != nil {
		return nil, p.refused(domain, err)
	}
	return c, nil
}

// make makes a pair. The key is written first: a key without a certificate gets one.
func (p PairFiles) make(ctx context.Context, domain string) (*x509.Certificate, error) {
	file, keyFile := p.names(domain)
	if err := os.MkdirAll(p.Folder, 0o700); err != nil {
		return nil, p.refused(domain, err)
	}
	key, err := p.key(ctx, domain, keyFile)
	if err != nil {
		return nil, err
	}
	pair, err := certs.Issue(key, certs.Profile{NotBefore: p.Now()})
	if err != nil {
		return nil, err
	}
	if err := durable.WriteNew(file, certs.PEM(pair.Certificate), 0o600); err != nil {
		return nil, p.refused(domain, err)
	}
	return pair.Certificate, nil
}

// key reads the key that is there, or makes one.
func (p PairFiles) key(ctx context.Context, domain, file string) (*rsa.PrivateKey, error) {
	text, err := inputfile.ReadPrefix(file, maxPEM)
	if err == nil {
		key, err := parseKey(text)
		if err != nil {
			return nil, p.refused(domain, err)
		}
		return key, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, p.refused(domain, err)
	}
	key, err := p.Keys.RSAKey(ctx, certs.ProfileBits)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	if err := durable.WriteNew(file, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600); err != nil {
		return nil, p.refused(domain, err)
	}
	return key, nil
}

// parseKey reads an RSA key in PKCS #8; the error does not quote it.
func parseKey(text []byte) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("the key's file holds no PEM block")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, errors.New("the key's file holds no key in PKCS #8")
	}
	rsaKey, ok := key.(*rsa.PrivateKey)
	if !ok {
		return nil, errors.New("the key's file holds a key that is not RSA")
	}
	return rsaKey, nil
}

// remove removes the pair.
func (p PairFiles) remove(domain string) error {
	file, key := p.names(domain)
	for _, name := range []string{key, file} {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
