package org

import (
	"fmt"
	"time"

	"samlharness/internal/shell"
	"samlharness/record"
)

// The organization's rule for wrong passwords. JumpCloud does not publish its defaults; these are within its documented
// ranges.
const (
	lockAfter   = 5                 // wrong passwords lock an account
	lockedFor   = 900 * time.Second // is how long it stays locked
	forgetAfter = 10 * time.Minute  // without a wrong password the earlier ones are forgotten
)

// mustCount reports whether a password changes the user's counters; a right one usually does not.
func (u User) mustCount(matches bool) bool {
	return !matches || u.Locked || u.BadAttempts > 0
}

// count applies one password to the counters. A locked account counts nothing.
func (u *User) count(matches bool, now time.Time) {
	if u.Locked && !u.lockedAt(now) {
		u.unlock()
	}
	switch {
	case u.Locked:
	case matches:
		u.BadAttempts, u.LastBadAttempt = 0, time.Time{}
	case !matches:
		if now.Sub(u.LastBadAttempt) >= forgetAfter {
			u.BadAttempts = 0
		}
		u.BadAttempts++
		u.LastBadAttempt = now
		if u.BadAttempts >= lockAfter {
			u.lock(now)
		}
	}
}

// countCode applies one second factor to its counter, which a right password leaves alone.
func (u *User) countCode(right bool, now time.Time) {
	if u.MFA.BadCodes++; right {
		u.MFA.BadCodes = 0
	}
	if u.MFA.BadCodes >= lockAfter {
		u.lock(now)
	}
}

func (u *User) lock(now time.Time) { u.Locked, u.LockedAt = true, now }

func (u *User) unlock() {
	u.Locked, u.LockedAt, u.BadAttempts, u.LastBadAttempt = false, time.Time{}, 0, time.Time{}
	u.MFA.BadCodes = 0
}

// lockedAt reports whether the account is locked at an instant; a lock ends by itself.
func (u User) lockedAt(now time.Time) bool {
	return u.Locked && now.Before(u.LockedAt.Add(lockedFor))
}

func lockText(u User, locked bool) string {
	if !locked {
		return "not locked"
	}
	return fmt.Sprintf("locked since %s, until %s", u.LockedAt.Format(time.RFC3339),
		u.LockedAt.Add(lockedFor).Format(time.RFC3339))
}

// LockoutRule is the organization's rule for wrong passwords in the words of passwordPolicy. Source: JumpCloud API 1.0,
// organizationsettings.
func LockoutRule() map[string]any {
	return map[string]any{
		"enableMaxLoginAttempts":     true,
		"maxLoginAttempts":           lockAfter,
		"enableLockoutTimeInSeconds": true,
		"lockoutTimeInSeconds":       int(lockedFor.Seconds()),
		"enableResetLockoutCounter":  true,
		"resetLockoutCounterMinutes": int(forgetAfter.Minutes()),
	}
}

// lockout is the check that an account is not locked.
func lockout(u User, locked bool) record.Check {
	return record.Check{
		Name:     "lockout",
		Title:    "The account is not locked",
		Code:     CodeAccountLocked,
		Expected: "not locked",
		Got:      lockText(u, locked),
		Fix: "unlock the account, or wait until the lock ends: " +
			shell.Harness("jumpcloud", "user", "unlock", u.Username),
	}
}
