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
	"samlharness/internal/wire"
	"samlharness/record"
)

// loginPage sends a request without a session and follows to the login page.
func loginPage(t *testing.T, b *browser, first *answer) *answer {
	t.Helper()
	to, err := first.Location()
	require.NoError(t, err, first.Body)
	assert.Equal(t, "https://console.jumpcloud.com/login", to.Scheme+"://"+to.Host+to.Path)
	assert.Equal(t, "sso", to.Query().Get("context"))
	page := b.next(first)
	require.Equal(t, http.StatusOK, page.StatusCode)
	return page
}

func TestServiceProviderInitiated(t *testing.T) {
	request := microsoftRequest()
	byRedirect, err := wire.RedirectURL(ssoURL, request.XML(), "relay")
	require.NoError(t, err)
	for name, send := range map[string]func(*browser) *answer{
		"POST":     func(b *browser) *answer { return b.crossPost(ssoURL, postForm(request)) },
		"Redirect": func(b *browser) *answer { return b.get(byRedirect + "&username=alice%40contoso.com") },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			b := w.browser()
			page := loginPage(t, b, send(b))
			assert.Equal(t, "alice@contoso.com", page.Fields["email"], "the hint fills the field")
			w.clock.Advance(30 * time.Second)
			led := b.login(page, "alice@contoso.com", password)
			assert.Regexp(t, `^https://sso\.jumpcloud\.com/saml2/office365\?samlToken=[0-9a-f-]{36}$`,
				led.Header.Get("Location"))
			done := b.next(led)
			assert.Equal(t, wire.MicrosoftACS, done.Action)
			assert.Equal(t, "relay", done.Fields["RelayState"])
			app, err := w.Application(t.Context(), "office365")
			require.NoError(t, err)
			checkAssertion(t, w, readResponse(t, done.Fields["SAMLResponse"], app), request.ID)
			assert.Equal(t, request.ID, w.last("AuthnRequest").MessageID)
			sent := w.last("Response")
			assert.Equal(t, record.Sent, sent.Verdict)
			assert.Equal(t, request.ID, sent.InResponseTo)
			for _, c := range sent.Checks {
				assert.Equal(t, record.Pass, c.Outcome, c.Name)
			}
		})
	}
}

// checkAssertion compares an assertion for alice, given at 09:15:30, with what the Microsoft 365 connector must send.
func checkAssertion(t *testing.T, w *world, i issued, inResponseTo string) {
	t.Helper()
	alice, err := w.User(t.Context(), "alice")
	require.NoError(t, err)
	assert.Equal(t, inResponseTo, attr(i.response, "InResponseTo"))
	assert.Equal(t, wire.MicrosoftACS, attr(i.response, "Destination"))
	assert.Equal(t, "https://contoso.com", i.response.Child(wire.NamespaceAssertion, "Issuer").Text())
	assert.Equal(t, "https://contoso.com", i.find(t, "Issuer").Text())
	nameID := i.find(t, "NameID")
	assert.Equal(t, alice.ID, nameID.Text())
	assert.Equal(t, wire.NameIDPersistent, attr(nameID, "Format"))
	data := i.find(t, "SubjectConfirmationData")
	assert.Equal(t, inResponseTo, attr(data, "InResponseTo"))
	assert.Equal(t, wire.MicrosoftACS, attr(data, "Recipient"))
	assert.Equal(t, "2026-03-02T09:20:30.000Z", attr(data, "NotOnOrAfter"))
	_, has := data.Attr("NotBefore")
	assert.False(t, has)
	conditions := i.find(t, "Conditions")
	assert.Equal(t, "2026-03-02T09:15:30.000Z", attr(conditions, "NotBefore"))
	assert.Equal(t, "2026-03-02T09:20:30.000Z", attr(conditions, "NotOnOrAfter"))
	assert.Equal(t, wire.MicrosoftEntityID, i.find(t, "Audience").Text())
	statement := i.find(t, "AuthnStatement")
	assert.Equal(t, "2026-03-02T09:15:30.000Z", attr(statement, "AuthnInstant"))
	assert.Equal(t, attr(i.assertion, "ID"), attr(statement, "SessionIndex"))
	assert.Equal(t, wire.AuthnContextPasswordProtectedTransport, i.find(t, "AuthnContextClassRef").Text())
	attribute := i.find(t, "Attribute")
	assert.Equal(t, "IDPEmail", attr(attribute, "Name"))
	assert.Equal(t, "alice@contoso.com", i.find(t, "AttributeValue").Text())
}

