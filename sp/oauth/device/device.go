// Package device keeps the codes of the device authorization grant (RFC 8628): a program shows its user a code, the
// person types it at another device and signs in there, and the program asks again and again until that is done.
package device

import (
	"crypto/rand"
	"errors"
	"strings"
	"time"

	"github.com/jonboulle/clockwork"

	"samlharness/internal/expiring"
)

// How long a code lives and how often a program may ask, as the real service says.
const (
	Life     = 15 * time.Minute
	Interval = 5 * time.Second
)

const (
	maxCodes = 10_000
	// kept is how long a code is remembered, so that one that has expired is told from one that never was.
	kept = 4 * Life
	// early is how much sooner than the interval says a program may ask, for clocks that do not agree.
	early = time.Second
)

// Why there are no tokens for a code.
var (
	ErrPending  = errors.New("nobody has signed in with the code yet")
	ErrSlowDown = errors.New("the program asks too often")
	ErrDeclined = errors.New("the person declined")
	ErrExpired  = errors.New("the code has expired")
	ErrUnknown  = errors.New("the code is not one that a program was given")
	ErrUsed     = errors.New("the code was used")
)

// Codes are the codes of one tenant. G is what a program asked for, A what the person's sign-in proved.
type Codes[G, A any] struct {
	clock clockwork.Clock
	// byDevice has what a program knows, byUser the same under what it shows.
	byDevice *expiring.Map[state[G, A]]
	byUser   *expiring.Map[string]
}

type state[G, A any] struct {
	Code[G]
	approved *A
	declined bool
	polled   time.Time
}

// Code is one code.
type Code[G any] struct {
	// User is what the person types: nine letters and digits. Device is the program's own.
	User, Device string
	// Asked is what the program asked for.
	Asked G
	// EndsAt is when the code expires.
	EndsAt time.Time
}

// New makes the codes of a tenant.
func New[G, A any](clock clockwork.Clock) *Codes[G, A] {
	return &Codes[G, A]{
		clock:    clock,
		byDevice: expiring.New[state[G, A]](clock, maxCodes),
		byUser:   expiring.New[string](clock, maxCodes),
	}
}

// Begin makes a code for a program.
func (c *Codes[G, A]) Begin(asked G) Code[G] {
	code := Code[G]{User: userCode(), Device: rand.Text() + rand.Text(), Asked: asked, EndsAt: c.clock.Now().Add(Life)}
	c.byDevice.Put(code.Device, state[G, A]{Code: code}, kept)
	c.byUser.Put(code.User, code.Device, kept)
	return code
}

// userCode has no letters that vowels would make words of, and none that look like digits.
func userCode() string {
	const letters = "BCDFGHJKLMNPQRSTVWXZ23456789"
	code := make([]byte, 9)
	for i, b := range []byte(rand.Text()[:len(code)]) {
		code[i] = letters[int(b)%len(letters)]
	}
	return string(code)
}

// Find is the code that a person typed, in any case and with blanks or hyphens; [ErrUnknown], [ErrExpired], [ErrUsed].
func (c *Codes[G, A]) Find(user string) (Code[G], error) {
	s, err := c.state(user)
	return s.Code, err
}

func (c *Codes[G, A]) state(user string) (state[G, A], error) {
	device, ok := c.byUser.Get(strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(user)))
	if !ok {
		return state[G, A]{}, ErrUnknown
	}
	s, ok := c.byDevice.Get(device)
	switch {
	case !ok, s.approved != nil, s.declined:
		return s, ErrUsed
	case !c.clock.Now().Before(s.EndsAt):
		return s, ErrExpired
	}
	return s, nil
}

// Approve notes who signed in with a code. Errors are those of [Codes.Find].
func (c *Codes[G, A]) Approve(user string, who A) error {
	return c.decide(user, func(s *state[G, A]) { s.approved = &who })
}

// Decline notes that the person does not want to sign in.
func (c *Codes[G, A]) Decline(user string) error {
	return c.decide(user, func(s *state[G, A]) { s.declined = true })
}

func (c *Codes[G, A]) decide(user string, how func(*state[G, A])) error {
	found, err := c.state(user)
	if err != nil {
		return err
	}
	decided := false
	c.byDevice.Change(found.Device, func(s *state[G, A]) {
		if s.approved == nil && !s.declined { // else another was first
			how(s)
			decided = true
		}
	})
	if !decided {
		return ErrUsed
	}
	return nil
}

// Poll answers a program that asks; an approved code is good until [Codes.Redeem]. Who asks sooner than the interval
// allows gets [ErrSlowDown] (RFC 8628 3.5); where the world's clock stands still no time passes between two questions,
// and nobody is too early.
func (c *Codes[G, A]) Poll(device string) (asked G, who A, err error) {
	now, outcome := c.clock.Now(), ErrUnknown
	c.byDevice.Change(device, func(s *state[G, A]) {
		asked = s.Asked
		since := now.Sub(s.polled)
		hasty := !s.polled.IsZero() && since > 0 && since < Interval-early
		s.polled = now
		switch {
		case s.declined:
			outcome = ErrDeclined
		case !now.Before(s.EndsAt):
			outcome = ErrExpired
		case s.approved != nil:
			who, outcome = *s.approved, nil
		case hasty:
			outcome = ErrSlowDown
		default:
			outcome = ErrPending
		}
	})
	return asked, who, outcome
}

// Redeem ends an approved code; false when another request was first.
func (c *Codes[G, A]) Redeem(device string) bool {
	s, ok := c.byDevice.Take(device)
	return ok && s.approved != nil
}
