package signin

import (
	"cmp"
	"net/http"
	"strings"

	"samlharness/sp/pages"
)

// nameStep asks who the person is, as long as no home realm is known.
type nameStep struct {
	pages   *pages.Set
	pending awaiting
	offer   *offer
}

func (n *nameStep) due(p *pending) bool { return !p.proved() && p.domain == nil }

func (n *nameStep) take(req *request, p *pending) (answered bool, err error) {
	config := req.question(loginPath, n.pending.ask(p), p)
	config.ErrorCode, config.At = string(p.wrong.code), n.offer.at(p)
	people, err := n.offer.people(req.r.Context())
	if err != nil {
		return false, err
	}
	n.pages.Username(req.w, pages.Username{
		Config: config,
		Login:  p.login,
		Error:  p.wrong.sentence,
		People: people,
	})
	return true, nil
}

func (n *nameStep) pattern() (method, path string) { return http.MethodPost, "/{tenant}/login" }

// answer takes the name, and from the password page, whose form has the name too, the password.
func (n *nameStep) answer(req *request) (*pending, error) {
	if err := req.form(); err != nil {
		return nil, err
	}
	form := req.r.PostForm
	p := n.pending.of(form.Get("ctx"))
	p.restart(strings.TrimSpace(cmp.Or(form.Get("loginfmt"), form.Get("login"))))
	if form.Has("passwd") {
		typed := form.Get("passwd")
		req.password = &typed
	}
	return p, nil
}
