package org

import (
	"context"
	"time"

	"samlharness/internal/store"
)

// SessionIdle is how long a session lives without being used. JumpCloud allows 1 to 129600 minutes and does not publish
// its default.
const SessionIdle = time.Hour

// FactorWithin is how long somebody whose password was right has for the second factor. JumpCloud's own figure is not
// known.
const FactorWithin = 15 * time.Minute

// Session is a signed-in browser, or one on the way there.
type Session struct {
	User User
	// SignedIn is when the password was given, or the second factor after it.
	SignedIn time.Time
	// Factor is the second factor that was given, "" for none; Verified says that an authenticator had to verify the user
	// for it.
	Factor   Factor
	Verified bool
	// Awaits says that a second factor is still asked for: nobody is signed in before. Toward is what the browser wanted,
	// as whoever asked wrote it.
	Awaits bool
	Toward string
	// Token is the secret that the browser shows.
	Token string
}

// session is a [Session] as kept; only the browser knows its token.
type session struct {
	userID   string
	signedIn time.Time
	factor   Factor
	verified bool
	awaits   bool
	toward   string
	denial   *Denial
}

// Denial is why a policy denied somebody, for the page that shows it next.
type Denial struct {
	Message PolicyMessage
	// Exchange is the correlation ID under which it is recorded.
	Exchange string
}

// StartSession signs a user in at one browser by the password alone and returns its token, always a new one.
func (o *Organization) StartSession(ctx context.Context, u User) (token string) {
	o.attempted(ctx, attempt{user: u, right: true})
	return o.sessions.Add(session{userID: u.ID, signedIn: o.now()}, SessionIdle)
}

// AwaitFactor remembers at one browser that a user's password was right and that a second factor is asked for, on the
// way toward something. It signs nobody in.
func (o *Organization) AwaitFactor(userID, toward string) (token string) {
	return o.sessions.Add(session{userID: userID, signedIn: o.now(), awaits: true, toward: toward}, FactorWithin)
}

// Session finds a live session and keeps it alive; ok is false when there is none, or a second factor is outstanding. A
// user who was suspended or deleted meanwhile is signed out.
func (o *Organization) Session(ctx context.Context, token string) (s Session, ok bool, err error) {
	s, ok, err = o.Known(ctx, token)
	if s.Awaits {
		return Session{}, false, err
	}
	return s, ok, err
}

// Known is [Organization.Session] that also finds somebody of whom a second factor is outstanding.
func (o *Organization) Known(ctx context.Context, token string) (s Session, ok bool, err error) {
	kept, ok := o.sessions.Get(token)
	if ok && !kept.awaits {
		kept, ok = o.sessions.Renew(token, func(*session) time.Duration { return SessionIdle })
	}
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
	return Session{
		User:     u.User,
		SignedIn: kept.signedIn,
		Factor:   kept.factor,
		Verified: kept.verified,
		Awaits:   kept.awaits,
		Toward:   kept.toward,
		Token:    token,
	}, true, nil
}

// proved ends a session and starts the one that follows it, whose second factor was given.
func (o *Organization) proved(token string, given session) (next string, ok bool) {
	kept, ok := o.sessions.Take(token)
	if !ok {
		return "", false
	}
	given.userID, given.signedIn = kept.userID, o.now()
	return o.sessions.Add(given, SessionIdle), true
}

// Deny keeps a denial for the next page that the browser sees.
func (o *Organization) Deny(token string, d Denial) {
	o.sessions.Change(token, func(s *session) { s.denial = &d })
}

// Denied takes the denial that was kept for a browser; ok is false when there is none.
func (o *Organization) Denied(token string) (d Denial, ok bool) {
	o.sessions.Change(token, func(s *session) {
		if s.denial != nil {
			d, ok, s.denial = *s.denial, true, nil
		}
	})
	return d, ok
}

// EndSession signs a browser out; the session need not be there.
func (o *Organization) EndSession(token string) { o.sessions.Drop(token) }

// endSessionsOf signs a user out of every browser.
func (o *Organization) endSessionsOf(userID string) {
	o.sessions.DropIf(func(s session) bool { return s.userID == userID })
}
