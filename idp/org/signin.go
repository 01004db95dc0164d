package org

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"

	"samlharness/internal/shell"
	"samlharness/internal/store"
	"samlharness/record"
)

// The codes of a refused password sign-in.
const (
	CodeAuthenticationFailed = "Authentication failed." // wrong, or the user may not sign in: JumpCloud does not say which
	CodeAccountLocked        = "account locked"
)

// The texts of a refused password sign-in. Source: saml2aws; JumpCloud support "My account is locked".
const (
	textAuthenticationFailed = "Authentication failed."
	textAccountLocked        = "Your account can be locked for the following reasons: Failed login attempts. / " +
		"Expired password. / " +
		"Expired Multi-factor Authentication (MFA) enrollment period. Your IT administrator will need to unlock your " +
		"account for you."
)

// NotSignedIn is why a person was not signed in, with the correlation ID under which the record says what was looked
// at.
type NotSignedIn struct {
	*record.Refusal
	CorrelationID string
}

// Unwrap is the refusal.
func (n *NotSignedIn) Unwrap() error { return n.Refusal }

// SignIn checks a password: it counts wrong ones and locks the account. It is the rule behind the login page and the
// login API, and writes down what it looked at. The error is a *[NotSignedIn] when the person may not sign in.
func (o *Organization) SignIn(ctx context.Context, email, password string) (User, error) {
	r, matches, locks, err := o.countPassword(ctx, email, password)
	if err != nil {
		return User{}, err
	}
	checks, refusal := signInChecks(r, email, matches, o.now())
	if len(email) > maxName {
		email = email[:maxName] // such an address belongs to nobody
	}
	correlation := o.recordSignIn(ctx, record.Password, email, checks, refusal)
	if refusal == nil {
		return r.User, nil
	}
	o.attempted(ctx, attempt{user: r.User, email: email, locks: locks})
	return r.User, &NotSignedIn{refusal, correlation}
}

// recordSignIn writes down what was looked at when somebody wanted to sign in, and what came of it. A refusal gets a
// correlation ID, which leads its page to it.
func (o *Organization) recordSignIn(ctx context.Context, kind record.Kind, email string, checks []record.Check,
	refusal *record.Refusal) (correlation string) {
	e := record.Exchange{
		At:      o.now(),
		By:      record.JumpCloud,
		Kind:    kind,
		Subject: email,
		Checks:  checks,
		Verdict: record.Accepted,
		Refusal: refusal,
	}
	if refusal != nil {
		e.Verdict, e.CorrelationID = record.Refused, uuid.NewString()
	}
	o.record.Add(ctx, e)
	return e.CorrelationID
}

// countPassword finds the user of an address, compares the password and counts it; locks says that it locked the
// account.
func (o *Organization) countPassword(ctx context.Context, email, given string) (r userRow, matches, locks bool,
	err error) {
	err = o.store.View(ctx, func(tx store.Tx) (err error) {
		r, _, err = users.Named(tx, userByEmail, fold(email))
		return err
	})
	if err != nil {
		return r, false, false, err
	}
	matches, err = r.Password.Matches(given) // outside the transaction: it is slow on purpose
	if err != nil {
		return r, false, false, fmt.Errorf("org: stored password of %s: %w", r.Username, err)
	}
	if r.ID == "" || !r.mustCount(matches) {
		return r, matches, false, nil
	}
	err = o.store.Update(ctx, func(tx store.Tx) error {
		before, ok, err := users.Get(tx, r.ID)
		if err != nil || !ok {
			return err
		}
		now := o.now()
		r = before
		r.count(matches, now)
		locks = r.lockedAt(now) && !before.lockedAt(now)
		return users.Put(tx, r.ID, r)
	})
	return r, matches, locks, err
}

// signInChecks lists what a sign-in looks at, in order, up to the first failure. The page tells a locked account apart
// and nothing else; the record holds the reason.
func signInChecks(r userRow, email string, matches bool, now time.Time) ([]record.Check, *record.Refusal) {
	locked, status := r.lockedAt(now), r.PasswordStatus(now)
	newPassword := shell.Harness("jumpcloud", "user", "set", r.Username, "--password", "PASSWORD")
	list := record.Checklist{}
	list.Add(record.Check{
		Name:     "user",
		Title:    "The e-mail address is that of a user",
		Code:     CodeAuthenticationFailed,
		Expected: "a user of the organization",
		Got:      cmp.Or(r.Email, "none"),
		Fix: "type the e-mail address as it stands there, or create the user: " +
			shell.Harness("jumpcloud", "user", "add", record.Clip(email, maxName), "--password", "PASSWORD"),
	}, r.ID != "")
	list.Add(lockout(r.User, locked), !locked)
	list.Add(record.Check{
		Name:     "state",
		Title:    "The user is active",
		Code:     CodeAuthenticationFailed,
		Expected: string(Activated),
		Got:      string(r.State),
		Fix:      "activate the user: " + shell.Harness("jumpcloud", "user", "activate", r.Username),
	}, r.State == Activated)
	list.Add(record.Check{
		Name:     "password-status",
		Title:    "The password is set and has not expired",
		Code:     CodeAuthenticationFailed,
		Expected: string(PasswordActive),
		Got:      string(status),
		Fix:      "set a new password: " + newPassword,
	}, status == PasswordActive)
	list.Add(record.Check{
		Name:     "password",
		Title:    "The password is right",
		Code:     CodeAuthenticationFailed,
		Expected: "the user's password",
		Got:      wrongPassword(r.User, matches),
		Fix:      "type the right password, or set a new one: " + newPassword,
	}, matches)
	text := textAuthenticationFailed
	if locked {
		text = textAccountLocked
	}
	return list.Checks(), list.Refusal(text)
}

// wrongPassword is what is said of the password; nothing of the right one.
func wrongPassword(u User, matches bool) string {
	if matches {
		return ""
	}
	return "another, wrong password number " + strconv.Itoa(u.BadAttempts)
}
