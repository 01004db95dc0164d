package oauth_test

import (
	"context"
	"crypto/rsa"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/sp/oauth/token"
)

// fixedKey is a source that hands out one key again and again.
type fixedKey struct{ key *rsa.PrivateKey }

func (f fixedKey) RSAKey(context.Context, int) (*rsa.PrivateKey, error) { return f.key, nil }

// forge signs any claims with a key that the service's verifier takes from now on.
func (s service) forge(t *testing.T, claims map[string]any) string {
	t.Helper()
	key, err := certs.Generator{}.RSAKey(t.Context(), 2048)
	require.NoError(t, err)
	s.verifier.Keys = &token.SigningKey{Source: fixedKey{key}}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: key}, nil)
	require.NoError(t, err)
	signed, err := jwt.Signed(signer).Claims(claims).Serialize()
	require.NoError(t, err)
	return signed
}
