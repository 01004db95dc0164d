package org

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"time"

	"samlharness/internal/store"
	"samlharness/record"
)

// TextMFARequired is the answer to a right password while a second factor is outstanding. Source: saml2aws.
const TextMFARequired = "MFA required."

// CodeNoFactor is why somebody who must give a second factor and has none that counts is not let in. JumpCloud's own
// page is not known.
const CodeNoFactor = "MFA enrollment required"

// TextNoFactor is what the person reads then.
const TextNoFactor = "Multi-factor authentication is required, and you have set up no factor that counts here. Ask " +
	"your IT administrator."

// NoFactor is the check that fails then.
func (d Demand) NoFactor(u User) record.Check {
	wanted := d.Factors
	if wanted == nil {
		wanted = Factors()
	}
	return record.Check{
		Name:     "enrolled",
		Title:    "The user has a second factor that counts",
		Code:     CodeNoFactor,
		Expected: "one of " + FactorNames(wanted),
		Got:      cmp.Or(FactorNames(u.enrolled()), "none"),
		Fix:      "enrol one: jumpcloud mfa enroll " + u.Username,
	}
}

// RefuseWithoutFactor writes down that a user who must give a second factor has none that counts, under the correlation
// ID that it returns.
func (o *Organization) RefuseWithoutFactor(ctx context.Context, u User, d Demand) (correlation string) {
	list := &record.Checklist{}
	list.Add(d.NoFactor(u), false)
	return o.recordSignIn(ctx, record.SecondFactor, u.Email, list.Checks(), list.Refusal(TextNoFactor))
}

// GiveTOTP checks a one-time password for somebody whose password was right, and signs them in under a new token. A
// wrong one is a *[NotSignedIn] with [CodeAuthenticationFailed]; too many lock the account.
func (o *Organization) GiveTOTP(ctx context.Context, token, code string) (next string, err error) {
	return o.giveFactor(ctx, token, session{factor: FactorTOTP}, func(r *userRow) (string, error) {
		return r.Secrets.wrongCode(code, o.now())
	})
}

// giveFactor checks a second factor by judge, which says what is wrong with it, and writes down what came of it.
func (o *Organization) giveFactor(ctx context.Context, token string, given session,
	judge func(*userRow) (wrong string, err error)) (next string, err error) {
	s, ok, err := o.Known(ctx, token)
	if err != nil {
		return "", err
	}
	if !ok {
		return "", &record.Refusal{Code: CodeAuthenticationFailed, Message: textAuthenticationFailed,
			Expected: "a browser at which the password was given less than " + FactorWithin.String() + " ago",
			Got:      "another one", Fix: "sign in with the password first"}
	}
	f := given.factor
	var r userRow
	locks := false
	list := &record.Checklist{}
	err = o.store.Update(ctx, func(tx store.Tx) error {
		*list = record.Checklist{}
		before, ok, err := users.Get(tx, s.User.ID)
		if err != nil || !ok {
			return cmp.Or(err, notFound("user", s.User.ID))
		}
		now := o.now()
		r = before
		err = r.check(tx, list, f, judge, now)
		locks = r.lockedAt(now) && !before.lockedAt(now)
		return err
	})
	if err != nil {
		return "", err
	}
	refusal := list.Refusal(textAuthenticationFailed)
	if refusal != nil && refusal.Code == CodeAccountLocked {
		refusal.Message = textAccountLocked
	}
	correlation := o.recordSignIn(ctx, record.SecondFactor, r.Email, list.Checks(), refusal)
	o.attempted(ctx, attempt{user: r.User, factor: f, right: refusal == nil, locks: locks})
	if refusal != nil {
		return "", &NotSignedIn{refusal, correlation}
	}
	if next, ok = o.proved(token, given); !ok {
		return "", errors.New("org: the session ended while its second factor was checked")
	}
	return next, nil
}

// check looks at a second factor and stores what came of it.
func (r *userRow) check(tx store.Tx, list *record.Checklist, f Factor, judge func(*userRow) (string, error),
	now time.Time) error {
	locked := r.lockedAt(now)
	list.Add(lockout(r.User, locked), !locked)
	if r.Locked && !locked {
		r.unlock()
	}
	list.Add(record.Check{
		Name:     "enrolled",
		Title:    "The user has this second factor",
		Code:     CodeAuthenticationFailed,
		Expected: string(f),
		Got:      cmp.Or(FactorNames(r.enrolled()), "none"),
		Fix:      "enrol the factor, or use one that the user has",
	}, r.Has(f))
	if locked || !r.Has(f) {
		return nil
	}
	wrong, err := judge(r)
	if err != nil {
		return err
	}
	r.countCode(wrong == "", now)
	got := string(f)
	if wrong != "" {
		got = wrong + ", wrong factor number " + strconv.Itoa(r.MFA.BadCodes)
	}
	list.Add(record.Check{
		Name:     "second-factor",
		Title:    "The second factor is right",
		Code:     CodeAuthenticationFailed,
		Expected: f.expected(),
		Got:      got,
		Fix:      "a code works once: wait for the next one, as with clock advance 30s; or answer the push",
	}, wrong == "")
	return users.Put(tx, r.ID, *r)
}

// expected is what a factor has to bring.
func (f Factor) expected() string {
	switch f {
	case FactorTOTP:
		return "the code that the authenticator app shows, not used before"
	case FactorPush:
		return "a push that the user approved"
	}
	return "a signature of the user's authenticator over the challenge"
}
