package signon_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp/org"
	"samlharness/idp/signon"
	"samlharness/internal/idptest"
	"samlharness/internal/wire"
	"samlharness/record"
)

func TestServiceProviderInitiated(t *testing.T) {
	request := idptest.MicrosoftRequest()
	query := url.Values{"SAMLRequest": {deflated(t, request.XML())}, "RelayState": {"relay"}}
	byRedirect := idptest.SSOURL + "?" + query.Encode()
	for name, send := range map[string]func(*idptest.Browser) *idptest.Answer{
		"POST": func(b *idptest.Browser) *idptest.Answer {
			return b.CrossPost(idptest.SSOURL, idptest.PostForm(request))
		},
		"Redirect": func(b *idptest.Browser) *idptest.Answer { return b.Get(byRedirect + "&username=alice%40contoso.com") },
	} {
		t.Run(name, func(t *testing.T) {
			w := idptest.NewWorld(t)
			b := w.Browser()
			page := b.LoginPage(send(b))
			assert.Equal(t, "alice@contoso.com", page.Fields["email"], "the hint fills the field")
			w.Clock.Advance(30 * time.Second)
			led := b.Login(page, "alice@contoso.com", idptest.Password)
			assert.Regexp(t, `^https://sso\.jumpcloud\.com/saml2/office365\?samlToken=[0-9a-f-]{36}$`,
				led.Header.Get("Location"))
			done := b.Next(led)
			assert.Equal(t, wire.MicrosoftACS, done.Action)
			assert.Equal(t, "relay", done.Fields["RelayState"])
			app, err := w.Application(t.Context(), "office365")
			require.NoError(t, err)
			checkAssertion(t, w, readResponse(t, done.Fields["SAMLResponse"], app), request.ID)
			assert.Equal(t, request.ID, w.Last(record.AuthnRequest).MessageID)
			sent := w.Last(record.Response)
			assert.Equal(t, record.Sent, sent.Verdict)
			assert.Equal(t, request.ID, sent.InResponseTo)
			for _, c := range sent.Checks {
				assert.Equal(t, record.Pass, c.Outcome, c.Name)
			}
		})
	}
}

// checkAssertion compares an assertion for alice, given at 09:15:30, with what the Microsoft 365 connector must send.
func checkAssertion(t *testing.T, w *idptest.World, i issued, inResponseTo string) {
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
	w := idptest.NewWorld(t)
	empty := ""
	_, err := w.UpdateApplication(t.Context(), "office365", org.ApplicationUpdate{LoginURL: &empty})
	require.NoError(t, err)
	b := w.Browser()
	first := b.Get("https://console.jumpcloud.com/userconsole")
	assert.Equal(t, "https://console.jumpcloud.com/login", first.Header.Get("Location"))
	step1 := b.Next(first)
	assert.NotContains(t, step1.Fields, "password")
	step2 := b.Post("https://console.jumpcloud.com"+step1.Action, url.Values{"email": {"alice@contoso.com"}})
	assert.Equal(t, "alice@contoso.com", step2.Fields["email"])
	w.Clock.Advance(30 * time.Second)
	portal := b.Next(b.Login(step2, "alice@contoso.com", idptest.Password))
	require.Equal(t, idptest.SSOURL, portal.Links["Microsoft 365"],
		"an empty Login URL makes the tile start unsolicited sign-on")
	done := b.Get(portal.Links["Microsoft 365"])
	assert.Equal(t, "", done.Fields["RelayState"])
	app, err := w.Application(t.Context(), "office365")
	require.NoError(t, err)
	i := readResponse(t, done.Fields["SAMLResponse"], app)
	_, has := i.response.Attr("InResponseTo")
	assert.False(t, has)
	checkAssertion(t, w, i, "")

	relay := "https://www.office.com/"
	_, err = w.UpdateApplication(t.Context(), "office365", org.ApplicationUpdate{DefaultRelayState: &relay})
	require.NoError(t, err)
	assert.Equal(t, relay, b.Get(idptest.SSOURL + "?RelayState=ignored").Fields["RelayState"],
		"only the Default RelayState goes out unsolicited")
}

func TestHintOfAnyLengthIsNoName(t *testing.T) {
	b := idptest.NewWorld(t).Browser()
	form := idptest.PostForm(idptest.MicrosoftRequest())
	form.Set("username", strings.Repeat("a", 1025))
	assert.Empty(t, b.LoginPage(b.CrossPost(idptest.SSOURL, form)).Fields["email"])
}

func TestUnsolicitedWithoutSessionLeadsThroughLogin(t *testing.T) {
	w := idptest.NewWorld(t)
	b := w.Browser()
	first := b.Get(idptest.SSOURL)
	assert.Equal(t, "https://console.jumpcloud.com/login?context=sso&redirectTo=saml2%2Foffice365",
		first.Header.Get("Location"))
	done := b.Next(b.Login(b.Next(first), "alice@contoso.com", idptest.Password))
	assert.NotEmpty(t, done.Fields["SAMLResponse"])
}

func TestTileOpensLoginURL(t *testing.T) {
	w := idptest.NewWorld(t)
	portal := w.SignedIn("alice@contoso.com").Get("https://console.jumpcloud.com/userconsole/")
	assert.Equal(t, "https://login.microsoftonline.com/login.srf?whr=contoso.com", portal.Links["Microsoft 365"])
}

