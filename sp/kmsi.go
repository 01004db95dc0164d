package sp

import (
	"net/http"
	"net/url"
	"time"

	"samlharness/internal/page"
	"samlharness/sp/aadsts"
	"samlharness/sp/pages"
)

// askStay opens the session and asks "Stay signed in?". Who never answers stays signed in until the browser ends.
func (s *Service) askStay(v *visit, opened session) {
	key := s.begin(v.w, opened)
	config := v.questionConfig("KmsiInterrupt", "/kmsi")
	config.Ctx = s.kmsi.Add(key, pageLife)
	s.site.Write(v.w, page.Page{
		Title:       titleSignIn,
		Template:    s.pages.KMSI,
		Data:        pages.KMSI{Config: config, UPN: opened.upn},
		FormTargets: landingTargets(),
	})
}

// staySignedIn takes the answer: LoginOptions 1 is yes, anything else no.
func (s *Service) staySignedIn(w http.ResponseWriter, r *http.Request) {
	v := s.visit(w, r)
	if !s.form(v) {
		return
	}
	asked, ok := s.kmsi.Take(r.PostForm.Get("ctx"))
	key, _, signedIn := s.current(r)
	if !ok || !signedIn || asked != key {
		s.refuse(v, refusal(aadsts.SessionMissing), "")
		return
	}
	if r.PostForm.Get("LoginOptions") == "1" {
		s.sessions.Renew(key, func(stays *session) time.Duration {
			stays.persistent = true
			return stays.life()
		})
		setCookie(w, cookiePersistent, key, persistentLife)
	}
	s.arrive(v, key)
}

// arrive takes a signed-in user to the landing page. Its host is another, so a code that can be used once carries
// the session there.
func (s *Service) arrive(v *visit, key string) {
	code := s.codes.Add(key, codeLife)
	http.Redirect(v.w, v.r, "https://"+landingHost+"/landingv2?code="+url.QueryEscape(code), http.StatusSeeOther)
}
