package console_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/idp/org"
	"samlharness/internal/idptest"
)

// eventsOf are the events of a type, oldest first.
func eventsOf(w *idptest.World, kind string) (list []org.Event) {
	for _, e := range w.Events() {
		if e.Type == kind {
			list = append(list, e)
		}
	}
	return list
}

// methods are auth_methods of an event.
func methods(e org.Event) any { return e.Members["auth_context"].(map[string]any)["auth_methods"] }

// The log has an event for each second factor that was given, and none for a right password before it.
func TestEventsOfASecondFactor(t *testing.T) {
	right, wrong := map[string]any{"success": true}, map[string]any{"success": false}
	w := secured(t, org.FactorTOTP)
	b := w.Browser()
	page := asked(t, w, b)
	assert.Empty(t, eventsOf(w, "user_login_attempt"), "the factor is outstanding")
	give(b, page, url.Values{"otp": {"000000"}})
	b.Next(give(b, page, url.Values{"otp": {code(t, w)}}))

	attempts := eventsOf(w, "user_login_attempt")
	if assert.Len(t, attempts, 2) {
		for i, c := range []struct {
			success bool
			message string
			totp    any
		}{{false, "Authentication failed.", wrong}, {true, "", right}} {
			e := attempts[i]
			assert.Equal(t, "alice", e.By.Username)
			assert.Equal(t, "127.0.0.1", e.By.IP)
			assert.Equal(t, c.success, e.Members["success"])
			assert.Equal(t, true, e.Members["mfa"])
			assert.Equal(t, map[string]any{"type": "totp"}, e.Members["mfa_meta"])
			assert.Equal(t, c.message, e.Members["error_message"])
			assert.Equal(t, map[string]any{"password": right, "totp": c.totp}, methods(e))
		}
	}
	sso := eventsOf(w, "sso_auth")
	if assert.Len(t, sso, 1) {
		assert.Equal(t, true, sso[0].Members["mfa"])
		assert.Equal(t, map[string]any{"password": right, "totp": right}, methods(sso[0]))
	}
}

// The event of a lock comes once, after the attempt that locked.
func TestEventOfALockByCodes(t *testing.T) {
	w := secured(t, org.FactorTOTP)
	b := w.Browser()
	page := asked(t, w, b)
	for range 6 {
		give(b, page, url.Values{"otp": {"000000"}})
	}
	locks := eventsOf(w, "user_lockout")
	if assert.Len(t, locks, 1) {
		assert.Equal(t, "user", locks[0].By.Type)
		assert.Equal(t, "alice", locks[0].By.Username)
		assert.Equal(t, "127.0.0.1", locks[0].By.IP)
	}
}
