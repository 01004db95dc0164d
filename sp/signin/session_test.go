package signin_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/internal/wire"
)

// client is a browser without a will of its own: it keeps cookies by host and does one request at a time.
type client struct {
	*fixture
	cookies map[string]string
}

func (f *fixture) newClient() *client { return &client{f, map[string]string{}} }

func (c *client) do(method, target, form string) (*http.Response, string) {
	c.t.Helper()
	cookies := make([]string, 0, len(c.cookies))
	for name, value := range c.cookies {
		cookies = append(cookies, name+"="+value)
	}
	resp, body := c.send(method, target, "application/x-www-form-urlencoded", form, "Cookie", strings.Join(cookies, "; "))
	for _, set := range resp.Cookies() {
		if c.cookies[set.Name] = set.Value; set.MaxAge < 0 {
			delete(c.cookies, set.Name)
		}
	}
	return resp, body
}

// asked posts alice's response and returns the ctx of "Stay signed in?".
func (c *client) asked() string {
	c.t.Helper()
	_, body := c.do("POST", acs, "SAMLResponse="+url.QueryEscape(c.response("")))
	ctx := regexp.MustCompile(`name="ctx" value="([A-Z0-9]+)"`).FindStringSubmatch(body)
	require.NotNil(c.t, ctx, body)
	return ctx[1]
}

// signedIn answers yes, and returns the address that leads to the landing page.
func (c *client) signedIn() string {
	c.t.Helper()
	resp, _ := c.do("POST", loginHost+"/kmsi", "LoginOptions=1&ctx="+c.asked())
	require.Equal(c.t, http.StatusSeeOther, resp.StatusCode)
	return resp.Header.Get("Location")
}

func TestYesToStayingSetsThePersistentCookie(t *testing.T) {
	f := start(t)
	c := f.newClient()
	ctx := c.asked()
	resp, _ := c.do("POST", loginHost+"/kmsi", "LoginOptions=1&ctx="+ctx)
	require.Len(t, resp.Cookies(), 1)
	assert.Equal(t, "ESTSAUTHPERSISTENT", resp.Cookies()[0].Name)
	assert.Equal(t, 90*24*60*60, resp.Cookies()[0].MaxAge)
	delete(c.cookies, "ESTSAUTH") // the browser was closed
	f.clock.Advance(48 * time.Hour)
	resp, _ = c.do("GET", loginHost+"/", "")
	assert.Equal(t, http.StatusSeeOther, resp.StatusCode)
	_, body := c.do("POST", loginHost+"/kmsi", "LoginOptions=1&ctx="+ctx)
	assert.Contains(t, body, "AADSTS50058", "answered once")
}

func TestStayingIsAskedOfOneSession(t *testing.T) {
	f := start(t)
	one, other := f.newClient(), f.newClient()
	ctx := one.asked()
	other.asked()
	_, body := other.do("POST", loginHost+"/kmsi", "LoginOptions=1&ctx="+ctx)
	assert.Contains(t, body, "AADSTS50058: Session information is not sufficient for single-sign-on.")
}

func TestPromptAsksAgain(t *testing.T) {
	c := start(t).newClient()
	c.signedIn()
	resp, _ := c.do("GET", loginHost+"/", "")
	assert.Equal(t, http.StatusSeeOther, resp.StatusCode)
	resp, _ = c.do("GET", loginHost+"/?prompt=login", "")
	assert.Equal(t, http.StatusOK, resp.StatusCode)
}

func TestLandingCodeIsShortLivedAndNotTold(t *testing.T) {
	f := start(t)
	resp, _ := f.newClient().do("GET", f.newClient().signedIn(), "")
	assert.Equal(t, "/", resp.Header.Get("Location"))
	assert.Equal(t, "no-referrer", resp.Header.Get("Referrer-Policy"))
	code := f.newClient().signedIn()
	f.clock.Advance(5 * time.Minute)
	resp, _ = f.newClient().do("GET", code, "")
	assert.Equal(t, loginHost+"/", resp.Header.Get("Location"))
	assert.Empty(t, resp.Cookies())
}