func TestIdentityProviderInitiated(t *testing.T) {
	w := newWorld(t)
	empty := ""
	_, err := w.UpdateApplication(t.Context(), "office365", idp.ApplicationUpdate{LoginURL: &empty})
	require.NoError(t, err)
	b := w.browser()
	first := b.get("https://console.jumpcloud.com/userconsole")
	assert.Equal(t, "https://console.jumpcloud.com/login", first.Header.Get("Location"))
	step1 := b.next(first)
	assert.NotContains(t, step1.Fields, "password")
	step2 := b.post("https://console.jumpcloud.com"+step1.Action, url.Values{"email": {"alice@contoso.com"}})
	assert.Equal(t, "alice@contoso.com", step2.Fields["email"])
	w.clock.Advance(30 * time.Second)
	portal := b.next(b.login(step2, "alice@contoso.com", password))
	require.Equal(t, ssoURL, portal.Links["Microsoft 365"], "an empty Login URL makes the tile start unsolicited sign-on")
	done := b.get(portal.Links["Microsoft 365"])
	assert.Equal(t, "", done.Fields["RelayState"])
	app, err := w.Application(t.Context(), "office365")
	require.NoError(t, err)
	i := readResponse(t, done.Fields["SAMLResponse"], app)
	_, has := i.response.Attr("InResponseTo")
	assert.False(t, has)
	checkAssertion(t, w, i, "")

	relay := "https://www.office.com/"
	_, err = w.UpdateApplication(t.Context(), "office365", idp.ApplicationUpdate{DefaultRelayState: &relay})
	require.NoError(t, err)
	assert.Equal(t, relay, b.get(ssoURL + "?RelayState=ignored").Fields["RelayState"],
		"only the Default RelayState goes out unsolicited")
}

func TestHintOfAnyLengthIsNoName(t *testing.T) {
	b := newWorld(t).browser()
	form := postForm(microsoftRequest())
	form.Set("username", strings.Repeat("a", 1025))
	assert.Empty(t, loginPage(t, b, b.crossPost(ssoURL, form)).Fields["email"])
}

func TestUnsolicitedWithoutSessionLeadsThroughLogin(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	first := b.get(ssoURL)
	assert.Equal(t, "https://console.jumpcloud.com/login?context=sso&redirectTo=saml2%2Foffice365",
		first.Header.Get("Location"))
	done := b.next(b.login(b.next(first), "alice@contoso.com", password))
	assert.NotEmpty(t, done.Fields["SAMLResponse"])
}

func TestTileOpensLoginURL(t *testing.T) {
	w := newWorld(t)
	portal := w.signedIn("alice@contoso.com").get("https://console.jumpcloud.com/userconsole/")
	assert.Equal(t, "https://login.microsoftonline.com/login.srf?whr=contoso.com", portal.Links["Microsoft 365"])
}

func TestSessionAnswersWithoutPrompt(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn("alice@contoso.com")
	// Lax: the post comes without the cookie, the redirect with it
	led := b.next(b.crossPost(ssoURL, postForm(microsoftRequest())))
	require.Equal(t, http.StatusFound, led.StatusCode, "the login page leads on")
	assert.NotEmpty(t, b.next(led).Fields["SAMLResponse"])

	w.clock.Advance(idp.SessionIdle)
	loginPage(t, b, b.get(ssoURL))
}

func TestParkedRequestWorksOnce(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	led := b.login(loginPage(t, b, b.crossPost(ssoURL, postForm(microsoftRequest()))), "alice@contoso.com", password)
	assert.NotEmpty(t, b.next(led).Fields["SAMLResponse"])
	again := b.next(led)
	assert.Equal(t, http.StatusOK, again.StatusCode)
	assert.Empty(t, again.Fields["SAMLResponse"])
	assert.Equal(t, idp.CodeRequestExpired, again.Reason)
	assert.Equal(t, idp.CodeRequestExpired, w.last("Response").Refusal.Code)
}

