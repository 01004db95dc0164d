package org

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"samlharness/record"
)

// PushFor is how long a push waits for its answer. JumpCloud's own figure is not known.
const PushFor = time.Minute

// maxPushes bounds the memory of pushes; the oldest goes first.
const maxPushes = 10_000

// PushStatus is what became of a push. Source: Versent/saml2aws pkg/provider/jumpcloud.
type PushStatus string

// The statuses of a push.
const (
	PushPending  PushStatus = "pending"
	PushAccepted PushStatus = "accepted"
	PushDenied   PushStatus = "denied"
	PushExpired  PushStatus = "expired"
)

// Push is a question on the user's phone, as the login API shows it.
type Push struct {
	ID          string     `json:"id"`
	ExpiresAt   time.Time  `json:"expiresAt"`
	InitiatedAt time.Time  `json:"initiatedAt"`
	Status      PushStatus `json:"status"`
	UserID      string     `json:"userId"`
}

// push is a [Push] as kept, with the session that asked.
type push struct {
	Push
	session string
}

// at is the push at an instant: one that nobody answered expires.
func (p push) at(now time.Time) Push {
	if p.Status == PushPending && !now.Before(p.ExpiresAt) {
		p.Status = PushExpired
	}
	return p.Push
}

// StartPush asks on the phone of somebody whose password was right at a browser.
func (o *Organization) StartPush(ctx context.Context, token string) (Push, error) {
	s, ok, err := o.Known(ctx, token)
	if err != nil {
		return Push{}, err
	}
	if !ok || !s.User.Has(FactorPush) {
		return Push{}, &record.Refusal{Code: CodeAuthenticationFailed, Message: textAuthenticationFailed,
			Expected: "a browser whose user has the factor push", Got: "another one", Fix: "enrol push for the user"}
	}
	now := o.now()
	p := Push{ID: NewID(o.random, now), InitiatedAt: now, ExpiresAt: now.Add(PushFor), Status: PushPending,
		UserID: s.User.ID}
	o.pushes.Put(p.ID, push{p, token}, FactorWithin)
	return p, nil
}

// Push is a push of this browser; ok is false when it has none of that id.
func (o *Organization) Push(token, id string) (Push, bool) {
	p, ok := o.pushes.Get(id)
	if !ok || p.session != token {
		return Push{}, false
	}
	return p.at(o.now()), true
}

// GivePush signs somebody in under a new token whose push was approved. One that was not is a *[record.Refusal] with
// [CodeAuthenticationFailed]. A push works once.
func (o *Organization) GivePush(ctx context.Context, token, id string) (next string, err error) {
	p, ok := o.Push(token, id)
	if ok && p.Status != PushPending {
		o.pushes.Drop(id)
	}
	return o.giveFactor(ctx, token, session{factor: FactorPush}, func(*userRow) (string, error) {
		switch {
		case !ok:
			return "a push that is not this browser's, or was used", nil
		case p.Status != PushAccepted:
			return "a push that is " + string(p.Status), nil
		}
		return "", nil
	})
}

// Pushes are the questions that wait on a user's phone, the oldest first.
func (o *Organization) Pushes(ctx context.Context, ref string) ([]Push, error) {
	u, err := o.User(ctx, ref)
	if err != nil {
		return nil, err
	}
	var waiting []Push
	now := o.now()
	o.pushes.Each(func(p push) {
		if seen := p.at(now); p.UserID == u.ID && seen.Status == PushPending {
			waiting = append(waiting, seen)
		}
	})
	slices.SortFunc(waiting, func(a, b Push) int {
		return cmp.Or(a.InitiatedAt.Compare(b.InitiatedAt), strings.Compare(a.ID, b.ID))
	})
	return waiting, nil
}

// AnswerPush answers every question that waits on a user's phone, as the user does in JumpCloud Protect. Where none
// waits, that is a *[record.Refusal] with [CodeNotFound].
func (o *Organization) AnswerPush(ctx context.Context, ref string, approve bool) (answered []Push, err error) {
	waiting, err := o.Pushes(ctx, ref)
	if err != nil {
		return nil, err
	}
	status := PushDenied
	if approve {
		status = PushAccepted
	}
	for _, p := range waiting {
		changed := o.pushes.Change(p.ID, func(kept *push) {
			if kept.at(o.now()).Status == PushPending {
				kept.Status = status
			}
		})
		if p.Status = status; changed {
			answered = append(answered, p)
		}
	}
	if len(answered) == 0 {
		return nil, &record.Refusal{Code: CodeNotFound, OwnCode: true, Message: "no push waits on the phone of " + ref,
			Got: ref, Fix: "sign in as far as the push first: it waits for " + PushFor.String()}
	}
	return answered, nil
}
