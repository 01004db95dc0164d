package idp

import (
	"sync"
	"time"

	"github.com/google/uuid"

	"samlharness/internal/wire"
)

// ParkedFor is how long a request waits for its user to sign in. JumpCloud's own figure is not known.
const ParkedFor = 15 * time.Minute

// The bounds of what waits, in requests and in bytes; the oldest goes first. Anybody can make requests.
const (
	maxParked      = 10_000
	maxParkedBytes = 32 << 20
)

// parkedRequest is an AuthnRequest, or the wish for an unsolicited response, that waits for its user.
type parkedRequest struct {
	slug       string
	request    *wire.AuthnRequest
	relayState string
	hint       string // the name that was typed at the service provider
	parked     time.Time
	size       int
	// freshBy is the session that was started for this request, "" before.
	freshBy string
}

// parking holds requests under single-use tokens.
type parking struct {
	mu      sync.Mutex
	waiting map[string]*parkedRequest
	order   []string // tokens, oldest first; may name taken ones
	bytes   int
}

func newParking() *parking { return &parking{waiting: map[string]*parkedRequest{}} }

// park stores a request and returns its samlToken, a UUID.
func (p *parking) park(r parkedRequest, now time.Time) string {
	token := uuid.NewString()
	r.parked = now
	if q := r.request; q != nil {
		r.size = len(q.ID) + len(q.Issuer) + len(q.Destination) + len(q.ACSURL) + len(q.ACSIndex) +
			len(q.ProtocolBinding) + len(q.NameIDFormat)
	}
	r.size += 512 + len(r.relayState) + len(r.hint)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waiting[token] = &r
	p.order = append(p.order, token)
	p.bytes += r.size
	for len(p.order) > 1 && (len(p.order) > maxParked || p.bytes > maxParkedBytes || p.stale(p.order[0], now)) {
		p.remove(p.order[0])
		p.order = p.order[1:]
	}
	return token
}

func (p *parking) stale(token string, now time.Time) bool {
	r := p.waiting[token]
	return r == nil || !now.Before(r.parked.Add(ParkedFor))
}

func (p *parking) remove(token string) {
	if r := p.waiting[token]; r != nil {
		p.bytes -= r.size
		delete(p.waiting, token)
	}
}

// look finds a waiting request and leaves it there.
func (p *parking) look(token string, now time.Time) (parkedRequest, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stale(token, now) {
		return parkedRequest{}, false
	}
	return *p.waiting[token], true
}

// take finds a waiting request and removes it: a token works once.
func (p *parking) take(token string, now time.Time) (parkedRequest, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stale(token, now) {
		return parkedRequest{}, false
	}
	r := *p.waiting[token]
	p.remove(token)
	return r, true
}

// refresh notes that a person signed in for this request.
func (p *parking) refresh(token, session string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if r := p.waiting[token]; r != nil {
		r.freshBy = session
	}
}
