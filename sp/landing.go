package sp

import (
	"net/http"
	"time"

	"samlharness/internal/page"
	"samlharness/sp/pages"
)

// redeem turns the one-time code into the landing host's own cookie.
func (s *Service) redeem(w http.ResponseWriter, r *http.Request) {
	key, ok := s.codes.Take(r.URL.Query().Get("code"))
	if !ok {
		http.Redirect(w, r, "https://"+loginHost+"/", http.StatusSeeOther)
		return
	}
	c := &http.Cookie{
		Name:     cookieLanding,
		Value:    s.landings.Add(key, persistentLife),
		Path:     "/",
		Secure:   true,
		HttpOnly: true,
		SameSite: http.SameSiteLaxMode,
	}
	http.SetCookie(w, c)
	w.Header().Set("Referrer-Policy", "no-referrer")
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// landing shows who is signed in, or begins a sign-in.
func (s *Service) landing(w http.ResponseWriter, r *http.Request) {
	v := s.visit(w, r)
	c, err := r.Cookie(cookieLanding)
	if err == nil {
		key, _ := s.landings.Get(c.Value)
		if found, ok := s.sessions.Get(key); ok {
			s.welcome(v, found)
			return
		}
	}
	target := "https://" + loginHost + "/common/oauth2/v2.0/authorize?response_type=code&scope=openid"
	if q := r.URL.Query(); q.Get("login_hint") != "" || q.Get("domain_hint") != "" || q.Get("whr") != "" {
		target += "&" + q.Encode()
	}
	http.Redirect(w, r, target, http.StatusFound)
}

func (s *Service) welcome(v *visit, found session) {
	s.site.Write(v.w, page.Page{Title: "Microsoft 365", Template: s.pages.Landing, Data: pages.Landing{
		UPN: found.upn, DisplayName: found.displayName, Tenant: s.tenant.DisplayName(), TenantID: s.tenant.ID(),
		Claims: found.claims,
	}})
}

// leave ends the landing host's part of a session and goes to the login host for the rest.
func (s *Service) leave(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie(cookieLanding); err == nil {
		s.landings.Drop(c.Value)
	}
	http.SetCookie(w, &http.Cookie{
		Name:     cookieLanding,
		Path:     "/",
		Secure:   true,
		HttpOnly: true,
		SameSite: http.SameSiteLaxMode,
		MaxAge:   -1,
	})
	http.Redirect(w, r, "https://"+loginHost+"/common/oauth2/v2.0/logout", http.StatusFound)
}

// signOut ends the session. A federated user goes to the domain's signOutUri, by a plain redirection.
func (s *Service) signOut(w http.ResponseWriter, r *http.Request) {
	v := s.visit(w, r)
	key, found, ok := s.current(r)
	if ok {
		s.sessions.Drop(key)
	}
	setCookie(w, cookieSession, "", -time.Second)
	setCookie(w, cookiePersistent, "", -time.Second)
	if ok && webAddress(found.signOutURI) {
		http.Redirect(w, r, found.signOutURI, http.StatusFound)
		return
	}
	s.site.Write(v.w, page.Page{
		Title:    "Sign out",
		Template: s.pages.SignedOut,
		Data:     pages.SignedOut{Config: v.config("SignOut")},
	})
}
