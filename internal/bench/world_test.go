package bench_test

import (
	"bytes"
	"context"
	"crypto/rsa"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/federation"
	"samlharness/idp/org"
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

// BenchmarkSignIn signs alice in from a browser without cookies, every hop over TLS on kept connections, beside
// one RSA-2048 signature, the only one of the sign-in.
func BenchmarkSignIn(b *testing.B) {
	w := world.Start(b, world.Options{Keys: readyKeys{}})
	federate(b, w)
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

// federate does what the runbook says for contoso.com.
func federate(b testing.TB, w *world.World) {
	b.Helper()
	_, err := w.JumpCloud.CreateApplication(b.Context(), org.NewApplication{Domain: "contoso.com"})
	require.NoError(b, err)
	require.NoError(b, w.JumpCloud.BindGroup(b.Context(), org.AllUsers, "office365"))
	_, err = w.JumpCloud.BindDirectory(b.Context(), "alice", org.BindOptions{})
	require.NoError(b, err)
	name, metadata, err := w.JumpCloud.ExportMetadata(b.Context(), "office365")
	require.NoError(b, err)
	file := filepath.Join(b.TempDir(), name)
	require.NoError(b, os.WriteFile(file, metadata, 0o600))
	source, err := federation.ReadMetadataFile(file)
	require.NoError(b, err)
	operator, err := w.Operator(&bytes.Buffer{}, nil)
	require.NoError(b, err)
	_, err = operator.Enable(b.Context(), source)
	require.NoError(b, err)
}

func httpRequest(b testing.TB) *http.Request {
	return httptest.NewRequestWithContext(b.Context(), http.MethodPost, "https://contoso.com/sso", nil)
}
