package thirdparty_test

import (
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser"
	"samlharness/browser/signin"
	"samlharness/certs"
	"samlharness/internal/thirdparty"
	"samlharness/internal/wire"
	"samlharness/record"
	"samlharness/world"
)

const wiki, idpHost = "wiki.example", "idp.example"

// pair is a world with a service provider and an identity provider that trust each other, and nobody else.
func pair(t *testing.T) (*world.World, *thirdparty.ServiceProvider, *thirdparty.IdentityProvider) {
	t.Helper()
	w := world.Start(t, world.Options{})
	site := thirdparty.Site{Host: wiki, World: w.Name, Clock: w.Clock, Record: w.Record}
	sp := thirdparty.NewServiceProvider(site)
	key, err := w.SigningKey(t.Context())
	require.NoError(t, err)
	issued, err := certs.Issue(key, certs.Profile{NotBefore: w.Clock.Now()})
	require.NoError(t, err)
	site.Host = idpHost
	idp := thirdparty.NewIdentityProvider(site, thirdparty.People{
		NameIDs:  map[string]string{"Alice@contoso.com": "c0ffee 王"},
		Password: world.DemoJumpCloudPassword,
	}, key, issued.Certificate)
	require.NoError(t, w.Handle(wiki, sp))
	require.NoError(t, w.Handle(idpHost, idp))
	trust(t, sp, idp)
	trust(t, idp, sp)
	return w, sp, idp
}

func trust(t *testing.T, who, whom thirdparty.Party) {
	t.Helper()
	data, err := whom.Metadata()
	require.NoError(t, err)
	_, err = who.Trust(data)
	require.NoError(t, err)
}

func walk(t *testing.T, w *world.World, agent browser.Agent, start signin.Start) signin.Result {
	t.Helper()
	result, err := signin.Walk(t.Context(), agent, w.Person("alice@contoso.com"), start)
	require.NoError(t, err)
	return result
}

// Two sites that are neither company's sign somebody in with one another, by the world's time, begun at either.
func TestSitesSignIn(t *testing.T) {
	w, _, idp := pair(t)
	w.Clock.Advance(3 * 365 * 24 * time.Hour) // far from the machine's time
	b := w.Browser()
	result := walk(t, w, b, signin.Start{Site: "https://wiki.example/a?b=c"})
	require.Nil(t, result.Refused)
	assert.Equal(t, "c0ffee 王", result.SignedInAs)
	assert.Equal(t, "https://wiki.example/a?b=c", result.Page.URL.String())

	w.Clock.Advance(time.Minute)
	started := "https://idp.example/start?sp=" + url.QueryEscape("https://wiki.example/metadata")
	result = walk(t, w, b, signin.Start{URL: started, Site: "https://wiki.example/"})
	assert.Equal(t, "c0ffee 王", result.SignedInAs, "the session is known, nobody asked for it")
	result = walk(t, w, w.Browser(), signin.Start{URL: started, Site: "https://wiki.example/"})
	assert.Equal(t, "c0ffee 王", result.SignedInAs, "by the login page")

	page, err := b.Open(t.Context(), "https://idp.example/sso?"+url.Values{"SAMLRequest": {wire.EncodeRedirect(
		wire.AuthnRequest{ID: "_a", Issuer: "https://wiki.example/metadata", Destination: "https://idp.example/sso",
			IssueInstant: w.Clock.Now(), ForceAuthn: true}.XML())}}.Encode())
	require.NoError(t, err)
	assert.Equal(t, "Sign in · idp.example", page.Title, "ForceAuthn asks again")
	page, err = b.Open(t.Context(), "https://idp.example/logout")
	require.NoError(t, err)
	assert.Contains(t, page.Text(), "Signed out of idp.example")
	page, err = b.Open(t.Context(), started)
	require.NoError(t, err)
	assert.Equal(t, "Sign in · idp.example", page.Title)

	data, err := idp.Metadata()
	require.NoError(t, err)
	assert.Contains(t, string(data), w.Clock.Now().UTC().Format("2006-01-02")[:5], "dated by the world's clock")
}

