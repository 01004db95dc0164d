package signon

import (
	"strings"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/heap"
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

func TestPendingRequestsAreTakenOnce(t *testing.T) {
	p := NewPendingRequests(clockwork.NewFakeClock())
	token := p.add(Request{authn: &wire.AuthnRequest{ID: "_1"}, Hint: "h"})
	_, ok := p.take(token)
	require.True(t, ok)
	_, ok = p.take(token)
	assert.False(t, ok, "a token works once")
}

// TestHeapOfPendingRequests keeps what anybody can send: requests of 63 KB, whose bulk is a comment or a text that is
// kept.
func TestHeapOfPendingRequests(t *testing.T) {
	bulk := strings.Repeat("x", 63<<10)
	for name, content := range map[string]string{
		"comment": "<!--" + bulk + "-->",
		"text": `<samlp:RequestedAuthnContext><saml:AuthnContextClassRef>` + bulk +
			`</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>`,
	} {
		t.Run(name, func(t *testing.T) {
			message := []byte(`<samlp:AuthnRequest xmlns:samlp="` + wire.NamespaceProtocol + `" xmlns:saml="` +
				wire.NamespaceAssertion + `" ID="_1" Version="2.0" IssueInstant="2026-03-02T09:15:00Z">` +
				`<saml:Issuer>urn:federation:MicrosoftOnline</saml:Issuer>` + content + `</samlp:AuthnRequest>`)
			p := NewPendingRequests(clockwork.NewFakeClock())
			form := "username=alice&RelayState=rs&padding=" + bulk
			grown := heap.Growth(func() {
				for range 10_000 {
					authn, err := wire.ReadAuthnRequest(message)
					require.NoError(t, err)
					sent := strings.Clone(form)
					p.add(Request{authn: authn, Hint: sent[9:14], relayState: sent[26:28], Slug: sent[:8]})
				}
			})
			assert.Less(t, grown, int64(maxPendingBytes+maxPendingBytes/4))
			assert.Greater(t, p.waiting.Len(), 400)
		})
	}
}
