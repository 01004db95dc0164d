package signin

import (
	"net/http"
	"time"

	"samlharness/internal/expiring"
)

// The cookies of the login host. They survive a post from another site, as the answer of an identity provider is.
const (
	cookieSession    = "ESTSAUTH"
	cookiePersistent = "ESTSAUTHPERSISTENT"
)

// session is somebody who is signed in.
type session struct {
	claims     *claims // never changed
	signOutURI string  // where sign-out leads, "" for a managed user
	persistent bool    // "Stay signed in?" was answered with yes
}

func (s *session) life() time.Duration {
	if s.persistent {
		return persistentLife
	}
	return sessionLife
}

// sessions are those of everybody who is signed in, by the value of the cookie.
type sessions struct{ kept *expiring.Map[session] }

// of is the session that a request belongs to; its life begins anew.
func (s *sessions) of(r *http.Request) (key string, found session, ok bool) {
	for _, name := range []string{cookieSession, cookiePersistent} {
		c, err := r.Cookie(name)
		if err != nil {
			continue
		}
		if found, ok = s.kept.Renew(c.Value, (*session).life); ok {
			return c.Value, found, true
		}
	}
	return "", session{}, false
}

// persist lets a session outlast the browser.
func (s *sessions) persist(w http.ResponseWriter, key string) {
	s.kept.Renew(key, func(stays *session) time.Duration {
		stays.persistent = true
		return stays.life()
	})
	setCookie(w, cookiePersistent, key, persistentLife)
}

// end ends the session of a request, and returns it.
func (s *sessions) end(w http.ResponseWriter, r *http.Request) (found session, ok bool) {
	key, found, ok := s.of(r)
	if ok {
		s.kept.Drop(key)
	}
	setCookie(w, cookieSession, "", -time.Second)
	setCookie(w, cookiePersistent, "", -time.Second)
	return found, ok
}

// setCookie sets a cookie of the login host; a life of 0 ends with the browser, a negative one at once.
func setCookie(w http.ResponseWriter, name, value string, life time.Duration) {
	c := &http.Cookie{
		Name:     name,
		Value:    value,
		Path:     "/",
		Secure:   true,
		HttpOnly: true,
		SameSite: http.SameSiteNoneMode,
		MaxAge:   int(life / time.Second),
	}
	http.SetCookie(w, c)
}

// sessionStep opens the session of a person who has proved who they are. Until "Stay signed in?" is answered with yes,
// it ends with the browser.
type sessionStep struct{ sessions *sessions }

func (o *sessionStep) due(p *pending) bool { return p.session == "" }

func (o *sessionStep) take(req *request, p *pending) (answered bool, err error) {
	opened := session{claims: p.claims, signOutURI: p.signOutURI}
	p.session = o.sessions.kept.Add(opened, opened.life())
	setCookie(req.w, cookieSession, p.session, 0)
	return false, nil
}