func TestIdentityProviderRefuses(t *testing.T) {
	w, _, _ := pair(t)
	for name, person := range map[string]func(*signin.Person){
		"wrong password": func(p *signin.Person) { p.JumpCloudPassword = "wrong" },
		"unknown person": func(p *signin.Person) { p.JumpCloudEmail = "bob@contoso.com" },
		"no password":    func(p *signin.Person) { p.JumpCloudPassword = "" },
	} {
		alice := w.Person("alice@contoso.com")
		person(&alice)
		result, err := signin.Walk(t.Context(), w.Browser(), alice, signin.Start{Site: "https://wiki.example/"})
		require.NoError(t, err, name)
		require.NotNil(t, result.Refused, name)
		assert.Equal(t, signin.Refused{By: idpHost, Code: "HTTP 401", Text: result.Refused.Text}, *result.Refused, name)
		assert.Contains(t, result.Refused.Text, "wrong", name)
	}
	for _, path := range []string{"/start?sp=unknown", "/sso", "/sso?SAMLRequest=%21", "/sso?SAMLRequest=PGEvPg=="} {
		page, err := w.Browser().Open(t.Context(), "https://idp.example"+path)
		require.NoError(t, err)
		assert.Equal(t, http.StatusBadRequest, page.Status, path)
	}
}

// The service provider takes a response once, only in time, and only from the one it trusts; the record says why not.
func TestServiceProviderRefuses(t *testing.T) {
	w, sp, idp := pair(t)
	b := w.Browser()
	require.Equal(t, "c0ffee 王", walk(t, w, b, signin.Start{Site: "https://wiki.example/"}).SignedInAs)
	e, ok := w.Record.Last(func(e record.Exchange) bool { return e.Kind == record.Response && e.By == wiki })
	require.True(t, ok)
	assert.Equal(t, record.Accepted, e.Verdict)
	post := func(message string) string {
		t.Helper()
		form := url.Values{"SAMLResponse": {encoded(message)}}
		r := httptest.NewRequest(http.MethodPost, "https://wiki.example/acs", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer := httptest.NewRecorder()
		sp.ServeHTTP(answer, r)
		require.NotEqual(t, http.StatusSeeOther, answer.Code)
		assert.Empty(t, answer.Result().Cookies())
		if refused, ok := w.Record.LastRefused(); ok && answer.Code == http.StatusForbidden {
			check, _ := refused.FailedCheck()
			return check.Name
		}
		return answer.Result().Status
	}
	assert.Equal(t, "in-response-to", post(e.Message), "the request was answered")
	assert.Equal(t, "signature-value", post(strings.Replace(e.Message, "c0ffee", "b0b", 1)))
	assert.Equal(t, "400 Bad Request", post("\xff"))
	assert.Equal(t, "xml", post("<a>"))
	w.Clock.Advance(time.Hour)
	assert.Equal(t, "confirmation-window", post(e.Message))

	unsolicited := "https://idp.example/start?sp=" + url.QueryEscape("https://wiki.example/metadata")
	require.Equal(t, "c0ffee 王", walk(t, w, b, signin.Start{URL: unsolicited, Site: "https://wiki.example/"}).SignedInAs)
	e, _ = w.Record.Last(func(e record.Exchange) bool { return e.Kind == record.Response && e.By == wiki })
	assert.Equal(t, "replay", post(e.Message))

	_, err := sp.Trust([]byte("<a/>"))
	assert.Error(t, err)
	_, err = idp.Trust([]byte("<a/>"))
	assert.Error(t, err)
	alone := thirdparty.NewServiceProvider(thirdparty.Site{Host: "alone.example", Clock: w.Clock})
	answer := httptest.NewRecorder()
	alone.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "https://alone.example/", nil))
	assert.Equal(t, http.StatusServiceUnavailable, answer.Code)
	assert.Contains(t, answer.Body.String(), "site trust alone.example --xml-file")
}

func encoded(message string) string { return base64.StdEncoding.EncodeToString([]byte(message)) }
