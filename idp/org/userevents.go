package org

import "context"

// userChanged keeps the events of a change. Suspension appears as state and as suspended. Source: Sekoia.io
// documentation, JumpCloud event samples.
func (o *Organization) userChanged(ctx context.Context, before, after User, change UserUpdate) {
	event := func(kind string, changes ...Change) {
		o.changed(ctx, nil, kind, "user", after.ID, after.Username, changes...)
	}
	fields := differences(
		Change{"username", before.Username, after.Username},
		Change{"email", before.Email, after.Email},
		Change{"firstname", before.FirstName, after.FirstName},
		Change{"lastname", before.LastName, after.LastName},
		Change{"displayname", before.DisplayName, after.DisplayName},
		Change{"state", string(before.State), string(after.State)},
		Change{"suspended", before.State == Suspended, after.State == Suspended},
		Change{"account_locked", before.Locked, after.Locked},
		Change{"alternateEmail", before.Personal().AlternateEmail, after.Personal().AlternateEmail},
		Change{"department", before.Personal().Department, after.Personal().Department},
		Change{"jobTitle", before.Personal().JobTitle, after.Personal().JobTitle},
	)
	if len(fields) > 0 || change.Profile != nil {
		event("user_update", fields...)
	}
	switch {
	case before.State != Suspended && after.State == Suspended:
		event("user_suspended")
	case before.State == Suspended && after.State == Activated:
		event("user_unsuspended")
	case before.State == Staged && after.State == Activated:
		event("user_activated")
	}
	switch {
	case before.Locked && !after.Locked:
		event("user_unlocked")
	case !before.Locked && after.Locked:
		event("user_lockout")
	}
	if change.Password != nil {
		event("user_password_set")
	}
	if !before.PasswordExpired && after.PasswordExpired {
		event("user_password_expired")
	}
}
