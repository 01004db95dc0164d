package idp

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/wire"
)

var nine = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func TestParkingIsBounded(t *testing.T) {
	p := newParking()
	first := p.park(parkedRequest{slug: "first"}, nine)
	for range maxParked {
		p.park(parkedRequest{slug: "s"}, nine)
	}
	assert.Len(t, p.waiting, maxParked)
	_, ok := p.look(first, nine)
	assert.False(t, ok, "the oldest goes first")

	p = newParking()
	for range 3000 {
		p.park(parkedRequest{relayState: strings.Repeat("r", maxRelayState)}, nine)
	}
	assert.LessOrEqual(t, p.bytes, maxParkedBytes)
	assert.Greater(t, len(p.waiting), 1000)

	p.park(parkedRequest{}, nine.Add(ParkedFor))
	assert.Len(t, p.waiting, 1, "what nobody came back for is forgotten")
	assert.Len(t, p.order, 1)
}

func TestParkingCountsWhatItHolds(t *testing.T) {
	p := newParking()
	token := p.park(parkedRequest{request: &wire.AuthnRequest{ID: strings.Repeat("i", 1000)}, hint: "h"}, nine)
	assert.Greater(t, p.bytes, 1000)
	_, ok := p.take(token, nine)
	require.True(t, ok)
	assert.Zero(t, p.bytes)
	_, ok = p.take(token, nine)
	assert.False(t, ok)
}

func TestSessionsAreBounded(t *testing.T) {
	s := newSessions()
	first := s.start("u", nine)
	for range maxSessions {
		s.start("u", nine)
	}
	assert.Len(t, s.live, maxSessions)
	_, ok := s.use(first, nine)
	assert.False(t, ok, "the oldest goes first")
	for range 3 * maxSessions {
		s.end(s.start("u", nine.Add(2*time.Hour)))
	}
	assert.LessOrEqual(t, len(s.order), 2*maxSessions)
	assert.Less(t, len(s.live), 2, "dead sessions are forgotten")
}

func TestPasswordHashes(t *testing.T) {
	a, err := hashPassword("secret", 10)
	require.NoError(t, err)
	b, err := hashPassword("secret", 10)
	require.NoError(t, err)
	assert.NotEqual(t, a.Sum, b.Sum, "each has its own salt")
	assert.True(t, a.matches("secret", 10))
	assert.False(t, a.matches("Secret", 10))
	assert.False(t, passwordHash{}.matches("", 10), "no password matches nothing")
	_, err = hashPassword(strings.Repeat("x", maxPassword+1), 10)
	assert.True(t, IsCode(err, CodeInvalid))
}

// A session that begins while its user is being suspended is worth nothing.
func TestSessionOfASuspendedUser(t *testing.T) {
	o, err := New(Options{Clock: clockwork.NewFakeClockAt(nine)})
	require.NoError(t, err)
	u, err := o.CreateUser(t.Context(), NewUser{Username: "u", Email: "u@contoso.com", State: Suspended})
	require.NoError(t, err)
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.AddCookie(sessionCookie(o.sessions.start(u.ID, nine)))
	_, ok, err := o.visitor(t.Context(), r)
	require.NoError(t, err)
	assert.False(t, ok)
	assert.Empty(t, o.sessions.live)
}
