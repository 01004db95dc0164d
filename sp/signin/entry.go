package signin

import (
	"cmp"
	"strings"

	"github.com/jonboulle/clockwork"
)

// entryPoint is where sign-ins begin.
type entryPoint struct {
	sessions *sessions
	clock    clockwork.Clock
}

// begin is the usual entry: somebody who is signed in already goes on, unless another is meant; a hint at a federated
// domain leads straight to its identity provider; everybody else is asked for a name.
func (e *entryPoint) begin(req *request) (*pending, error) {
	query := req.r.URL.Query()
	p := newPending()
	p.login = cmp.Or(query.Get("login_hint"), query.Get("username"))
	p.domainHint = cmp.Or(query.Get("whr"), query.Get("domain_hint"))
	e.recognize(req, p, query.Get("prompt") != "")
	return p, nil
}

// asked is the entry for an application.
func (e *entryPoint) asked(a *Ask) answer {
	return func(req *request) (*pending, error) {
		p := newPending()
		p.ask, p.login, p.domainHint = a, a.LoginHint, a.DomainHint
		_, found, ok := e.sessions.of(req.r)
		e.recognize(req, p, ok && a.fresh(found.claims.at, e.clock.Now()))
		return p, nil
	}
}

// recognize lets somebody who is signed in already go on, unless another is meant or they must sign in anew.
func (e *entryPoint) recognize(req *request, p *pending, anew bool) {
	key, found, ok := e.sessions.of(req.r)
	if ok && !anew && (p.login == "" || strings.EqualFold(p.login, found.claims.upn)) {
		p.claims, p.session, p.stayAnswered = found.claims, key, true
	}
}

// named is the entry at [federationPath], which gives the name as if it were typed.
func (e *entryPoint) named(req *request) (*pending, error) {
	p := newPending()
	p.restart(req.r.URL.Query().Get("username"))
	return p, nil
}
