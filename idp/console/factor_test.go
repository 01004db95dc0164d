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

// secured is a world in which alice must give a second factor, and has one.
func secured(t *testing.T, factors ...org.Factor) *idptest.World {
	t.Helper()
	w := idptest.NewWorld(t)
	required := true
	w.Update("alice", org.UserUpdate{RequireMFA: &required})
	for _, f := range factors {
		var err error
		if f == org.FactorTOTP {
			_, err = w.EnrolTOTP(t.Context(), "alice", "")
		} else {
			_, err = w.Enrol(t.Context(), "alice", f)
		}
		require.NoError(t, err)
	}
	return w
}

func code(t *testing.T, w *idptest.World) string {
	t.Helper()
	code, err := w.TOTPCode(t.Context(), "alice")
	require.NoError(t, err)
	return code
}

// asked is the page "Verify Your Identity" after the right password, on the way to office365.
func asked(t *testing.T, w *idptest.World, b *idptest.Browser) *idptest.Answer {
	t.Helper()
	led := b.Login(b.LoginPage(b.CrossPost(idptest.SSOURL, idptest.PostForm(idptest.MicrosoftRequest()))),
		"alice@contoso.com", idptest.Password)
	page := b.Next(led)
	require.Contains(t, page.Body, "Verify Your Identity")
	return page
}

// give posts the form of that page.
func give(b *idptest.Browser, page *idptest.Answer, values url.Values) *idptest.Answer {
	for _, name := range []string{"factor", "push"} {
		if v, ok := page.Fields[name]; ok && !values.Has(name) {
			values.Set(name, v)
		}
	}
	return b.Post("https://console.jumpcloud.com"+page.Action, values)
}

func TestCodeOnThePage(t *testing.T) {
	w := secured(t, org.FactorTOTP)
	b := w.Browser()
	page := asked(t, w, b)
	b.LoginPage(b.Get(idptest.SSOURL)) // nobody is signed in before the code
	assert.Equal(t, http.StatusFound, b.Get("https://console.jumpcloud.com/userconsole").StatusCode)

	assert.Contains(t, page.Body, "harness jumpcloud mfa code alice@contoso.com", "the app of this emulation")

	wrong := give(b, page, url.Values{"otp": {"000000"}})
	assert.Equal(t, http.StatusUnauthorized, wrong.StatusCode)
	assert.Equal(t, "Authentication failed.", wrong.Alert)
	e := w.Last(record.SecondFactor)
	failed, _ := e.FailedCheck()
	assert.Equal(t, "second-factor", failed.Name)
	assert.NotContains(t, failed.Got, code(t, w), "the right code stands nowhere")

	before := b.HTTP.Jar.Cookies(page.Request.URL)
	led := give(b, page, url.Values{"otp": {" " + code(t, w) + " "}})
	assert.NotEqual(t, before, b.HTTP.Jar.Cookies(page.Request.URL), "a new session token")
	assert.NotEmpty(t, b.Next(led).Fields["SAMLResponse"])
	assert.Equal(t, record.Accepted, w.Last(record.SecondFactor).Verdict)
}

// A code works once, and in its own period and the next.
func TestCodeInTime(t *testing.T) {
	w := secured(t, org.FactorTOTP)
	try := func(code string) int {
		b := w.Browser()
		return give(b, asked(t, w, b), url.Values{"otp": {code}}).StatusCode
	}
	first := code(t, w)
	assert.Equal(t, http.StatusSeeOther, try(first))
	assert.Equal(t, http.StatusUnauthorized, try(first), "used")
	w.Clock.Advance(30 * time.Second)
	second := code(t, w)
	w.Clock.Advance(30 * time.Second)
	third := code(t, w)
	assert.Equal(t, http.StatusSeeOther, try(third))
	assert.Equal(t, http.StatusUnauthorized, try(second), "older than the last one")
	w.Clock.Advance(30 * time.Second)
	late := code(t, w)
	w.Clock.Advance(60 * time.Second)
	assert.Equal(t, http.StatusUnauthorized, try(late), "its time is over")
}

