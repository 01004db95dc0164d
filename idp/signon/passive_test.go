package signon_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp/org"
	"samlharness/idp/signon"
	"samlharness/internal/idptest"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmltree"
	"samlharness/record"
)

func passive(r *wire.AuthnRequest) { r.IsPassive = true }

// What another site posts comes without the session cookie, and signs in all the same.
func TestPassiveRequestWithASession(t *testing.T) {
	w := idptest.NewWorld(t)
	b := w.SignedIn("alice@contoso.com")
	request := idptest.MicrosoftRequest(passive)
	first := b.CrossPost(idptest.SSOURL, idptest.PostForm(request))
	require.Equal(t, http.StatusSeeOther, first.StatusCode)
	done := b.Next(first)
	app, err := w.Application(t.Context(), "office365")
	require.NoError(t, err)
	assert.Equal(t, request.ID, attr(readResponse(t, done.Fields["SAMLResponse"], app).response, "InResponseTo"))
	assert.Equal(t, "relay", done.Fields["RelayState"])
	assert.Equal(t, signon.CodeRequestExpired, b.Next(first).Reason, "a token works once")

	byRedirect := url.Values{"SAMLRequest": {deflated(t, idptest.MicrosoftRequest(passive).XML())}}
	assert.NotEmpty(t, b.Get(idptest.SSOURL + "?" + byRedirect.Encode()).Fields["SAMLResponse"])
}

func TestPassiveRequestIsNotAsked(t *testing.T) {
	w := idptest.NewWorld(t)
	b := w.Browser()
	form := idptest.PostForm(idptest.MicrosoftRequest(passive))
	assert.Equal(t, signon.CodeNoPassive, b.Next(b.CrossPost(idptest.SSOURL, form)).Reason)
	assert.Equal(t, "nobody is signed in", w.Last(record.Response).Refusal.Got)
	force := idptest.PostForm(idptest.MicrosoftRequest(func(r *wire.AuthnRequest) {
		r.IsPassive, r.ForceAuthn = true, true
	}))
	b = w.SignedIn("alice@contoso.com")
	assert.Equal(t, signon.CodeNoPassive, b.Next(b.CrossPost(idptest.SSOURL, force)).Reason)
	assert.Contains(t, w.Last(record.Response).Refusal.Got, "ForceAuthn")

	_, err := w.CreatePolicy(t.Context(), org.Policy{Name: "MFA", Type: org.PolicyApplication,
		Effect: org.PolicyEffect{RequireMFA: true}})
	require.NoError(t, err)
	_, err = w.Enrol(t.Context(), "alice", org.FactorPush)
	require.NoError(t, err)
	assert.Equal(t, signon.CodeNoPassive, b.Next(b.CrossPost(idptest.SSOURL, form)).Reason)
	assert.Equal(t, "a second factor is asked for", w.Last(record.Response).Refusal.Got)
}

// failing has the switch "Send failure response to the Service Provider" on.
func failing(t *testing.T, sign bool) *idptest.World {
	w := idptest.NewWorld(t)
	on := true
	_, err := w.UpdateApplication(t.Context(), "office365", org.ApplicationUpdate{SendFailure: &on, SignResponse: &sign})
	require.NoError(t, err)
	return w
}

// With the switch, the service provider receives a status and no assertion, SAML Profiles 4.1.4.1 and Core 3.2.2.2.
func TestFailureResponse(t *testing.T) {
	for name, c := range map[string]struct {
		request func(*wire.AuthnRequest)
		setting func(*testing.T, *idptest.World)
		second  string
	}{
		"nobody signed in": {passive, nil, wire.StatusNoPassive},
		"no access": {nil, func(t *testing.T, w *idptest.World) {
			require.NoError(t, w.UnbindGroup(t.Context(), org.AllUsers, "office365"))
		}, wire.StatusRequestDenied},
		"policy": {nil, func(t *testing.T, w *idptest.World) {
			require.NoError(t, w.SetDefaultPolicy(t.Context(), org.PolicyApplication,
				org.PolicyEffect{Action: org.PolicyDeny}))
		}, wire.StatusRequestDenied},
		"another user": {func(r *wire.AuthnRequest) { r.Subject = "bob@contoso.com" }, nil, wire.StatusUnknownPrincipal},
	} {
		t.Run(name, func(t *testing.T) {
			w := failing(t, true)
			b := w.Browser()
			if c.second != wire.StatusNoPassive {
				b = w.SignedIn("alice@contoso.com")
			}
			if c.setting != nil {
				c.setting(t, w)
			}
			request := idptest.MicrosoftRequest()
			if c.request != nil {
				c.request(&request)
			}
			done := b.Next(b.CrossPost(idptest.SSOURL, idptest.PostForm(request)))
			for done.StatusCode == http.StatusFound { // by way of the login page
				done = b.Next(done)
			}
			require.NotEmpty(t, done.Fields["SAMLResponse"], done.Body)
			assert.Equal(t, wire.MicrosoftACS, done.Action)
			assert.Equal(t, "relay", done.Fields["RelayState"])
			app, err := w.Application(t.Context(), "office365")
			require.NoError(t, err)
			data, err := wire.DecodePost(done.Fields["SAMLResponse"])
			require.NoError(t, err)
			response, err := xmltree.Parse(data, xmltree.Limits{})
			require.NoError(t, err)
			verify(t, response, app)
			assert.Equal(t, request.ID, attr(response, "InResponseTo"))
			assert.Nil(t, response.Child(wire.NamespaceAssertion, "Assertion"))
			status := response.Child(wire.NamespaceProtocol, "Status").Child(wire.NamespaceProtocol, "StatusCode")
			assert.Equal(t, wire.StatusResponder, attr(status, "Value"))
			assert.Equal(t, c.second, attr(status.Child(wire.NamespaceProtocol, "StatusCode"), "Value"))
			e := w.Last(record.Response)
			assert.Equal(t, record.Refused, e.Verdict)
			assert.NotEmpty(t, e.Message)
			assert.NotNil(t, e.Refusal)
		})
	}
}

// A failure goes only where the application's responses go, and only to whoever asked.
func TestFailureIsForTheServiceProviderAlone(t *testing.T) {
	for name, change := range map[string]func(*wire.AuthnRequest){
		"another issuer": func(r *wire.AuthnRequest) { r.Issuer = "https://evil.example" },
		"another ACS":    func(r *wire.AuthnRequest) { r.ACSURL = "https://evil.example/acs" },
		"another URL":    func(r *wire.AuthnRequest) { r.Destination = "https://evil.example/" },
	} {
		t.Run(name, func(t *testing.T) {
			w := failing(t, false)
			b := w.Browser()
			page := b.Next(b.CrossPost(idptest.SSOURL, idptest.PostForm(idptest.MicrosoftRequest(passive, change))))
			assert.Equal(t, signon.CodeNoPassive, page.Reason)
			assert.Empty(t, page.Fields["SAMLResponse"])
		})
	}
	w := failing(t, false)
	b := w.SignedIn("alice@contoso.com")
	require.NoError(t, w.UnbindGroup(t.Context(), org.AllUsers, "office365"))
	assert.Equal(t, signon.CodeNotAuthorized, b.Get(idptest.SSOURL).Reason, "nobody asked")
}
