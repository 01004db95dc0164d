package token

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"samlharness/certs"
)

// SigningKey is the RSA-2048 key of the tenant's tokens. It is made when it is first needed, so that a world that never
// asks for a token does not pay for it. The token service and the Verifier of one tenant share one.
type SigningKey struct {
	// Source makes the key; nil means certs.Generator.
	Source certs.KeySource

	mu   sync.Mutex
	made *madeKey
}

type madeKey struct {
	private     *rsa.PrivateKey
	certificate *x509.Certificate
	id          string // kid and x5t: the certificate's SHA-1 in base64url
	signer      jose.Signer
}

// get makes the key the first time; now dates its certificate.
func (k *SigningKey) get(ctx context.Context, now time.Time) (*madeKey, error) {
	if k == nil {
		return nil, errors.New("token signing key: none was handed in; give the token service and the Verifier the same " +
			"*token.SigningKey")
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.made != nil {
		return k.made, nil
	}
	source := k.Source
	if source == nil {
		source = certs.Generator{}
	}
	private, err := source.RSAKey(ctx, 2048)
	if err != nil {
		return nil, fmt.Errorf("token signing key: %w", err)
	}
	made, err := newKey(private, now)
	if err != nil {
		return nil, fmt.Errorf("token signing key: %w", err)
	}
	k.made = made
	return made, nil
}

func newKey(private *rsa.PrivateKey, now time.Time) (*madeKey, error) {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "TEST token signing"},
		NotBefore:    now.UTC(),
		NotAfter:     now.UTC().AddDate(5, 0, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	sum := sha1.Sum(der) // x5t is defined as SHA-1, RFC 7515 4.1.7; it names the key, nothing relies on it
	id := base64.RawURLEncoding.EncodeToString(sum[:])
	options := (&jose.SignerOptions{}).WithType("JWT").WithHeader("kid", id).WithHeader("x5t", id)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: private}, options)
	if err != nil {
		return nil, err
	}
	return &madeKey{private: private, certificate: certificate, id: id, signer: signer}, nil
}

// public is the key as the JWKS shows it.
func (k *madeKey) public() jose.JSONWebKey {
	sum := sha1.Sum(k.certificate.Raw)
	return jose.JSONWebKey{
		Key:          k.private.Public(),
		KeyID:        k.id,
		Use:          "sig",
		Certificates: []*x509.Certificate{k.certificate},

		CertificateThumbprintSHA1: sum[:],
	}
}

// Sign signs the claims of a token; now dates the key's certificate when it is made.
func (k *SigningKey) Sign(ctx context.Context, now time.Time, claims any) (string, error) {
	made, err := k.get(ctx, now)
	if err != nil {
		return "", err
	}
	return jwt.Signed(made.signer).Claims(claims).Serialize()
}

// Public is the key as the key set publishes it.
func (k *SigningKey) Public(ctx context.Context, now time.Time) (jose.JSONWebKey, error) {
	made, err := k.get(ctx, now)
	if err != nil {
		return jose.JSONWebKey{}, err
	}
	return made.public(), nil
}