func TestParkedRequestExpires(t *testing.T) {
	for _, c := range []struct {
		name   string
		wait   time.Duration
		reason string
	}{{"just in time", idp.ParkedFor - time.Millisecond, ""}, {"too late", idp.ParkedFor, idp.CodeRequestExpired}} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			b := w.browser()
			page := loginPage(t, b, b.crossPost(ssoURL, postForm(microsoftRequest())))
			w.clock.Advance(c.wait)
			done := b.next(b.login(page, "alice@contoso.com", password))
			assert.Equal(t, c.reason, done.Reason)
			assert.Equal(t, c.reason == "", done.Fields["SAMLResponse"] != "")
		})
	}
}

func TestParkedRequestBelongsToItsApplication(t *testing.T) {
	w := newWorld(t)
	_, err := w.CreateApplication(t.Context(), idp.NewApplication{Domain: "fabrikam.com", Slug: "other", Label: "Other"})
	require.NoError(t, err)
	require.NoError(t, w.BindGroup(t.Context(), idp.AllUsers, "other"))
	b := w.signedIn("alice@contoso.com")
	parked := b.crossPost(ssoURL, postForm(microsoftRequest()))
	to, err := parked.Location()
	require.NoError(t, err)
	inner, err := url.Parse(to.Query().Get("redirectTo"))
	require.NoError(t, err)
	done := b.get("https://sso.jumpcloud.com/saml2/other?" + inner.RawQuery)
	assert.Equal(t, idp.CodeRequestExpired, done.Reason)
	assert.NotEmpty(t, b.get("https://sso.jumpcloud.com/" + inner.String()).Fields["SAMLResponse"],
		"the attempt did not use it up")
}

func TestForceAuthn(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn("alice@contoso.com")
	w.clock.Advance(time.Minute)
	force := microsoftRequest(func(r *wire.AuthnRequest) { r.ForceAuthn = true })
	page := loginPage(t, b, b.post(ssoURL, postForm(force)))
	require.Contains(t, page.Fields, "password")
	token := page.Request.URL.Query().Get("redirectTo")
	around := b.get("https://sso.jumpcloud.com/" + token)
	assert.Contains(t, around.Header.Get("Location"), "/login?", "an old session does not do")
	done := b.next(b.login(page, "alice@contoso.com", password))
	app, err := w.Application(t.Context(), "office365")
	require.NoError(t, err)
	i := readResponse(t, done.Fields["SAMLResponse"], app)
	assert.Equal(t, "2026-03-02T09:16:00.000Z", attr(i.find(t, "AuthnStatement"), "AuthnInstant"))
}

// Somebody else's sign-in for the request makes no other session fresh.
func TestForceAuthnIsOfOneSession(t *testing.T) {
	w := newWorld(t)
	alice, bob := w.signedIn("alice@contoso.com"), w.browser()
	force := microsoftRequest(func(r *wire.AuthnRequest) { r.ForceAuthn = true })
	led := bob.login(loginPage(t, bob, bob.crossPost(ssoURL, postForm(force))), "bob@contoso.com", password)
	asked := loginPage(t, alice, alice.get(led.Header.Get("Location")))
	assert.Contains(t, asked.Fields, "password")
	assert.NotEmpty(t, bob.next(led).Fields["SAMLResponse"])
}

func TestPassiveRequestIsNotAsked(t *testing.T) {
	w := newWorld(t)
	passive := postForm(microsoftRequest(func(r *wire.AuthnRequest) { r.IsPassive = true }))
	assert.Equal(t, idp.CodeNoPassive, w.browser().post(ssoURL, passive).Reason)
	assert.Equal(t, "nobody is signed in", w.last("Response").Refusal.Got)
	assert.NotEmpty(t, w.signedIn("alice@contoso.com").post(ssoURL, passive).Fields["SAMLResponse"])
	force := postForm(microsoftRequest(func(r *wire.AuthnRequest) { r.IsPassive, r.ForceAuthn = true, true }))
	assert.Equal(t, idp.CodeNoPassive, w.signedIn("alice@contoso.com").post(ssoURL, force).Reason)
	assert.Contains(t, w.last("Response").Refusal.Got, "ForceAuthn")
}
