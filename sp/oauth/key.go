package oauth

import (
	"context"
	"crypto/rsa"
)

// KeySource makes RSA keys; certs.KeySource is one.
type KeySource interface {
	RSAKey(ctx context.Context, bits int) (*rsa.PrivateKey, error)
}

// SigningKey is the RSA-2048 key of the tenant's tokens, made when it is first needed.
type SigningKey struct {
	// Source makes the key.
	Source KeySource
}