// Wrong codes lock the account, and the right password between them does not help whoever guesses.
func TestWrongCodesLock(t *testing.T) {
	w := secured(t, org.FactorTOTP)
	before := w.Browser()
	open := asked(t, w, before)
	for range 5 {
		b := w.Browser()
		give(b, asked(t, w, b), url.Values{"otp": {"000000"}})
		wrong, ok := w.Log.LastRefused()
		require.True(t, ok)
		assert.Equal(t, record.SecondFactor, wrong.Kind)
		assert.NotEmpty(t, wrong.CorrelationID, "the page leads there")
	}
	give(before, open, url.Values{"otp": {code(t, w)}})
	locked, _ := w.Last(record.SecondFactor).FailedCheck()
	assert.Contains(t, locked.Fix, "`harness jumpcloud user unlock alice`")
	b := w.Browser()
	page := b.Login(b.Get(idptest.SSOLogin), "alice@contoso.com", idptest.Password)
	assert.Contains(t, page.Alert, "Your account can be locked")
	w.Clock.Advance(15 * time.Minute)
	b = w.Browser()
	assert.Equal(t, http.StatusSeeOther, give(b, asked(t, w, b), url.Values{"otp": {code(t, w)}}).StatusCode)
}

func TestPushOnThePage(t *testing.T) {
	for name, c := range map[string]struct {
		answer func(*testing.T, *idptest.World)
		alert  string
	}{
		"approved": {func(t *testing.T, w *idptest.World) {
			_, err := w.AnswerPush(t.Context(), "alice", true)
			require.NoError(t, err)
		}, ""},
		"denied": {func(t *testing.T, w *idptest.World) {
			_, err := w.AnswerPush(t.Context(), "alice", false)
			require.NoError(t, err)
		}, "Authentication failed."},
		"expired": {func(_ *testing.T, w *idptest.World) { w.Clock.Advance(org.PushFor) }, "Authentication failed."},
	} {
		t.Run(name, func(t *testing.T) {
			w := secured(t, org.FactorTOTP, org.FactorPush)
			b := w.Browser()
			waits := b.Next(give(b, asked(t, w, b), url.Values{"factor": {"push"}}))
			assert.Contains(t, waits.Body, "A push is waiting on your phone.")
			early := give(b, waits, url.Values{})
			assert.Equal(t, http.StatusOK, early.StatusCode)
			assert.Contains(t, early.Body, "Nobody has answered the push yet.")
			c.answer(t, w)
			led := give(b, waits, url.Values{})
			assert.Equal(t, c.alert, led.Alert)
			if c.alert == "" {
				assert.NotEmpty(t, b.Next(led).Fields["SAMLResponse"])
			} else {
				assert.Equal(t, "push", led.Fields["factor"], "the page asks for the same factor again")
			}
		})
	}
}

// A push belongs to the browser that asked for it.
func TestPushOfAnotherBrowser(t *testing.T) {
	w := secured(t, org.FactorPush)
	b, thief := w.Browser(), w.Browser()
	waits := b.Next(give(b, asked(t, w, b), url.Values{}))
	other := asked(t, w, thief)
	_, err := w.AnswerPush(t.Context(), "alice", true)
	require.NoError(t, err)
	assert.NotEmpty(t, give(thief, other, url.Values{"push": {waits.Fields["push"]}}).Alert)
}

