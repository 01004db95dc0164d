package sp

import (
	"net/http"
	"time"

	"samlharness/sp/pages"
)

// The cookies of the service. They survive a post from another site, as the answer of an identity provider is.
const (
	cookieSession    = "ESTSAUTH"
	cookiePersistent = "ESTSAUTHPERSISTENT"
	cookieLanding    = "OhpAuth"
)

// session is somebody who is signed in.
type session struct {
	upn, displayName string
	// signOutURI is where sign-out leads, "" for a managed user.
	signOutURI string
	claims     []pages.Row
	persistent bool
}

func (s *session) life() time.Duration {
	if s.persistent {
		return persistentLife
	}
	return sessionLife
}

// current is the session that a request belongs to; its life begins anew.
func (s *Service) current(r *http.Request) (key string, found session, ok bool) {
	for _, name := range []string{cookieSession, cookiePersistent} {
		c, err := r.Cookie(name)
		if err != nil {
			continue
		}
		if found, ok = s.sessions.Renew(c.Value, (*session).life); ok {
			return c.Value, found, true
		}
	}
	return "", session{}, false
}

// begin opens a session and sets its cookie. Until "Stay signed in?" is answered with yes, it ends with the browser.
func (s *Service) begin(w http.ResponseWriter, opened session) (key string) {
	key = s.sessions.Add(opened, opened.life())
	setCookie(w, cookieSession, key, 0)
	return key
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
