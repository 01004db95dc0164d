package signon

import (
	"time"

	"github.com/google/uuid"
	"github.com/jonboulle/clockwork"

	"samlharness/internal/expiring"
	"samlharness/internal/wire"
)

// ParkedFor is how long a request waits for its user to sign in. JumpCloud's own figure is not known.
const ParkedFor = 15 * time.Minute

// The bounds of what waits, in requests and in bytes; the oldest goes first. Anybody can make requests.
const (
	maxParked      = 10_000
	maxParkedBytes = 32 << 20
)

// Request is an AuthnRequest, or the wish for an unsolicited response, on its way through a sign-in.
type Request struct {
	// Slug names the application.
	Slug string
	// Hint is the name that was typed at the service provider, "" when none was.
	Hint string

	authn      *wire.AuthnRequest // nil for an unsolicited sign-on
	relayState string
	freshBy    string // the session that was started for this request, "" before
}

// WantsPassword says whether the request asks for the password even of somebody who is signed in: with ForceAuthn only
// the session that was started for it will do, not another browser's.
func (r Request) WantsPassword(session string) bool {
	return r.authn != nil && r.authn.ForceAuthn && r.freshBy != session
}

// size is about what a request takes in memory, in bytes.
func (r Request) size() int {
	n := 512 + len(r.relayState) + len(r.Hint)
	if q := r.authn; q != nil {
		n += len(q.ID) + len(q.Issuer) + len(q.Destination) + len(q.ACSURL) + len(q.ACSIndex) +
			len(q.ProtocolBinding) + len(q.NameIDFormat)
	}
	return n
}

// Parking holds requests that wait for their user, under tokens that work once.
type Parking struct{ waiting *expiring.Map[Request] }

// NewParking makes an empty one.
func NewParking(clock clockwork.Clock) *Parking {
	return &Parking{expiring.New[Request](clock, maxParked).Weighing(maxParkedBytes, Request.size)}
}

// park keeps a request and returns its samlToken, a UUID.
func (p *Parking) park(r Request) (token string) {
	token = uuid.NewString()
	p.waiting.Put(token, r, ParkedFor)
	return token
}

// Look finds a waiting request and leaves it there.
func (p *Parking) Look(token string) (Request, bool) { return p.waiting.Get(token) }

// take finds a waiting request and removes it: a token works once.
func (p *Parking) take(token string) (Request, bool) { return p.waiting.Take(token) }

// SignedIn notes that a session was started for a waiting request.
func (p *Parking) SignedIn(token, session string) {
	p.waiting.Change(token, func(r *Request) { r.freshBy = session })
}
