package idp_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp"
	"samlharness/record"
)

const ssoLogin = "https://console.jumpcloud.com/login?context=sso&redirectTo=saml2%2Foffice365"

func ptr[T any](v T) *T { return &v }

func (w *world) update(ref string, change idp.UserUpdate) {
	w.t.Helper()
	_, err := w.UpdateUser(w.t.Context(), ref, change)
	require.NoError(w.t, err)
}

func TestRefusedPassword(t *testing.T) {
	for _, c := range []struct {
		name, email, password, reason, check string
		prepare                              func(*world)
	}{
		{"wrong password", "alice@contoso.com", "no", idp.CodeAuthenticationFailed, "password", nil},
		{"empty password", "alice@contoso.com", "", idp.CodeAuthenticationFailed, "password", nil},
		{"huge password", "alice@contoso.com", strings.Repeat("x", 2000), idp.CodeAuthenticationFailed, "password", nil},
		{"unknown user", "nobody@contoso.com", password, idp.CodeAuthenticationFailed, "user", nil},
		{"username is no e-mail", "alice", password, idp.CodeAuthenticationFailed, "user", nil},
		{"suspended", "alice@contoso.com", password, idp.CodeAuthenticationFailed, "state",
			func(w *world) { w.update("alice", idp.UserUpdate{State: ptr(idp.Suspended)}) }},
		{"staged", "new@contoso.com", password, idp.CodeAuthenticationFailed, "state", func(w *world) {
			_, err := w.CreateUser(w.t.Context(), idp.NewUser{
				Username: "new",
				Email:    "new@contoso.com",
				Password: password,
				State:    idp.Staged,
			})
			require.NoError(w.t, err)
		}},
		{"password pending", "new@contoso.com", "", idp.CodeAuthenticationFailed, "password-status", func(w *world) {
			_, err := w.CreateUser(w.t.Context(), idp.NewUser{Username: "new", Email: "new@contoso.com"})
			require.NoError(w.t, err)
		}},
		{"password expired", "alice@contoso.com", password, idp.CodeAuthenticationFailed, "password-status",
			func(w *world) { w.update("alice", idp.UserUpdate{PasswordExpired: ptr(true)}) }},
		{"locked", "alice@contoso.com", password, idp.CodeAccountLocked, "lockout",
			func(w *world) { w.update("alice", idp.UserUpdate{Locked: ptr(true)}) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			if c.prepare != nil {
				c.prepare(w)
			}
			b := w.browser()
			page := b.login(b.get(ssoLogin), c.email, c.password)
			assert.Equal(t, http.StatusUnauthorized, page.StatusCode)
			assert.Equal(t, c.reason, page.Reason)
			want := "Authentication failed."
			if c.reason == idp.CodeAccountLocked {
				want = "Your account can be locked for the following reasons: Failed login attempts. / Expired password. / " +
					"Expired Multi-factor Authentication (MFA) enrollment period. Your IT administrator will need to unlock your " +
					"account for you."
			}
			assert.Equal(t, want, page.Alert)
			assert.Equal(t, c.email, page.Fields["email"], "what was typed is kept")
			assert.Empty(t, page.Fields["password"])
			assert.Empty(t, page.Cookies(), "no session")
			e := w.last("sign-in")
			assert.Equal(t, record.Refused, e.Verdict)
			assert.Equal(t, c.reason, e.Refusal.Code)
			for _, check := range e.Checks {
				if check.Outcome == record.Fail {
					assert.Equal(t, c.check, check.Name)
				}
			}
		})
	}
}

func TestLockout(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	try := func(password string) string {
		t.Helper()
		a := b.login(b.get(ssoLogin), "bob@contoso.com", password)
		if a.StatusCode == http.StatusSeeOther {
			b = w.browser() // the next attempt starts without a session
		}
		return a.Reason
	}
	for range 4 {
		assert.Equal(t, idp.CodeAuthenticationFailed, try("wrong"))
	}
	assert.Empty(t, try(password), "a right password forgets the wrong ones")
	for range 4 {
		try("wrong")
	}
	w.clock.Advance(10 * time.Minute)
	assert.Equal(t, idp.CodeAuthenticationFailed, try("wrong"), "ten minutes forget the wrong ones")
	for range 3 {
		try("wrong")
	}
	assert.Equal(t, idp.CodeAccountLocked, try("wrong"), "the fifth locks")
	assert.Equal(t, idp.CodeAccountLocked, try(password))
	bob, err := w.User(t.Context(), "bob")
	require.NoError(t, err)
	assert.True(t, bob.Locked)
	assert.Equal(t, 5, bob.BadAttempts)
	w.clock.Advance(900*time.Second - time.Millisecond)
	assert.Equal(t, idp.CodeAccountLocked, try(password))
	w.clock.Advance(time.Millisecond)
	assert.Empty(t, try(password), "the lock ends by itself")

	for range 5 {
		try("wrong")
	}
	w.clock.Advance(900 * time.Second)
	assert.Equal(t, idp.CodeAuthenticationFailed, try("wrong"), "after a lock that ended, counting begins anew")
	for range 4 {
		try("wrong")
	}
	assert.Equal(t, idp.CodeAccountLocked, try(password))
	w.update("bob", idp.UserUpdate{Locked: ptr(false)})
	assert.Empty(t, try(password), "an administrator unlocks")
}

