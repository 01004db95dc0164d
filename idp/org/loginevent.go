package org

import "context"

// attempted keeps the event of a password that was typed: user_login_attempt. Source: JumpCloud Directory Insights API;
// Sekoia.io documentation, JumpCloud event samples.
func (o *Organization) attempted(ctx context.Context, u User, email string, refused error) {
	by := Initiator{Type: "user", ID: u.ID, Username: u.Username}
	if u.ID == "" {
		by.Username = email
	}
	message := ""
	if refused != nil {
		message = textAuthenticationFailed
	}
	o.AddEvent(ctx, Event{Service: ServiceDirectory, Type: "user_login_attempt", By: by, Members: map[string]any{
		"success": refused == nil, "mfa": false, "error_message": message,
		"auth_context": map[string]any{"auth_methods": map[string]any{"password": map[string]any{"success": refused == nil}}},
	}})
}
