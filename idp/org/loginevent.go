package org

import "context"

// attempt is a password or a second factor that somebody gave.
type attempt struct {
	user  User   // the zero value where nobody has the address
	email string // as it was typed
	// factor is the second factor, "" for the password alone.
	factor Factor
	// right says that it signed them in, locks that it locked the account.
	right, locks bool
}

// attempted keeps the event of an attempt, user_login_attempt, and user_lockout where it locked the account. A right
// password has none while a second factor is outstanding. Source: JumpCloud Directory Insights API; Sekoia.io
// documentation, JumpCloud event samples.
func (o *Organization) attempted(ctx context.Context, a attempt) {
	by := Initiator{Type: "user", ID: a.user.ID, Username: a.user.Username}
	if a.user.ID == "" {
		by.Username = a.email
	}
	members := map[string]any{"success": a.right, "mfa": a.factor != "", "error_message": ""}
	if !a.right {
		members["error_message"] = textAuthenticationFailed
	}
	methods := map[string]any{"password": map[string]any{"success": a.right || a.factor != ""}}
	if a.factor != "" {
		members["mfa_meta"] = map[string]any{"type": string(a.factor)}
		methods[string(a.factor)] = map[string]any{"success": a.right}
	}
	members["auth_context"] = map[string]any{"auth_methods": methods}
	o.AddEvent(ctx, Event{Service: ServiceDirectory, Type: "user_login_attempt", By: by, Members: members})
	if a.locks {
		o.changed(As(ctx, by), nil, "user_lockout", "user", a.user.ID, a.user.Username)
	}
}
