package signon

import (
	"time"

	"github.com/google/uuid"
	"github.com/jonboulle/clockwork"

	"samlharness/internal/expiring"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmltree"
)

// PendingFor is how long a request waits for its user to sign in. JumpCloud's own figure is not known.
const PendingFor = 15 * time.Minute

// The bounds of what waits, in requests and in bytes; the oldest goes first. Anybody can make requests.
const (
	maxPending      = 10_000
	maxPendingBytes = 32 << 20
)

// requestOverhead is about what a pending request takes beside its texts, in bytes: the request, its token, its places
// in the list and the map.
const requestOverhead = 512

// Request is an AuthnRequest, or the wish for an unsolicited response, on its way through a sign-in.
type Request struct {
	// Slug names the application.
	Slug string
	// Hint is the name that was typed at the service provider, "" when none was.
	Hint string

	authn      *wire.AuthnRequest // nil for an unsolicited sign-on
	relayState string
	signature  signature
	freshBy    string // the session that was started for this request, "" before
	size       int    // set by atRest
}

// WantsPassword says whether the request asks for the password even of somebody who is signed in: with ForceAuthn only
// the session that was started for it will do, not another browser's.
func (r Request) WantsPassword(session string) bool {
	return r.authn != nil && r.authn.ForceAuthn && r.freshBy != session
}

// weight is about what a pending request takes in memory, in bytes.
func (r Request) weight() int { return r.size }

// atRest is the request as it waits: it holds nothing of the message that it came in.
func (r Request) atRest() Request {
	xmltree.Detach(&r.Slug, &r.Hint, &r.relayState, &r.signature.wrong)
	r.size = requestOverhead + len(r.Slug) + len(r.Hint) + len(r.relayState) + len(r.signature.wrong)
	if r.authn != nil {
		detached, size := r.authn.Detached()
		r.authn = detached
		r.size += size
	}
	return r
}

// PendingRequests are requests that wait for their user, under tokens that work once.
type PendingRequests struct{ waiting *expiring.Map[Request] }

// NewPendingRequests makes an empty list, on the world's clock.
func NewPendingRequests(clock clockwork.Clock) *PendingRequests {
	return &PendingRequests{expiring.New[Request](clock, maxPending).Weighing(maxPendingBytes, Request.weight)}
}

// add keeps a request for [PendingFor] and returns its samlToken, a UUID.
func (p *PendingRequests) add(r Request) (token string) {
	token = uuid.NewString()
	p.waiting.Put(token, r.atRest(), PendingFor)
	return token
}

// Look finds a waiting request and leaves it there.
func (p *PendingRequests) Look(token string) (Request, bool) { return p.waiting.Get(token) }

// take finds a waiting request and removes it: a token works once.
func (p *PendingRequests) take(token string) (Request, bool) { return p.waiting.Take(token) }

// SignedIn notes that a session was started for a waiting request.
func (p *PendingRequests) SignedIn(token, session string) {
	p.waiting.Change(token, func(r *Request) { r.freshBy = session })
}

// Continues notes that a session was followed by another one, with a second factor.
func (p *PendingRequests) Continues(token, before, after string) {
	p.waiting.Change(token, func(r *Request) {
		if r.freshBy == before {
			r.freshBy = after
		}
	})
}
