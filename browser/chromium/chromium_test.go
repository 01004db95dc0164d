package chromium_test

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser"
	"samlharness/browser/chromium"
	"samlharness/browser/signin"
	"samlharness/idp/org"
	"samlharness/world"
)

// start starts Chromium in the world. Without Chromium the test fails in CI, and skips elsewhere.
func start(t *testing.T, w *world.World) *chromium.Browser {
	t.Helper()
	if testing.Short() {
		t.Skip("Chromium takes seconds to start")
	}
	proxy, err := w.ProxyURL(t.Context())
	require.NoError(t, err)
	b, err := chromium.Start(t.Context(), chromium.Options{ProxyURL: proxy, CAPEM: w.CAPEM()})
	if missing, ok := errors.AsType[*chromium.MissingError](err); ok && os.Getenv("CI") == "" {
		t.Skipf("SKIPPED, nothing was tested: %v", missing)
	}
	require.NoError(t, err)
	t.Cleanup(b.Close)
	return b
}

// federated is a world whose contoso.com is federated; Alice is bound to the directory, Bob is not, and the application
// is bound to one group alone.
func federated(t *testing.T, group string) *world.World {
	t.Helper()
	w := world.Start(t, world.Options{})
	f, err := w.Federate(t.Context(), "contoso.com", "alice")
	require.NoError(t, err)
	require.NoError(t, w.JumpCloud.UnbindGroup(t.Context(), org.AllUsers, f.Application.ID))
	require.NoError(t, w.JumpCloud.BindGroup(t.Context(), group, f.Application.ID))
	return w
}

// Chromium walks the same way as the browser in Go, hop by hop, and ends at the same place.
func TestChromiumAndGoWalkTheSameWay(t *testing.T) {
	everybody, finance := federated(t, org.AllUsers), federated(t, "Finance")
	for _, c := range []struct {
		name  string
		world *world.World
		upn   string
		start signin.Start
	}{
		{"from Microsoft", everybody, "alice@contoso.com", signin.Start{}},
		{"from Office", everybody, "alice@contoso.com", signin.Start{URL: "https://www.office.com/"}},
		{"from the portal", everybody, "alice@contoso.com", signin.Start{Tile: "Microsoft 365"}},
		{"unbound", everybody, "bob@contoso.com", signin.Start{}},
		{"managed", everybody, "erika@staging.contoso.net", signin.Start{}},
		{"outside the group", finance, "alice@contoso.com", signin.Start{}},
		{"no tile", finance, "alice@contoso.com", signin.Start{Tile: "Microsoft 365"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			chromium := start(t, c.world)
			person := c.world.Person(c.upn)
			want, err := signin.Walk(t.Context(), c.world.Browser(), person, c.start)
			require.NoError(t, err)
			got, err := signin.Walk(t.Context(), chromium, person, c.start)
			require.NoError(t, err)
			assert.Equal(t, want.SignedInAs, got.SignedInAs)
			if want.Refused != nil {
				require.NotNil(t, got.Refused)
				assert.Equal(t, want.Refused.By+want.Refused.Code, got.Refused.By+got.Refused.Code)
			}
			assert.NotEmpty(t, got.Transcript)
			assert.Equal(t, steps(want.Transcript), steps(got.Transcript))
		})
	}
}

// steps are the hops without what differs from one sign-in to the next.
func steps(hops []browser.Hop) (out []string) {
	for _, h := range hops {
		address, _, _ := strings.Cut(h.URL, "?")
		location, _, _ := strings.Cut(h.Location, "?")
		h.URL, h.Location, h.Title = address, location, ""
		out = append(out, h.String())
	}
	return out
}

func TestNoPageIsAnError(t *testing.T) {
	w := world.Start(t, world.Options{})
	b := start(t, w)
	_, err := b.Open(t.Context(), "https://elsewhere.example/")
	assert.ErrorContains(t, err, "elsewhere.example")
	_, err = b.Open(t.Context(), "nonsense")
	assert.ErrorContains(t, err, "bad URL")
	p, err := b.Open(t.Context(), "https://login.microsoftonline.com/")
	require.NoError(t, err)
	assert.Equal(t, "Sign in to your account", p.Title)
}

// Chromium trusts the world by its authority's key, also for a site that joins later.
func TestSiteThatJoinsLater(t *testing.T) {
	w := world.Start(t, world.Options{})
	b := start(t, w)
	require.NoError(t, w.Handle("wiki.example", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("<title>Wiki</title>"))
	})))
	p, err := b.Open(t.Context(), "https://wiki.example/")
	require.NoError(t, err)
	assert.Equal(t, "Wiki", p.Title)
}

// Windows of one program share neither cookies nor worlds, and a program that has ended is started again.
func TestWindowsOfOneProgram(t *testing.T) {
	first, second := world.Start(t, world.Options{}), world.Start(t, world.Options{})
	start(t, first) // skips without Chromium
	var program chromium.Program
	t.Cleanup(program.Close)
	open := func(w *world.World) *chromium.Browser {
		proxy, err := w.ProxyURL(t.Context())
		require.NoError(t, err)
		b, err := program.Open(t.Context(), chromium.Options{ProxyURL: proxy, CAPEM: w.CAPEM()})
		require.NoError(t, err)
		t.Cleanup(b.Close)
		return b
	}
	for name, w := range map[string]*world.World{"one.example": first, "two.example": second} {
		require.NoError(t, w.Handle(name, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, err := r.Cookie("seen")
			http.SetCookie(w, &http.Cookie{Name: "seen", Value: "yes"})
			_, _ = fmt.Fprintf(w, "<title>seen: %t</title>", err == nil)
		})))
	}
	one := open(first)
	for _, seen := range []string{"seen: false", "seen: true"} {
		p, err := one.Open(t.Context(), "https://one.example/")
		require.NoError(t, err)
		assert.Equal(t, seen, p.Title)
	}
	p, err := open(first).Open(t.Context(), "https://one.example/")
	require.NoError(t, err)
	assert.Equal(t, "seen: false", p.Title, "another window of the world")
	other := open(second)
	_, err = other.Open(t.Context(), "https://one.example/")
	assert.Error(t, err, "the site of another world")
	p, err = other.Open(t.Context(), "https://two.example/")
	require.NoError(t, err)
	assert.Equal(t, "seen: false", p.Title)

	program.Close()
	p, err = open(first).Open(t.Context(), "https://one.example/")
	require.NoError(t, err, "opened after the program has ended")
	assert.Equal(t, "seen: false", p.Title)
	_, err = program.Open(t.Context(), chromium.Options{CAPEM: first.CAPEM()})
	assert.ErrorContains(t, err, "needs the proxy of a world")
}

func TestMissing(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := chromium.Start(t.Context(), chromium.Options{})
	var missing *chromium.MissingError
	require.ErrorAs(t, err, &missing)
	assert.Contains(t, missing.Hint(), "apt-get install chromium-headless-shell")
}
