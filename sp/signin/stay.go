package signin

import (
	"net/http"
	"slices"

	"samlharness/sp/pages"
)

const stayPath = "/kmsi"

// stayStep asks "Stay signed in?". Who never answers stays signed in until the browser ends.
type stayStep struct {
	pages    *pages.Set
	pending  awaiting
	sessions *sessions
}

func (s *stayStep) due(p *pending) bool { return !p.stayAnswered }

func (s *stayStep) take(req *request, p *pending) (answered bool, err error) {
	config := req.question(stayPath, s.pending.ask(p), p)
	config.At = p.claims.domain
	s.pages.KMSI(req.w, pages.KMSI{Config: config, UPN: p.claims.upn})
	return true, nil
}

func (s *stayStep) pattern() (method, path string) { return http.MethodPost, stayPath }

// answer takes yes (LoginOptions 1) or no (anything else, such as the 3 that the button adds to the form's 1), once,
// from the browser that has the session.
func (s *stayStep) answer(req *request) (*pending, error) {
	if err := req.form(); err != nil {
		return nil, err
	}
	p, ok := s.pending.kept.Take(req.r.PostForm.Get("ctx"))
	key, found, signedIn := s.sessions.of(req.r)
	if !ok || !signedIn || p.session != key {
		return nil, &refused{Refusal: sessionMissing()}
	}
	if slices.Equal(req.r.PostForm["LoginOptions"], []string{"1"}) {
		s.sessions.persist(req.w, key)
	}
	p.claims, p.stayAnswered = found.claims, true
	return &p, nil
}
