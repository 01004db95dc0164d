package world

import (
	"crypto/rand"
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
	return w.network.sites.has(canonicalHost(host)) && partyOf(host) != record.Microsoft
}
