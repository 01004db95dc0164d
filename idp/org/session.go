package idp

import (
	"context"
	"crypto/rand"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"
)

// CookieSession is the name of the session cookie.
const CookieSession = "_jumpcloud_user_console_"

// SessionIdle is how long a session lives without being used. JumpCloud allows 1 to 129600 minutes and does not
// publish its default.
const SessionIdle = time.Hour

// maxSessions bounds the memory of sessions; the oldest goes first.
const maxSessions = 20_000

// session is a signed-in browser.
type session struct {
	userID   string
	signedIn time.Time // when the password was given
	used     time.Time
}

// sessions are the signed-in browsers of an organization. Only the browser knows the token.
type sessions struct {
	mu    sync.Mutex
	live  map[string]*session
	order []string // tokens, oldest first; may name ended ones
}

func newSessions() *sessions { return &sessions{live: map[string]*session{}} }

// start signs a browser in and returns its token, always a new one.
func (s *sessions) start(userID string, now time.Time) string {
	token := rand.Text() + rand.Text()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.live[token] = &session{userID: userID, signedIn: now, used: now}
	s.order = append(s.order, token)
	for len(s.live) > maxSessions {
		delete(s.live, s.order[0])
		s.order = s.order[1:]
	}
	if len(s.order) > 2*maxSessions {
		s.sweep(now)
	}
	return token
}

// sweep forgets the sessions that nobody used and the names of those that ended.
func (s *sessions) sweep(now time.Time) {
	s.order = slices.DeleteFunc(s.order, func(token string) bool {
		e := s.live[token]
		over := e == nil || e.over(now)
		if over {
			delete(s.live, token)
		}
		return over
	})
}

// over reports whether the session was left unused for too long.
func (e *session) over(now time.Time) bool { return !now.Before(e.used.Add(SessionIdle)) }

// use finds a live session and keeps it alive.
func (s *sessions) use(token string, now time.Time) (session, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.live[token]
	if e == nil {
		return session{}, false
	}
	if e.over(now) {
		delete(s.live, token)
		return session{}, false
	}
	e.used = now
	return *e, true
}

func (s *sessions) end(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.live, token)
}

// endOf signs a user out of every browser.
func (s *sessions) endOf(userID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.live, func(_ string, e *session) bool { return e.userID == userID })
}

// visitor is who stands behind a request.
type visitor struct {
	user     User
	signedIn time.Time
	token    string
}

// visitor finds the signed-in user of a request. A user who was suspended or deleted meanwhile is signed out.
func (o *Organization) visitor(ctx context.Context, r *http.Request) (visitor, bool, error) {
	cookie, err := r.Cookie(CookieSession)
	if err != nil {
		return visitor{}, false, nil
	}
	s, ok := o.sessions.use(cookie.Value, o.now())
	if !ok {
		return visitor{}, false, nil
	}
	var u userRecord
	err = o.store.View(ctx, func(tx Tx) (err error) {
		u, ok, err = load[userRecord](tx, tableUsers, s.userID)
		return err
	})
	if err != nil {
		return visitor{}, false, err
	}
	if !ok || u.State != Activated {
		o.sessions.end(cookie.Value)
		return visitor{}, false, nil
	}
	return visitor{u.User, s.signedIn, cookie.Value}, true, nil
}

// sessionCookie holds a token for both hosts. Lax is enough: a request that another site posts without it is parked
// and comes back by GET redirects, which carry it.
func sessionCookie(token string) *http.Cookie {
	c := &http.Cookie{
		Name:     CookieSession,
		Value:    token,
		Path:     "/",
		Domain:   "jumpcloud.com",
		Secure:   true,
		HttpOnly: true,
		SameSite: http.SameSiteLaxMode,
	}
	if token == "" {
		c.MaxAge = -1
	}
	return c
}
