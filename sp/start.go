package sp

import (
	"crypto/rand"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"samlharness/internal/page"
	"samlharness/sp/aadsts"
	"samlharness/sp/directory"
	"samlharness/sp/pages"
)

// The sentences beside the fields.
const (
	textMalformedName = "Enter a valid email address, phone number, or Skype name."
	textUnknownDomain = "We couldn't find an account with that username."
	textUnknownUser   = "This username may be incorrect. Make sure you typed it correctly. Otherwise, contact your admin."
	textNoPassword    = "Please enter your password."
	textWrongPassword = "Your account or password is incorrect. If you don't remember your password, reset it now."

	titleSignIn = "Sign in to your account"
)

// start is the entry: somebody who is signed in already goes on, unless another is meant; a hint at a federated
// domain leads straight to its identity provider; everybody else is asked for a name.
func (s *Service) start(w http.ResponseWriter, r *http.Request) {
	v := s.visit(w, r)
	query := r.URL.Query()
	login := first(query.Get("login_hint"), query.Get("username"))
	if key, found, ok := s.current(r); ok && query.Get("prompt") == "" && (login == "" ||
		strings.EqualFold(login, found.upn)) {
		s.arrive(v, key)
		return
	}
	if hint := first(query.Get("whr"), query.Get("domain_hint")); hint != "" {
		domain, ok, err := s.tenant.SignInDomain(r.Context(), hint)
		if err != nil {
			s.fail(v, err)
			return
		}
		if ok && domain.AuthenticationType() == directory.Federated {
			s.redirect(v, domain, login)
			return
		}
	}
	s.askName(v, login, "", "")
}

// login takes the name page and the password page; the field passwd tells which.
func (s *Service) login(w http.ResponseWriter, r *http.Request) {
	v := s.visit(w, r)
	if !s.form(v) {
		return
	}
	login := strings.TrimSpace(first(r.PostForm.Get("loginfmt"), r.PostForm.Get("login")))
	domain, ok := s.discover(v, login)
	switch {
	case !ok: // answered
	case domain.AuthenticationType() == directory.Federated:
		s.redirect(v, domain, login)
	case r.PostForm.Has("passwd"):
		s.checkPassword(v, domain, login, r.PostForm.Get("passwd"))
	default:
		s.askPassword(v, login, "", "")
	}
}

// discover finds the home realm by the suffix of the typed name. It answers and returns false when there is none.
func (s *Service) discover(v *visit, login string) (directory.Domain, bool) {
	name, ok := domainOf(login)
	if !ok {
		s.askName(v, login, textMalformedName, "")
		return directory.Domain{}, false
	}
	domain, ok, err := s.tenant.SignInDomain(v.r.Context(), name)
	switch {
	case err != nil:
		s.fail(v, err)
		return directory.Domain{}, false
	case !ok:
		s.askName(v, login, textUnknownDomain, aadsts.UserNotFound)
		return directory.Domain{}, false
	case domain.AuthenticationType() == directory.Federated:
		return domain, true // whether the user exists is not looked at
	}
	exists, err := s.exists(v.r.Context(), login)
	switch {
	case err != nil:
		s.fail(v, err)
		return directory.Domain{}, false
	case !exists:
		s.askName(v, login, textUnknownUser, aadsts.UserNotFound)
		return directory.Domain{}, false
	}
	return domain, true
}

// domainOf is the part of a name that decides the realm.
func domainOf(login string) (string, bool) {
	at := strings.LastIndexByte(login, '@')
	if at < 1 || at == len(login)-1 || len(login) > 320 || !utf8.ValidString(login) ||
		strings.ContainsAny(login, "<>\"") || strings.ContainsFunc(login, func(r rune) bool {
		return unicode.IsSpace(r) ||
			unicode.IsControl(r)
	}) {
		return "", false
	}
	return strings.ToLower(login[at+1:]), true
}

func (s *Service) askName(v *visit, login, sentence string, code aadsts.Code) {
	config := v.questionConfig("ConvergedSignIn", "/common/login")
	config.ErrorCode = string(code)
	s.site.Write(v.w, page.Page{
		Title:       titleSignIn,
		Template:    s.pages.Username,
		Data:        pages.Username{Config: config, Login: login, Error: sentence},
		FormTargets: landingTargets(),
	})
}

// questionConfig is the configuration of a page with a form. The tokens are what real pages carry along; nothing
// here depends on them: forms are accepted from the service's own origin only.
func (v *visit) questionConfig(pageID, post string) pages.Config {
	c := v.config(pageID)
	c.FlowToken, c.Ctx, c.Canary, c.URLPost = rand.Text(), rand.Text(), rand.Text(), post
	return c
}

// landingTargets are the origins to which a form of the service may lead by redirection.
func landingTargets() []string {
	return []string{"https://" + landingHost, "https://" + newLandingHost}
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