// What is typed is recorded, but not at any length.
func TestTypedNameIsRecordedWithinBounds(t *testing.T) {
	w := newWorld(t)
	_, err := w.SignIn(t.Context(), strings.Repeat("a", 50_000), "x")
	require.Error(t, err)
	assert.Equal(t, strings.Repeat("a", 1024), w.last("sign-in").Subject)
}

func TestSigningInAgainEndsTheOldSession(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn("alice@contoso.com")
	to, err := url.Parse(ssoURL)
	require.NoError(t, err)
	old := b.http.Jar.Cookies(to)
	require.Equal(t, http.StatusSeeOther, b.post(ssoLogin, url.Values{
		"email":    {"bob@contoso.com"},
		"password": {password},
	}).StatusCode)
	copied := w.browser()
	copied.http.Jar.SetCookies(to, old)
	loginPage(t, copied, copied.get(ssoURL))
}

func TestSuspensionEndsSessions(t *testing.T) {
	w := newWorld(t)
	alice, bob := w.signedIn("alice@contoso.com"), w.signedIn("bob@contoso.com")
	assert.NotEmpty(t, alice.get(ssoURL).Fields["SAMLResponse"])
	w.update("alice", idp.UserUpdate{State: ptr(idp.Suspended)})
	loginPage(t, alice, alice.get(ssoURL))
	require.NoError(t, w.DeleteUser(t.Context(), "bob"))
	loginPage(t, bob, bob.get(ssoURL))
	w.update("alice", idp.UserUpdate{State: ptr(idp.Activated)})
	loginPage(t, alice, alice.get(ssoURL))

	wang := w.signedIn("wang@contoso.com")
	w.update("wang", idp.UserUpdate{State: ptr(idp.Suspended)})
	w.update("wang", idp.UserUpdate{State: ptr(idp.Activated)})
	loginPage(t, wang, wang.get(ssoURL))
}

func TestSessionLivesWhileUsed(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn("alice@contoso.com")
	for range 3 {
		w.clock.Advance(idp.SessionIdle - time.Second)
		assert.NotEmpty(t, b.get(ssoURL).Fields["SAMLResponse"])
	}
	w.clock.Advance(idp.SessionIdle)
	loginPage(t, b, b.get(ssoURL))
}

func TestLogout(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn("alice@contoso.com")
	portal := b.get("https://console.jumpcloud.com/userconsole/")
	assert.Equal(t, "/userconsole/logout", portal.Action)
	out := b.post("https://console.jumpcloud.com"+portal.Action, nil)
	assert.Equal(t, "https://console.jumpcloud.com/login", out.Header.Get("Location"))
	loginPage(t, b, b.get(ssoURL))
}

func TestSessionCookie(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	a := b.login(b.get(ssoLogin), "alice@contoso.com", password)
	require.Len(t, a.Cookies(), 1)
	c := a.Cookies()[0]
	assert.Equal(t, "_jumpcloud_user_console_", c.Name)
	assert.True(t, c.Secure && c.HttpOnly)
	assert.Equal(t, http.SameSiteLaxMode, c.SameSite)
	assert.Equal(t, "jumpcloud.com", c.Domain)
	assert.Zero(t, c.MaxAge)
	again := b.login(b.get("https://console.jumpcloud.com/login?step=none"), "alice@contoso.com", password)
	for _, n := range again.Cookies() {
		assert.NotEqual(t, c.Value, n.Value, "every sign-in has a new token")
	}
}

func TestOtherSitesCannotDriveThePages(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/login?context=sso&redirectTo=saml2%2Foffice365", "/userconsole/logout",
		"/userconsole/auth"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://console.jumpcloud.com"+path,
			strings.NewReader("email=a&password=b"))
		require.NoError(t, err)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", "https://evil.example")
		assert.Equal(t, http.StatusForbidden, w.browser().do(req).StatusCode, path)
	}
	for _, to := range []string{"https://evil.example/", "//evil.example/", "https://evil.example/saml2/office365",
		"//evil.example/saml2/office365", "x:saml2/office365", "/saml2/office365", "saml2/../x", "saml2/a/b",
		"javascript:alert(1)", "%zz", ""} {
		page := w.browser().get("https://console.jumpcloud.com/login?context=sso&redirectTo=" + to)
		assert.Equal(t, "/login", page.Action, to)
	}
}

func TestNamesAreEscaped(t *testing.T) {
	w := newWorld(t)
	const evil = `<script>alert(1)</script>`
	w.update("bob", idp.UserUpdate{DisplayName: ptr(evil)})
	_, err := w.UpdateApplication(t.Context(), "office365", idp.ApplicationUpdate{
		Label:       ptr(evil),
		Description: ptr(evil),
	})
	require.NoError(t, err)
	b := w.signedIn("bob@contoso.com")
	portal := b.get("https://console.jumpcloud.com/userconsole/")
	assert.NotContains(t, portal.Body, evil)
	assert.Contains(t, portal.Links, evil)
	done := b.get(ssoURL)
	assert.NotContains(t, done.Body, evil)
	assert.NotEmpty(t, done.Fields["SAMLResponse"])
	login := w.browser().login(w.browser().get(ssoLogin), `"><script>alert(1)</script>`, "x")
	assert.NotContains(t, login.Body, evil)
	assert.Equal(t, `"><script>alert(1)</script>`, login.Fields["email"])
	wang := w.signedIn("wang@contoso.com").get("https://console.jumpcloud.com/userconsole/")
	assert.Contains(t, wang.Body, "王小明")
}
