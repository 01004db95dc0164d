package world_test

import (
	"context"
	"crypto/rsa"
	"sync"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"samlharness/browser/signin"
	"samlharness/certs"
	"samlharness/record"
	"samlharness/world"
)

// federate federates contoso.com, whose Alice alone is bound to the directory.
func federate(t testing.TB, w *world.World) {
	t.Helper()
	_, err := w.Federate(t.Context(), "contoso.com", "alice")
	require.NoError(t, err)
}

func signIn(t testing.TB, w *world.World, upn string, start signin.Start) signin.Result {
	t.Helper()
	result, err := signin.Walk(t.Context(), w.Browser(), w.Person(upn), start)
	require.NoError(t, err)
	return result
}

func TestSignInBothWays(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{})
	federate(t, w)
	for _, start := range []signin.Start{{}, {URL: "https://www.office.com/"}, {Tile: "Microsoft 365"}} {
		result := signIn(t, w, "alice@contoso.com", start)
		assert.Equal(t, "alice@contoso.com", result.SignedInAs, "%+v %+v", start, result.Refused)
	}
	accepted, ok := w.Record.Last(func(e record.Exchange) bool {
		return e.Kind == record.Response &&
			e.By == record.Microsoft
	})
	require.True(t, ok)
	assert.Equal(t, record.Accepted, accepted.Verdict)
}

func TestDisableMakesPasswordsCountAgain(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{})
	federate(t, w)
	domain, err := w.Entra.Domain(t.Context(), "contoso.com")
	require.NoError(t, err)
	assert.Equal(t, "Federated", domain.AuthenticationType())
	operator, err := w.Operator(nil, nil)
	require.NoError(t, err)
	_, err = operator.Disable(t.Context(), "contoso.com")
	require.NoError(t, err)
	domain, err = w.Entra.Domain(t.Context(), "contoso.com")
	require.NoError(t, err)
	assert.Equal(t, "Managed", domain.AuthenticationType())
	result := signIn(t, w, "alice@contoso.com", signin.Start{})
	assert.Equal(t, "alice@contoso.com", result.SignedInAs)
	for _, hop := range result.Transcript {
		assert.NotContains(t, hop.URL, "jumpcloud.com", "the password page is Microsoft's")
	}
}

func TestRefusalIsExplained(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{})
	federate(t, w)
	result := signIn(t, w, "bob@contoso.com", signin.Start{}) // in the group, not bound to the directory
	require.NotNil(t, result.Refused)
	assert.Equal(t, "AADSTS51004", result.Refused.Code)
	refused, ok := w.Record.Last(func(e record.Exchange) bool { return e.Verdict == record.Refused })
	require.True(t, ok)
	assert.Equal(t, "AADSTS51004", refused.Refusal.Code)
	assert.NotEmpty(t, refused.Refusal.Fix)
}

// TestFiftyWorldsSideBySide checks that worlds share nothing: each has a clock of its own, a year apart from the next,
// and a message that is good in one is expired or not yet valid in the others.
func TestFiftyWorldsSideBySide(t *testing.T) {
	t.Parallel()
	const worlds = 50
	keys := &oneKey{} // making a hundred keys would be most of the test
	var group errgroup.Group
	group.SetLimit(worlds)
	for i := range worlds {
		group.Go(func() error {
			start := time.Date(2000+i, 3, 2, 9, 15, 0, 0, time.UTC)
			w := world.Start(t, world.Options{Keys: keys, Clock: clockwork.NewFakeClockAt(start)})
			federate(t, w)
			result := signIn(t, w, "alice@contoso.com", signin.Start{})
			assert.Equal(t, "alice@contoso.com", result.SignedInAs, "%d %+v", start.Year(), result.Refused)
			for _, e := range w.Record.Since(0) {
				assert.Equal(t, start.Year(), e.At.Year())
			}
			return nil
		})
	}
	require.NoError(t, group.Wait())
}

// oneKey hands out one and the same key.
type oneKey struct {
	once sync.Once
	key  *rsa.PrivateKey
	err  error
}

func (o *oneKey) RSAKey(ctx context.Context, bits int) (*rsa.PrivateKey, error) {
	o.once.Do(func() { o.key, o.err = certs.Generator{}.RSAKey(ctx, bits) })
	return o.key, o.err
}

func TestClockOfTheWorldEndsMessages(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{})
	federate(t, w)
	b := w.Browser()
	page, err := b.Open(t.Context(), "https://login.microsoftonline.com/?whr=contoso.com")
	require.NoError(t, err)
	require.NotEmpty(t, page.Title)
	w.Clock.Advance(24 * time.Hour)
	result, err := signin.Walk(t.Context(), b, w.Person("alice@contoso.com"), signin.Start{})
	require.NoError(t, err)
	assert.Equal(t, "alice@contoso.com", result.SignedInAs)
}
