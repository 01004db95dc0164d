package org

import (
	"time"

	"samlharness/internal/password"
)

// State is whether a user may use the organization's resources at all.
type State string

// The states of a user. Anything but Activated gives no access, whatever the password.
const (
	Activated State = "ACTIVATED"
	Staged    State = "STAGED"
	Suspended State = "SUSPENDED"
)

// User is a person of the organization. The password is kept apart and never shown.
type User struct {
	// ID is 24 hex digits and never changes. It is what the M365 directory writes as immutable ID.
	ID          string    `json:"id"`
	Username    string    `json:"username"`
	Email       string    `json:"email"`
	FirstName   string    `json:"firstname,omitempty"`
	LastName    string    `json:"lastname,omitempty"`
	DisplayName string    `json:"displayname,omitempty"`
	State       State     `json:"state"`
	Created     time.Time `json:"created"`
	// PasswordSet is false while the password is pending; PasswordExpired asks for a reset before the next sign-in.
	PasswordSet     bool `json:"passwordSet"`
	PasswordExpired bool `json:"password_expired,omitempty"`
	// Locked, since LockedAt, is after too many wrong passwords; it ends by itself.
	Locked   bool      `json:"account_locked,omitempty"`
	LockedAt time.Time `json:"account_locked_date,omitzero"`
	// BadAttempts counts wrong passwords up to LastBadAttempt.
	BadAttempts    int       `json:"badLoginAttempts,omitempty"`
	LastBadAttempt time.Time `json:"lastBadAttempt,omitzero"`
	// Directory is the user's binding to the M365 directory; the zero value when unbound.
	Directory DirectoryBinding `json:"directory,omitzero"`
	// Profile is everything else that the organization keeps of the person, nil when that is nothing. It is replaced as a
	// whole and never changed; [User.Personal] reads it.
	Profile *Profile `json:"profile,omitempty"`
	// MFA is about second factors.
	MFA MFA `json:"mfa,omitzero"`
}

// DirectoryBinding is a user's place in the Microsoft 365 directory.
type DirectoryBinding struct {
	// ImmutableID is what assertions for Microsoft 365 carry as NameID; "" is that of a user who is not bound.
	ImmutableID string `json:"immutableId"`
	// SyncedAt is when Microsoft last took it; SyncError is why it did not the last time, "" when it did.
	SyncedAt  time.Time `json:"syncedAt,omitzero"`
	SyncError string    `json:"syncError,omitempty"`
	// ThroughGroup tells that a group of the user is bound and the user is not: see [Organization.Associate].
	ThroughGroup bool `json:"throughGroup,omitempty"`
}

// Bound says whether the user is bound to the M365 directory.
func (u User) Bound() bool { return u.Directory.ImmutableID != "" }

// ImmutableID is the user's immutable ID in the M365 directory, "" when the user is not bound to it.
func (u User) ImmutableID() string { return u.Directory.ImmutableID }

// Name is what pages call the user: the display name, else first and last name, else the username.
func (u User) Name() string {
	switch {
	case u.DisplayName != "":
		return u.DisplayName
	case u.FirstName != "" && u.LastName != "":
		return u.FirstName + " " + u.LastName
	case u.FirstName+u.LastName != "":
		return u.FirstName + u.LastName
	}
	return u.Username
}

// Personal is the user's profile, empty when there is none.
func (u User) Personal() Profile {
	if u.Profile == nil {
		return Profile{}
	}
	return *u.Profile
}

// NewUser is what CreateUser needs. Username and Email are required.
type NewUser struct {
	Username, Email                  string
	FirstName, LastName, DisplayName string
	// Password may be "": the user's password is then pending and sign-in refused.
	Password string
	// ID is given to a user who comes from elsewhere; "" makes one.
	ID string
	// State defaults to Activated.
	State State
	// ImmutableID, when it is set, has the user bound to the M365 directory from the start; Microsoft is not told.
	ImmutableID string
	Profile     Profile
}

// UserUpdate changes those members of a user that are not nil.
type UserUpdate struct {
	Username, Email                  *string
	FirstName, LastName, DisplayName *string
	// State takes Activated and Suspended; nobody becomes Staged again.
	State *State
	// Password sets a new password and clears its expiry; it does not unlock.
	Password *string
	// PasswordExpired expires the password or lifts that.
	PasswordExpired *bool
	// Locked locks or unlocks the account and resets the count of wrong passwords.
	Locked *bool
	// Profile replaces all of it.
	Profile *Profile
	// RequireMFA asks for a second factor at every sign-in; MFAExcludedUntil lifts that until then.
	RequireMFA       *bool
	MFAExcludedUntil *time.Time
}

// userRow is a user as stored.
type userRow struct {
	User
	Password password.Hash `json:"passwordHash,omitempty"`
	Secrets  factorSecrets `json:"factorSecrets,omitzero"`
}
