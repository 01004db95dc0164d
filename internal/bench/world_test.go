package bench_test

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"samlharness/browser"
	"samlharness/browser/signin"
	"samlharness/world"
)

// readyKeys is a pool that is never empty: it hands out one key again and again.
type readyKeys struct{}

func (readyKeys) RSAKey(_ context.Context, bits int) (*rsa.PrivateKey, error) {
	return pairs()[bits].Key, nil
}

// starts are the two ways to sign in.
func starts() map[string]signin.Start {
	return map[string]signin.Start{"from-Microsoft": {}, "from-the-portal": {Tile: "Microsoft 365"}}
}

// federated is a world with its keys ready in which alice can sign in. A nil spec is the demo's.
func federated(b testing.TB, spec *world.Spec) *world.World {
	w := world.Start(b, world.Options{Keys: readyKeys{}, Spec: spec})
	_, err := w.Federate(b.Context(), "contoso.com", "alice")
	require.NoError(b, err)
	return w
}

// walk signs alice in from a browser without cookies.
func walk(ctx context.Context, w *world.World, client *http.Client, start signin.Start) error {
	agent := browser.New(browser.Options{Client: client, Clock: w.Clock})
	result, err := signin.Walk(ctx, agent, w.Person("alice@contoso.com"), start)
	if err == nil && result.SignedInAs == "" {
		err = fmt.Errorf("refused: %+v", result.Refused)
	}
	return err
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

// BenchmarkDefaultWorld is a Go test's world with default options: started, federated, one sign-in, closed, one world
// after another. first-cpu-ms is the first one's, which makes the keys that it leaves to the others.
func BenchmarkDefaultWorld(b *testing.B) {
	var all []time.Duration
	for b.Loop() {
		all = append(all, cpuOf(b, func() error { return defaultWorld(b.Context()) }))
	}
	b.ReportMetric(milliseconds(all[0]), "first-cpu-ms")
	report(b, all, "cpu-ms")
}

func defaultWorld(ctx context.Context) error {
	w, err := world.New(ctx, world.Options{})
	if err != nil {
		return err
	}
	_, err = w.Federate(ctx, "contoso.com")
	if err == nil {
		err = walk(ctx, w, w.HTTPClient(), signin.Start{})
	}
	return errors.Join(err, w.Close())
}

// BenchmarkSignIn signs alice in from a browser without cookies, every hop over TLS on kept connections, beside one
// RSA-2048 signature, the only one of the sign-in.
func BenchmarkSignIn(b *testing.B) {
	w := federated(b, nil)
	for name, start := range starts() {
		b.Run(name, func(b *testing.B) {
			beside(b, sign(2048), func() error { return walk(b.Context(), w, w.HTTPClient(), start) })
		})
	}
}

func httpRequest(b testing.TB) *http.Request {
	return httptest.NewRequestWithContext(b.Context(), http.MethodPost, "https://contoso.com/sso", nil)
}

// waited is how long a call takes by the clock on the wall.
func waited(b *testing.B, work func() error) time.Duration {
	start := b.Elapsed()
	must(b, work())
	return b.Elapsed() - start
}
