package signin

import (
	"cmp"
	"strings"
)

// entryPoint is where sign-ins begin.
type entryPoint struct{ sessions *sessions }

// begin is the usual entry: somebody who is signed in already goes on, unless another is meant; a hint at a federated
// domain leads straight to its identity provider; everybody else is asked for a name.
func (e *entryPoint) begin(req *request) (*pending, error) {
	query := req.r.URL.Query()
	p := newPending()
	p.login = cmp.Or(query.Get("login_hint"), query.Get("username"))
	p.domainHint = cmp.Or(query.Get("whr"), query.Get("domain_hint"))
	key, found, ok := e.sessions.of(req.r)
	if ok && query.Get("prompt") == "" && (p.login == "" || strings.EqualFold(p.login, found.claims.upn)) {
		p.claims, p.session, p.stayAnswered = found.claims, key, true
	}
	return p, nil
}

// named is the entry at [federationPath], which gives the name as if it were typed.
func (e *entryPoint) named(req *request) (*pending, error) {
	p := newPending()
	p.restart(req.r.URL.Query().Get("username"))
	return p, nil
}