// The person answers at the portal of another browser, which stands for the phone.
func TestPushAnsweredInThePortal(t *testing.T) {
	w := secured(t, org.FactorPush)
	phone := w.Browser()
	waits := phone.Next(give(phone, asked(t, w, phone), url.Values{}))
	_, err := w.AnswerPush(t.Context(), "alice", true)
	require.NoError(t, err)
	give(phone, waits, url.Values{})

	b := w.Browser()
	waits = b.Next(give(b, asked(t, w, b), url.Values{}))
	security := phone.Get("https://console.jumpcloud.com/userconsole/security")
	assert.Contains(t, security.Body, "A sign-in waits for your answer")
	assert.Contains(t, security.Body, "JumpCloud Protect push")
	phone.Post("https://console.jumpcloud.com/userconsole/push", url.Values{"answer": {"approve"}})
	assert.NotEmpty(t, b.Next(give(b, waits, url.Values{})).Fields["SAMLResponse"])
}

// The person may choose among factors, of those that the policy takes.
func TestFactorsOffered(t *testing.T) {
	w := secured(t, org.FactorTOTP, org.FactorPush)
	b := w.Browser()
	page := asked(t, w, b)
	assert.Equal(t, "totp", page.Fields["factor"])
	back := b.Get("https://console.jumpcloud.com" + mustPath(t, page.Links["Back"]))
	assert.Contains(t, back.Body, "SSO Login", "on the way to the same application")
	push := b.Get("https://console.jumpcloud.com" + mustPath(t, page.Links["Use JumpCloud Protect"]))
	assert.Equal(t, "push", push.Fields["factor"])

	_, err := w.CreatePolicy(t.Context(), org.Policy{Name: "Push", Type: org.PolicyApplication,
		Effect: org.PolicyEffect{RequireMFA: true, Factors: []org.Factor{org.FactorPush}}})
	require.NoError(t, err)
	b = w.Browser()
	page = asked(t, w, b)
	assert.Equal(t, "push", page.Fields["factor"])
	assert.NotContains(t, page.Links, "Use an authenticator app")
}

func mustPath(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	return u.RequestURI()
}

func TestLargeFormOfAFactor(t *testing.T) {
	w := secured(t, org.FactorTOTP)
	b := w.Browser()
	answer := give(b, asked(t, w, b), url.Values{"otp": {strings.Repeat("1", 65<<10)}})
	assert.Equal(t, http.StatusRequestEntityTooLarge, answer.StatusCode)
}

func TestNoFactorThatCounts(t *testing.T) {
	w := secured(t)
	b := w.Browser()
	page := asked(t, w, b)
	assert.Equal(t, org.CodeNoFactor, page.Reason)
	assert.Contains(t, page.Body, "Microsoft 365 at contoso.com")
	assert.Contains(t, page.Body, "harness jumpcloud mfa enroll alice@contoso.com")
	assert.Equal(t, org.CodeNoFactor, w.Last(record.SecondFactor).Refusal.Code)
	until := w.Clock.Now().Add(time.Hour)
	w.Update("alice", org.UserUpdate{MFAExcludedUntil: &until})
	b = w.SignedIn("alice@contoso.com")
	assert.NotEmpty(t, b.Get(idptest.SSOURL).Fields["SAMLResponse"], "excluded for an hour")
}

// A session without a second factor is asked for one where a policy asks, and the sign-in goes on where it was.
func TestSteppedUp(t *testing.T) {
	w := idptest.NewWorld(t)
	b := w.SignedIn("alice@contoso.com")
	_, err := w.EnrolTOTP(t.Context(), "alice", "")
	require.NoError(t, err)
	_, err = w.CreatePolicy(t.Context(), org.Policy{Name: "MFA", Type: org.PolicyApplication,
		Effect: org.PolicyEffect{RequireMFA: true}})
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, b.Get("https://console.jumpcloud.com/userconsole").StatusCode, "the portal asks not")
	led := b.Post(idptest.SSOURL, idptest.PostForm(idptest.MicrosoftRequest()))
	page := b.Next(led)
	require.Equal(t, "totp", page.Fields["factor"], page.Body)
	done := b.Next(give(b, page, url.Values{"otp": {code(t, w)}}))
	assert.Equal(t, "relay", done.Fields["RelayState"])
	assert.NotEmpty(t, b.Get(idptest.SSOURL).Fields["SAMLResponse"], "asked once")
}

