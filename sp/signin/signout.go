package signin

import (
	"net/http"

	"samlharness/internal/cloud"
	"samlharness/internal/expiring"
	"samlharness/sp/pages"
)

// signOutPage ends what a sign-in has begun.
type signOutPage struct {
	pages    *pages.Set
	cloud    cloud.Cloud
	sessions *sessions
	visitors *expiring.Map[string] // of the landing page
}

// leave ends the landing host's part of a session and goes to the login host for the rest.
func (s *signOutPage) leave(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie(cookieLanding); err == nil {
		s.visitors.Drop(c.Value)
	}
	http.SetCookie(w, &http.Cookie{
		Name:     cookieLanding,
		Path:     "/",
		Secure:   true,
		HttpOnly: true,
		SameSite: http.SameSiteLaxMode,
		MaxAge:   -1,
	})
	http.Redirect(w, r, "https://"+s.cloud.Login()+"/common/oauth2/v2.0/logout", http.StatusFound)
}

// end ends the session. A federated user goes to the domain's signOutUri, by a plain redirection.
func (s *signOutPage) end(w http.ResponseWriter, r *http.Request, next string) {
	req := newRequest(w, r)
	found, ok := s.sessions.end(w, r)
	if ok && webAddress(found.signOutURI) {
		http.Redirect(w, r, found.signOutURI, http.StatusFound)
		return
	}
	if next != "" {
		http.Redirect(w, r, next, http.StatusFound)
		return
	}
	s.pages.SignedOut(w, pages.SignedOut{Config: req.config()})
}
