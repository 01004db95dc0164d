package org

import (
	"context"
	"time"

	"samlharness/internal/store"
)

// SessionIdle is how long a session lives without being used. JumpCloud allows 1 to 129600 minutes and does not publish
// its default.
const SessionIdle = time.Hour

// Session is a signed-in browser.
type Session struct {
	User User
	// SignedIn is when the password was given.
	SignedIn time.Time
	// Token is the secret that the browser shows.
	Token string
}

// StartSession signs a user in at one browser and returns its token, always a new one.
func (o *Organization) StartSession(userID string) (token string) {
	return o.sessions.Add(session{userID, o.now()}, SessionIdle)
}

// Session finds a live session and keeps it alive; ok is false when there is none. A user who was suspended or deleted
// meanwhile is signed out.
func (o *Organization) Session(ctx context.Context, token string) (s Session, ok bool, err error) {
	kept, ok := o.sessions.Renew(token, func(*session) time.Duration { return SessionIdle })
	if !ok {
		return Session{}, false, nil
	}
	var u userRow
	err = o.store.View(ctx, func(tx store.Tx) (err error) {
		u, ok, err = users.Get(tx, kept.userID)
		return err
	})
	if err != nil {
		return Session{}, false, err
	}
	if !ok || u.State != Activated {
		o.EndSession(token)
		return Session{}, false, nil
	}
	return Session{u.User, kept.signedIn, token}, true, nil
}

// EndSession signs a browser out; the session need not be there.
func (o *Organization) EndSession(token string) { o.sessions.Drop(token) }

// endSessionsOf signs a user out of every browser.
func (o *Organization) endSessionsOf(userID string) {
	o.sessions.DropIf(func(s session) bool { return s.userID == userID })
}
