package signon

import (
	"strings"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/wire"
)

func TestParkingIsBounded(t *testing.T) {
	clock := clockwork.NewFakeClock()
	p := NewPendingRequests(clock)
	first := p.add(Request{Slug: "first"})
	for range maxPending {
		p.add(Request{Slug: "s"})
	}
	assert.Equal(t, maxPending, p.waiting.Len())
	_, ok := p.Look(first)
	assert.False(t, ok, "the oldest goes first")

	p = NewPendingRequests(clock)
	for range 3000 {
		p.add(Request{relayState: strings.Repeat("r", maxRelayState)})
	}
	assert.LessOrEqual(t, p.waiting.Len()*maxRelayState, maxPendingBytes)
	assert.Greater(t, p.waiting.Len(), 1000)

	clock.Advance(PendingFor)
	p.add(Request{})
	assert.Equal(t, 1, p.waiting.Len(), "what nobody came back for is forgotten")
}

func TestParkingCountsWhatItHolds(t *testing.T) {
	r := Request{authn: &wire.AuthnRequest{ID: strings.Repeat("i", 1000)}, Hint: "h"}
	assert.Greater(t, r.size(), 1000)
	p := NewPendingRequests(clockwork.NewFakeClock())
	token := p.add(r)
	_, ok := p.take(token)
	require.True(t, ok)
	_, ok = p.take(token)
	assert.False(t, ok, "a token works once")
}
