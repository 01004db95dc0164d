package interop_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"samlharness/browser"
	"samlharness/certs"
	"samlharness/idp/org"
	"samlharness/sp/directory"
	"samlharness/world"
)

// realClock is the one by which the counterparts live.
func realClock() clockwork.Clock { return clockwork.NewRealClock() }

// startWorld starts a demo world whose time is the machine's.
func startWorld(t testing.TB) *world.World {
	t.Helper()
	return world.Start(t, world.Options{Clock: realClock(), Keys: &keyRing{}})
}

// madeKeys are the keys of all worlds of these tests: making them for each would take most of the time.
var madeKeys = sync.OnceValues(func() (keys [4]*rsa.PrivateKey, err error) {
	for i := range keys {
		if keys[i], err = rsa.GenerateKey(rand.Reader, certs.FastBits); err != nil {
			return keys, err
		}
	}
	return keys, nil
})

// keyRing hands out keys of which one world's next ones differ.
type keyRing struct{ next atomic.Int64 }

// RSAKey is the next key.
func (k *keyRing) RSAKey(context.Context, int) (*rsa.PrivateKey, error) {
	keys, err := madeKeys()
	return keys[int(k.next.Add(1))%len(keys)], err
}

// handle brings a site of another maker into the world.
func handle(t testing.TB, w *world.World, host string, site http.Handler) {
	t.Helper()
	require.NoError(t, w.Handle(host, site))
}

// signInAtJumpCloud fills in JumpCloud's login, which asks for both on one page or one after the other, and returns
// where that leads.
func signInAtJumpCloud(t testing.TB, w *world.World, b *browser.Browser, page *browser.Page,
	upn string) *browser.Page {
	t.Helper()
	answers := map[string]string{"email": upn, "password": w.Person(upn).JumpCloudPassword}
	for range len(answers) {
		require.Equal(t, org.HostConsole, page.URL.Host, page.Text())
		require.NotEmpty(t, page.Forms, page.Text())
		form := page.Forms[0]
		for name, answer := range answers {
			if form.Has(name) {
				require.NoError(t, form.Set(name, answer))
			}
		}
		done := form.Has("password")
		var err error
		page, err = b.Submit(t.Context(), form, nil)
		require.NoError(t, err)
		if done {
			break
		}
	}
	return page
}

// messageOf is the last SAMLRequest or SAMLResponse that a browser carried.
func messageOf(t testing.TB, hops []browser.Hop, parameter string) []byte {
	t.Helper()
	var message []byte
	for _, h := range hops {
		if h.SAML != nil && h.SAML.Parameter == parameter {
			message = []byte(h.SAML.XML)
		}
	}
	require.NotEmpty(t, message, "no %s in %v", parameter, hops)
	return message
}

// carried says by which bindings SAML requests travelled.
func carried(hops []browser.Hop) (bindings []string) {
	for _, h := range hops {
		if h.SAML != nil && h.SAML.Parameter == "SAMLRequest" {
			bindings = append(bindings, h.SAML.Binding)
		}
	}
	return bindings
}

// setImmutableID gives an Entra user the ID that the identity provider will send.
func setImmutableID(t testing.TB, w *world.World, upn, id string) {
	t.Helper()
	_, err := w.Entra.UpdateUser(t.Context(), upn, directory.UserPatch{ImmutableID: &id})
	require.NoError(t, err)
}

// hostOf is the host of an https address.
func hostOf(address string) string {
	host, _, _ := strings.Cut(strings.TrimPrefix(address, "https://"), "/")
	return host
}
