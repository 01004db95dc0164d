package org

import (
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSessionsAreBounded(t *testing.T) {
	clock := clockwork.NewFakeClock()
	o, err := New(Options{Clock: clock})
	require.NoError(t, err)
	u, err := o.CreateUser(t.Context(), NewUser{Username: "u", Email: "u@contoso.com"})
	require.NoError(t, err)
	first := o.StartSession(t.Context(), u)
	for range maxSessions {
		o.StartSession(t.Context(), u)
	}
	assert.Equal(t, maxSessions, o.sessions.Len())
	_, ok, err := o.Session(t.Context(), first)
	require.NoError(t, err)
	assert.False(t, ok, "the oldest goes first")
	clock.Advance(SessionIdle)
	o.StartSession(t.Context(), u)
	assert.Equal(t, 1, o.sessions.Len(), "sessions that are over are forgotten")
}

// A session that begins while its user is being suspended is worth nothing.
func TestSessionOfASuspendedUser(t *testing.T) {
	o, err := New(Options{Clock: clockwork.NewFakeClock()})
	require.NoError(t, err)
	u, err := o.CreateUser(t.Context(), NewUser{Username: "u", Email: "u@contoso.com", State: Suspended})
	require.NoError(t, err)
	_, ok, err := o.Session(t.Context(), o.StartSession(t.Context(), u))
	require.NoError(t, err)
	assert.False(t, ok)
	assert.Zero(t, o.sessions.Len())
}

func TestPasswordStatus(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	locked := User{PasswordSet: true, Locked: true, LockedAt: now}
	expired := locked
	expired.PasswordExpired = true
	for name, c := range map[string]struct {
		user User
		at   time.Time
		want PasswordStatus
	}{
		"pending":            {User{Locked: true, LockedAt: now}, now, "Password Pending"},
		"active":             {User{PasswordSet: true}, now, "Active"},
		"expired":            {User{PasswordSet: true, PasswordExpired: true}, now, "Password Expired"},
		"locked":             {locked, now.Add(lockedFor - 1), "Account Locked Out"},
		"the lock has ended": {locked, now.Add(lockedFor), "Active"},
		"locked and expired": {expired, now, "Account Locked Out"},
		"then expired":       {expired, now.Add(lockedFor), "Password Expired"},
	} {
		assert.Equal(t, c.want, c.user.PasswordStatus(c.at), name)
	}
}
