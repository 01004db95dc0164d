package org

import "time"

// PasswordStatus is what the Admin Portal shows beside a user's state, in its words.
type PasswordStatus string

// The statuses of a password. An account can be locked and its password expired; the lock is shown then. Source:
// JumpCloud support: user states and password statuses.
const (
	PasswordActive   PasswordStatus = "Active"
	PasswordPending  PasswordStatus = "Password Pending"
	PasswordExpired  PasswordStatus = "Password Expired"
	AccountLockedOut PasswordStatus = "Account Locked Out"
)

// PasswordStatus is the user's at an instant: a lock ends by itself.
func (u User) PasswordStatus(at time.Time) PasswordStatus {
	switch {
	case !u.PasswordSet:
		return PasswordPending
	case u.lockedAt(at):
		return AccountLockedOut
	case u.PasswordExpired:
		return PasswordExpired
	}
	return PasswordActive
}