// ForceAuthn asks for the password and the factor anew, and ends.
func TestForceAuthnWithAFactor(t *testing.T) {
	w := secured(t, org.FactorTOTP)
	force := idptest.MicrosoftRequest()
	force.ForceAuthn = true
	b := w.Browser()
	page := b.Next(b.Login(b.LoginPage(b.CrossPost(idptest.SSOURL, idptest.PostForm(force))), "alice@contoso.com",
		idptest.Password))
	assert.NotEmpty(t, b.Next(give(b, page, url.Values{"otp": {code(t, w)}})).Fields["SAMLResponse"])
}

func TestPortalPolicies(t *testing.T) {
	const portal = "https://console.jumpcloud.com/userconsole"
	w := idptest.NewWorld(t)
	b := w.SignedIn("alice@contoso.com")
	_, err := w.EnrolTOTP(t.Context(), "alice", "")
	require.NoError(t, err)
	require.NoError(t, w.SetDefaultPolicy(t.Context(), org.PolicyUserPortal, org.PolicyEffect{RequireMFA: true}))
	page := b.Next(b.Get(portal))
	require.Equal(t, "totp", page.Fields["factor"])
	assert.Equal(t, http.StatusOK, b.Next(give(b, page, url.Values{"otp": {code(t, w)}})).StatusCode)
	require.NoError(t, w.SetDefaultPolicy(t.Context(), org.PolicyUserPortal, org.PolicyEffect{
		Action: org.PolicyDeny, Message: org.PolicyMessage{Text: "Not <here>.", Primary: org.PolicyHelp{
			URL: "https://help.contoso.com/"}}}))
	denied := b.Get(portal)
	assert.Equal(t, org.CodePolicyDenied, denied.Reason)
	assert.Contains(t, denied.Body, "Not &lt;here&gt;.")
	assert.Contains(t, denied.Links, "https://help.contoso.com/")
	e := w.Last(record.SignIn)
	assert.Equal(t, record.Refused, e.Verdict)
	assert.Equal(t, "alice@contoso.com", e.Subject)
	assert.Equal(t, org.CodePolicyDenied, e.Refusal.Code)
	assert.Equal(t, "Not <here>.", e.Refusal.Message, "what the page says")
	assert.Equal(t, "denied by the default policy", e.Refusal.Got)
	assert.Equal(t, "https://console.jumpcloud.com/login?loggedOut=true",
		b.Post("https://console.jumpcloud.com"+denied.Action, nil).Header.Get("Location"))
}

// A denied application leads to the portal, which says so once.
func TestPolicyDenial(t *testing.T) {
	w := idptest.NewWorld(t)
	b := w.SignedIn("alice@contoso.com")
	_, err := w.CreatePolicy(t.Context(), org.Policy{Name: "Deny", Type: org.PolicyApplication,
		Effect: org.PolicyEffect{Action: org.PolicyDeny, Message: org.PolicyMessage{Text: "Not today.",
			Primary: org.PolicyHelp{Text: "Help desk", URL: "https://help.contoso.com/"}}}})
	require.NoError(t, err)
	led := b.Post(idptest.SSOURL, idptest.PostForm(idptest.MicrosoftRequest()))
	assert.Equal(t, "https://console.jumpcloud.com/userconsole#/?error=policyDenial", led.Header.Get("Location"))
	page := b.Next(led)
	assert.Equal(t, "policy denied", page.Reason)
	assert.Contains(t, page.Body, "Not today.")
	assert.Equal(t, "https://help.contoso.com/", page.Links["Help desk"])
	e := w.Last(record.Response)
	assert.Equal(t, "policy denied", e.Refusal.Code)
	assert.Equal(t, "denied by Deny", e.Refusal.Got)
	assert.Equal(t, "Not today.", e.Refusal.Message, "what the page says")
	assert.Empty(t, b.Get("https://console.jumpcloud.com/userconsole").Reason, "once")
}
