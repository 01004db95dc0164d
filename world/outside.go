package world

import (
	"context"
	"crypto/rand"
	"net"
	"net/http"

	"samlharness/browser"
	"samlharness/internal/flow"
	"samlharness/record"
)

// BrowserOutside is a new browser without cookies whose JumpCloud is the world's, with the sites of [World.Handle], and
// for whom everything else is outside: the pages of a real Microsoft. Nothing that the world's own clients send along
// leaves it.
func (w *World) BrowserOutside(outside http.RoundTripper) *browser.Browser {
	inside := &flow.Client{Next: w.client.Transport, Browser: rand.Text()}
	client := &http.Client{Transport: &threshold{world: w, inside: inside, outside: outside}}
	return browser.New(browser.Options{Client: client, Clock: w.Clock})
}

// threshold is where requests to the world part from those that leave the machine.
type threshold struct {
	world           *World
	inside, outside http.RoundTripper
}

// RoundTrip sends a request to its side.
func (t *threshold) RoundTrip(r *http.Request) (*http.Response, error) {
	if t.world.StaysInside(r.URL.Hostname()) {
		return t.inside.RoundTrip(r)
	}
	return t.outside.RoundTrip(r)
}

// StaysInside says whether a host is the world's where Microsoft is the real one.
func (w *World) StaysInside(host string) bool {
	return w.network.sites.has(canonicalHost(host)) &&
		partyOf(w.Entra.Cloud())(host) != record.Microsoft
}

// ProxyOutside opens a CONNECT proxy for a browser of this machine, until the world is closed: JumpCloud's hosts and
// those of [World.Handle] are the world's, and dial connects to every other.
func (w *World) ProxyOutside(ctx context.Context,
	dial func(ctx context.Context, network, address string) (net.Conn, error)) (string, error) {
	l, err := bind(ctx, "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	part := func(ctx context.Context, network, address string) (net.Conn, error) {
		host, _, err := net.SplitHostPort(address)
		if err == nil && w.StaysInside(host) {
			return w.network.dial(ctx, network, address)
		}
		return dial(ctx, network, address)
	}
	w.network.serve(l, &proxy{part}, false)
	return "http://" + l.Addr().String(), nil
}