func TestSigningOutEndsEverything(t *testing.T) {
	for _, path := range []string{"https://www.office.com/signout", loginHost + "/logout.srf",
		loginHost + "/login.srf?wa=wsignout1.0"} {
		t.Run(path, func(t *testing.T) {
			c := start(t).newClient()
			c.do("GET", c.signedIn(), "")
			require.Len(t, c.cookies, 3)
			stolen := c.newClient()
			for name, value := range c.cookies {
				stolen.cookies[name] = value
			}
			resp, _ := c.do("GET", path, "")
			if next := resp.Header.Get("Location"); strings.HasPrefix(next, loginHost) {
				c.do("GET", next, "")
			}
			assert.NotContains(t, c.cookies, "ESTSAUTH")
			assert.NotContains(t, c.cookies, "ESTSAUTHPERSISTENT")
			_, body := stolen.do("GET", "https://www.office.com/", "")
			assert.NotContains(t, body, "signed in as")
			resp, _ = stolen.do("GET", loginHost+"/", "")
			assert.Equal(t, http.StatusOK, resp.StatusCode, "a name is asked for")
		})
	}
}

// Whoever leaves the landing page is out there at once, whether or not the browser goes on to the login host.
func TestLeavingTheLandingPageDoesNotWaitForTheRest(t *testing.T) {
	c := start(t).newClient()
	c.do("GET", c.signedIn(), "")
	stolen := c.newClient()
	stolen.cookies["OhpAuth"] = c.cookies["OhpAuth"]
	_, body := stolen.do("GET", "https://www.office.com/", "")
	require.Contains(t, body, "signed in as")
	c.do("GET", "https://www.office.com/signout", "")
	assert.NotContains(t, c.cookies, "OhpAuth")
	_, body = stolen.do("GET", "https://www.office.com/", "")
	assert.NotContains(t, body, "signed in as")
}

func TestARequestIsAnsweredOnce(t *testing.T) {
	f := start(t)
	signIn(t, f, f.browser(), "alice@contoso.com", signin.Start{})
	last, ok := f.record.Last(nil)
	require.True(t, ok)
	again := f.response(last.InResponseTo)
	assert.Contains(t, f.post(again, ""), "Stay signed in?", "Microsoft takes it nevertheless")
	last, _ = f.record.Last(nil)
	var warnings []string
	for _, c := range last.Checks {
		warnings = append(warnings, c.Warnings...)
	}
	require.Len(t, warnings, 1)
	assert.Contains(t, warnings[0], "names no request that is on its way")
}

func TestLandingPageListsAttributesWithinBounds(t *testing.T) {
	f := start(t)
	f.answer = func(r *wire.Response) {
		for range 60 {
			r.Attributes = append(r.Attributes, wire.Attribute{Name: "extra", Values: []string{strings.Repeat("v", 2000)}})
		}
	}
	result := signIn(t, f, f.browser(), "alice@contoso.com", signin.Start{})
	require.Nil(t, result.Refused)
	text := result.Page.Text()
	assert.Equal(t, 49, strings.Count(text, "extra"))
	assert.Contains(t, text, strings.Repeat("v", 1024)+"…")
	assert.NotContains(t, text, strings.Repeat("v", 1025))
}

func TestTheClientMayNameTheCorrelationID(t *testing.T) {
	f := start(t)
	const id = "55555555-5555-5555-5555-555555555555"
	_, body := f.send("POST", acs+"?client-request-id="+id, "", "")
	assert.Contains(t, body, id)
	last, ok := f.record.Last(nil)
	require.True(t, ok)
	assert.Equal(t, id, last.CorrelationID)
	_, body = f.send("POST", acs+"?client-request-id=made+up", "", "")
	assert.NotContains(t, body, "made up")
}

// Whoever types another name begins anew: what was proved of the person before does not sign the next one in.
func TestATypedNameForgetsWhoWasProved(t *testing.T) {
	c := start(t).newClient()
	ctx := c.asked()
	resp, body := c.newClient().do("POST", loginHost+"/common/login", "loginfmt=wang%40fabrikam.com&ctx="+ctx)
	assert.Contains(t, body, "Enter password")
	assert.Empty(t, resp.Cookies())
}

// The ctx of a page that asked something else does not answer "Stay signed in?".
func TestStayingIsAnsweredOnItsOwnPage(t *testing.T) {
	c := start(t).newClient()
	c.asked()
	_, body := c.do("GET", loginHost+"/?prompt=login", "")
	ctx := regexp.MustCompile(`name="ctx" value="([A-Z0-9]+)"`).FindStringSubmatch(body)
	require.NotNil(t, ctx, body)
	_, body = c.do("POST", loginHost+"/kmsi", "LoginOptions=1&ctx="+ctx[1])
	assert.Contains(t, body, "AADSTS50058: ")
}
