package console_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp/org"
	"samlharness/internal/idptest"
	"samlharness/record"
)

func TestRefusedPassword(t *testing.T) {
	for _, c := range []struct {
		name, email, password, reason, check string
		prepare                              func(*idptest.World)
	}{
		{"wrong password", "alice@contoso.com", "no", org.CodeAuthenticationFailed, "password", nil},
		{"empty password", "alice@contoso.com", "", org.CodeAuthenticationFailed, "password", nil},
		{"huge password", "alice@contoso.com", strings.Repeat("x", 2000), org.CodeAuthenticationFailed, "password", nil},
		{"unknown user", "nobody@contoso.com", idptest.Password, org.CodeAuthenticationFailed, "user", nil},
		{"username is not an e-mail", "alice", idptest.Password, org.CodeAuthenticationFailed, "user", nil},
		{"suspended", "alice@contoso.com", idptest.Password, org.CodeAuthenticationFailed, "state",
			func(w *idptest.World) { w.Update("alice", org.UserUpdate{State: new(org.Suspended)}) }},
		{"staged", "new@contoso.com", idptest.Password, org.CodeAuthenticationFailed, "state", func(w *idptest.World) {
			_, err := w.CreateUser(w.T.Context(), org.NewUser{
				Username: "new",
				Email:    "new@contoso.com",
				Password: idptest.Password,
				State:    org.Staged,
			})
			require.NoError(w.T, err)
		}},
		{"password pending", "new@contoso.com", "", org.CodeAuthenticationFailed, "password-status", func(w *idptest.World) {
			_, err := w.CreateUser(w.T.Context(), org.NewUser{Username: "new", Email: "new@contoso.com"})
			require.NoError(w.T, err)
		}},
		{"password expired", "alice@contoso.com", idptest.Password, org.CodeAuthenticationFailed, "password-status",
			func(w *idptest.World) { w.Update("alice", org.UserUpdate{PasswordExpired: new(true)}) }},
		{"locked", "alice@contoso.com", idptest.Password, org.CodeAccountLocked, "lockout",
			func(w *idptest.World) { w.Update("alice", org.UserUpdate{Locked: new(true)}) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := idptest.NewWorld(t)
			if c.prepare != nil {
				c.prepare(w)
			}
			b := w.Browser()
			page := b.Login(b.Get(idptest.SSOLogin), c.email, c.password)
			assert.Equal(t, http.StatusUnauthorized, page.StatusCode)
			assert.Equal(t, c.reason, page.Reason)
			want := "Authentication failed."
			if c.reason == org.CodeAccountLocked {
				want = "Your account can be locked for the following reasons: Failed login attempts. / Expired password. / " +
					"Expired Multi-factor Authentication (MFA) enrollment period. Your IT administrator will need to unlock your " +
					"account for you."
			}
			assert.Equal(t, want, page.Alert)
			assert.Equal(t, c.email, page.Fields["email"], "what was typed is kept")
			assert.Empty(t, page.Fields["password"])
			assert.Empty(t, page.Cookies(), "no session")
			e := w.Last(record.Password)
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
	w := idptest.NewWorld(t)
	b := w.Browser()
	try := func(password string) string {
		t.Helper()
		a := b.Login(b.Get(idptest.SSOLogin), "bob@contoso.com", password)
		if a.StatusCode == http.StatusSeeOther {
			b = w.Browser() // the next attempt starts without a session
		}
		return a.Reason
	}
	for range 4 {
		assert.Equal(t, org.CodeAuthenticationFailed, try("wrong"))
	}
	assert.Empty(t, try(idptest.Password), "a right password forgets the wrong ones")
	for range 4 {
		try("wrong")
	}
	w.Clock.Advance(10 * time.Minute)
	assert.Equal(t, org.CodeAuthenticationFailed, try("wrong"), "ten minutes forget the wrong ones")
	for range 3 {
		try("wrong")
	}
	assert.Equal(t, org.CodeAccountLocked, try("wrong"), "the fifth locks")
	assert.Equal(t, org.CodeAccountLocked, try(idptest.Password))
	bob, err := w.User(t.Context(), "bob")
	require.NoError(t, err)
	assert.True(t, bob.Locked)
	assert.Equal(t, 5, bob.BadAttempts)
	w.Clock.Advance(900*time.Second - time.Millisecond)
	assert.Equal(t, org.CodeAccountLocked, try(idptest.Password))
	w.Clock.Advance(time.Millisecond)
	assert.Empty(t, try(idptest.Password), "the lock ends by itself")

	for range 5 {
		try("wrong")
	}
	w.Clock.Advance(900 * time.Second)
	assert.Equal(t, org.CodeAuthenticationFailed, try("wrong"), "after a lock that ended, counting begins anew")
	for range 4 {
		try("wrong")
	}
	assert.Equal(t, org.CodeAccountLocked, try(idptest.Password))
	w.Update("bob", org.UserUpdate{Locked: new(false)})
	assert.Empty(t, try(idptest.Password), "an administrator unlocks")
}

func TestSigningInAgainEndsTheOldSession(t *testing.T) {
	w := idptest.NewWorld(t)
	b := w.SignedIn("alice@contoso.com")
	to, err := url.Parse(idptest.SSOURL)
	require.NoError(t, err)
	old := b.HTTP.Jar.Cookies(to)
	require.Equal(t, http.StatusSeeOther, b.Post(idptest.SSOLogin, url.Values{
		"email":    {"bob@contoso.com"},
		"password": {idptest.Password},
	}).StatusCode)
	copied := w.Browser()
	copied.HTTP.Jar.SetCookies(to, old)
	copied.LoginPage(copied.Get(idptest.SSOURL))
}

func TestSuspensionEndsSessions(t *testing.T) {
	w := idptest.NewWorld(t)
	alice, bob := w.SignedIn("alice@contoso.com"), w.SignedIn("bob@contoso.com")
	assert.NotEmpty(t, alice.Get(idptest.SSOURL).Fields["SAMLResponse"])
	w.Update("alice", org.UserUpdate{State: new(org.Suspended)})
	alice.LoginPage(alice.Get(idptest.SSOURL))
	require.NoError(t, w.DeleteUser(t.Context(), "bob"))
	bob.LoginPage(bob.Get(idptest.SSOURL))
	w.Update("alice", org.UserUpdate{State: new(org.Activated)})
	alice.LoginPage(alice.Get(idptest.SSOURL))

	wang := w.SignedIn("wang@contoso.com")
	w.Update("wang", org.UserUpdate{State: new(org.Suspended)})
	w.Update("wang", org.UserUpdate{State: new(org.Activated)})
	wang.LoginPage(wang.Get(idptest.SSOURL))
}

func TestSessionLivesWhileUsed(t *testing.T) {
	w := idptest.NewWorld(t)
	b := w.SignedIn("alice@contoso.com")
	for range 3 {
		w.Clock.Advance(org.SessionIdle - time.Second)
		assert.NotEmpty(t, b.Get(idptest.SSOURL).Fields["SAMLResponse"])
	}
	w.Clock.Advance(org.SessionIdle)
	b.LoginPage(b.Get(idptest.SSOURL))
}

func TestLogout(t *testing.T) {
	w := idptest.NewWorld(t)
	b := w.SignedIn("alice@contoso.com")
	portal := b.Get("https://console.jumpcloud.com/userconsole/")
	assert.Equal(t, "/userconsole/logout", portal.Action)
	out := b.Post("https://console.jumpcloud.com"+portal.Action, nil)
	assert.Equal(t, "https://console.jumpcloud.com/login?loggedOut=true", out.Header.Get("Location"))
	assert.Contains(t, b.Next(out).Body, "You are logged out of JumpCloud.")
	b.LoginPage(b.Get(idptest.SSOURL))
}

func TestSessionCookie(t *testing.T) {
	w := idptest.NewWorld(t)
	b := w.Browser()
	a := b.Login(b.Get(idptest.SSOLogin), "alice@contoso.com", idptest.Password)
	require.Len(t, a.Cookies(), 1)
	c := a.Cookies()[0]
	assert.Equal(t, "_jumpcloud_user_console_", c.Name)
	assert.True(t, c.Secure && c.HttpOnly)
	assert.Equal(t, http.SameSiteLaxMode, c.SameSite)
	assert.Equal(t, "jumpcloud.com", c.Domain)
	assert.Zero(t, c.MaxAge)
	again := b.Login(b.Get("https://console.jumpcloud.com/login?step=none"), "alice@contoso.com", idptest.Password)
	for _, n := range again.Cookies() {
		assert.NotEqual(t, c.Value, n.Value, "every sign-in has a new token")
	}
}

func TestOtherSitesCannotDriveThePages(t *testing.T) {
	w := idptest.NewWorld(t)
	for _, path := range []string{"/login?context=sso&redirectTo=saml2%2Foffice365", "/userconsole/logout",
		"/userconsole/auth"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://console.jumpcloud.com"+path,
			strings.NewReader("email=a&password=b"))
		require.NoError(t, err)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", "https://evil.example")
		assert.Equal(t, http.StatusForbidden, w.Browser().Do(req).StatusCode, path)
	}
	for _, to := range []string{"https://evil.example/", "//evil.example/", "https://evil.example/saml2/office365",
		"//evil.example/saml2/office365", "x:saml2/office365", "/saml2/office365", "saml2/../x", "saml2/a/b",
		"javascript:alert(1)", "%zz", ""} {
		page := w.Browser().Get("https://console.jumpcloud.com/login?context=sso&redirectTo=" + to)
		assert.Equal(t, "/login", page.Action, to)
	}
}

func TestNamesAreEscaped(t *testing.T) {
	w := idptest.NewWorld(t)
	const evil = `<script>alert(1)</script>`
	w.Update("bob", org.UserUpdate{DisplayName: new(evil)})
	_, err := w.UpdateApplication(t.Context(), "office365", org.ApplicationUpdate{
		Label:       new(evil),
		Description: new(evil),
	})
	require.NoError(t, err)
	b := w.SignedIn("bob@contoso.com")
	portal := b.Get("https://console.jumpcloud.com/userconsole/")
	assert.NotContains(t, portal.Body, evil)
	assert.Contains(t, portal.Links, evil)
	done := b.Get(idptest.SSOURL)
	assert.NotContains(t, done.Body, evil)
	assert.NotEmpty(t, done.Fields["SAMLResponse"])
	login := w.Browser().Login(w.Browser().Get(idptest.SSOLogin), `"><script>alert(1)</script>`, "x")
	assert.NotContains(t, login.Body, evil)
	assert.Equal(t, `"><script>alert(1)</script>`, login.Fields["email"])
	wang := w.SignedIn("wang@contoso.com").Get("https://console.jumpcloud.com/userconsole/")
	assert.Contains(t, wang.Body, "王小明")
}
