package bench_test

import (
	"context"
	"crypto/rsa"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/world"
)

// readyKeys is a pool that is never empty: it hands out one key again and again.
type readyKeys struct{}

func (readyKeys) RSAKey(_ context.Context, bits int) (*rsa.PrivateKey, error) {
	return pairs()[bits].Key, nil
}

// BenchmarkFreshWorld starts and ends the demo world, with its keys ready, beside one RSA-2048 signature.
func BenchmarkFreshWorld(b *testing.B) {
	beside(b, sign(2048), func() error {
		w, err := world.New(b.Context(), world.Options{Keys: readyKeys{}})
		if err != nil {
			return err
		}
		return w.Close()
	})
}

// BenchmarkSignIn signs alice in from a browser without cookies, every hop over TLS on kept connections, beside one
// RSA-2048 signature, the only one of the sign-in.
func BenchmarkSignIn(b *testing.B) {
	w := world.Start(b, world.Options{Keys: readyKeys{}})
	_, err := w.Federate(b.Context(), "contoso.com", "alice")
	require.NoError(b, err)
	for name, start := range map[string]signin.Start{"from-Microsoft": {}, "from-the-portal": {Tile: "Microsoft 365"}} {
		b.Run(name, func(b *testing.B) {
			beside(b, sign(2048), func() error {
				result, err := signin.Walk(b.Context(), w.Browser(), w.Person("alice@contoso.com"), start)
				if err == nil && result.SignedInAs == "" {
					err = fmt.Errorf("refused: %+v", result.Refused)
				}
				return err
			})
		})
	}
}

func httpRequest(b testing.TB) *http.Request {
	return httptest.NewRequestWithContext(b.Context(), http.MethodPost, "https://contoso.com/sso", nil)
}