func TestSessionAnswersWithoutPrompt(t *testing.T) {
	w := idptest.NewWorld(t)
	b := w.SignedIn("alice@contoso.com")
	// Lax: the post comes without the cookie, the redirect with it
	led := b.Next(b.CrossPost(idptest.SSOURL, idptest.PostForm(idptest.MicrosoftRequest())))
	require.Equal(t, http.StatusFound, led.StatusCode, "the login page leads on")
	assert.NotEmpty(t, b.Next(led).Fields["SAMLResponse"])

	w.Clock.Advance(org.SessionIdle)
	b.LoginPage(b.Get(idptest.SSOURL))
}

func TestParkedRequestWorksOnce(t *testing.T) {
	w := idptest.NewWorld(t)
	b := w.Browser()
	led := b.Login(b.LoginPage(b.CrossPost(idptest.SSOURL, idptest.PostForm(idptest.MicrosoftRequest()))),
		"alice@contoso.com", idptest.Password)
	assert.NotEmpty(t, b.Next(led).Fields["SAMLResponse"])
	again := b.Next(led)
	assert.Equal(t, http.StatusOK, again.StatusCode)
	assert.Empty(t, again.Fields["SAMLResponse"])
	assert.Equal(t, signon.CodeRequestExpired, again.Reason)
	assert.Equal(t, signon.CodeRequestExpired, w.Last(record.Response).Refusal.Code)
}

func TestParkedRequestExpires(t *testing.T) {
	for _, c := range []struct {
		name   string
		wait   time.Duration
		reason string
	}{
		{"just in time", signon.PendingFor - time.Millisecond, ""},
		{"too late", signon.PendingFor, signon.CodeRequestExpired},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := idptest.NewWorld(t)
			b := w.Browser()
			page := b.LoginPage(b.CrossPost(idptest.SSOURL, idptest.PostForm(idptest.MicrosoftRequest())))
			w.Clock.Advance(c.wait)
			done := b.Next(b.Login(page, "alice@contoso.com", idptest.Password))
			assert.Equal(t, c.reason, done.Reason)
			assert.Equal(t, c.reason == "", done.Fields["SAMLResponse"] != "")
		})
	}
}

func TestParkedRequestBelongsToItsApplication(t *testing.T) {
	w := idptest.NewWorld(t)
	_, err := w.CreateApplication(t.Context(), org.NewApplication{Domain: "fabrikam.com", Slug: "other", Label: "Other"})
	require.NoError(t, err)
	require.NoError(t, w.BindGroup(t.Context(), org.AllUsers, "other"))
	b := w.SignedIn("alice@contoso.com")
	parked := b.CrossPost(idptest.SSOURL, idptest.PostForm(idptest.MicrosoftRequest()))
	to, err := parked.Location()
	require.NoError(t, err)
	inner, err := url.Parse(to.Query().Get("redirectTo"))
	require.NoError(t, err)
	done := b.Get("https://sso.jumpcloud.com/saml2/other?" + inner.RawQuery)
	assert.Equal(t, signon.CodeRequestExpired, done.Reason)
	assert.NotEmpty(t, b.Get("https://sso.jumpcloud.com/" + inner.String()).Fields["SAMLResponse"],
		"the attempt did not use it up")
}

func TestForceAuthn(t *testing.T) {
	w := idptest.NewWorld(t)
	b := w.SignedIn("alice@contoso.com")
	w.Clock.Advance(time.Minute)
	force := idptest.MicrosoftRequest(func(r *wire.AuthnRequest) { r.ForceAuthn = true })
	page := b.LoginPage(b.Post(idptest.SSOURL, idptest.PostForm(force)))
	require.Contains(t, page.Fields, "password")
	token := page.Request.URL.Query().Get("redirectTo")
	around := b.Get("https://sso.jumpcloud.com/" + token)
	assert.Contains(t, around.Header.Get("Location"), "/login?", "an old session does not do")
	done := b.Next(b.Login(page, "alice@contoso.com", idptest.Password))
	app, err := w.Application(t.Context(), "office365")
	require.NoError(t, err)
	i := readResponse(t, done.Fields["SAMLResponse"], app)
	assert.Equal(t, "2026-03-02T09:16:00.000Z", attr(i.find(t, "AuthnStatement"), "AuthnInstant"))
}

// Somebody else's sign-in for the request makes no other session fresh.
func TestForceAuthnIsOfOneSession(t *testing.T) {
	w := idptest.NewWorld(t)
	alice, bob := w.SignedIn("alice@contoso.com"), w.Browser()
	force := idptest.MicrosoftRequest(func(r *wire.AuthnRequest) { r.ForceAuthn = true })
	led := bob.Login(bob.LoginPage(bob.CrossPost(idptest.SSOURL, idptest.PostForm(force))), "bob@contoso.com",
		idptest.Password)
	asked := alice.LoginPage(alice.Get(led.Header.Get("Location")))
	assert.Contains(t, asked.Fields, "password")
	assert.NotEmpty(t, bob.Next(led).Fields["SAMLResponse"])
}
