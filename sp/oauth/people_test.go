package oauth_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"samlharness/browser"
	"samlharness/browser/signin"
	"samlharness/record"
	"samlharness/sp"
	"samlharness/sp/directory"
)

const (
	login     = "https://login.microsoftonline.com"
	webAppID  = "55555555-5555-5555-5555-555555555555"
	webSecret = "the-secret~of.the_web-app"
	callback  = "https://app.example/callback"
	password  = "Entra-Passw0rd!"
	admin     = "admin@contoso.onmicrosoft.com"
	alice     = "alice@contoso.com"
)

// company is Microsoft with an administrator, a user, and a web application; requests are answered in the process.
type company struct {
	t         *testing.T
	microsoft *sp.Microsoft
	clock     *clockwork.FakeClock
	log       *record.Log
	mux       *http.ServeMux
}

func newCompany(t *testing.T) *company {
	t.Helper()
	c := &company{t: t, clock: clockwork.NewFakeClockAt(time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)),
		log: record.NewLog(record.Options{}), mux: http.NewServeMux()}
	var err error
	c.microsoft, err = sp.New(sp.Options{
		Directory: directory.Options{TenantID: tenantID},
		Applications: []directory.NewApplication{{AppID: webAppID, DisplayName: "Web <app>", Secret: webSecret,
			RedirectURIs: []string{callback}, Implicit: true, Scopes: []string{"User.Read"}}},
		Clock:  c.clock,
		Record: c.log,
		World:  "test",
	})
	require.NoError(t, err)
	ctx, tenant := t.Context(), c.microsoft.Tenant
	_, err = tenant.AddDomain(ctx, "contoso.com")
	require.NoError(t, err)
	_, err = tenant.VerifyDomain(ctx, "contoso.com")
	require.NoError(t, err)
	for _, u := range []directory.NewUser{
		{UserPrincipalName: admin, DisplayName: "Admin", Password: password},
		{UserPrincipalName: alice, DisplayName: "Alice 王", GivenName: "Alice", Mail: alice, Password: password},
	} {
		_, err := tenant.CreateUser(ctx, u)
		require.NoError(t, err)
	}
	require.NoError(t, tenant.AssignRole(ctx, directory.GlobalAdministrator, admin))
	c.microsoft.Mount(c.mux)
	c.mux.HandleFunc("app.example/", func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		_ = json.NewEncoder(w).Encode(map[string]string{"method": r.Method, "form": r.Form.Encode()})
	})
	return c
}

// RoundTrip answers a request in the process.
func (c *company) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Host, r.RequestURI = r.URL.Host, r.URL.RequestURI()
	if r.Body == nil {
		r.Body = http.NoBody
	}
	w := httptest.NewRecorder()
	c.mux.ServeHTTP(w, r)
	answer := w.Result()
	answer.Request = r
	return answer, nil
}

func (c *company) client() *http.Client {
	return &http.Client{Transport: c, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
}

func (c *company) browser() *browser.Browser {
	return browser.New(browser.Options{Client: &http.Client{Transport: c}, Clock: c.clock})
}

// post posts a form, and reads the JSON that comes.
func (c *company) post(path string, pairs ...string) (int, map[string]any) {
	c.t.Helper()
	response, err := c.client().PostForm(login+path, pairsOf(pairs))
	require.NoError(c.t, err)
	return read(c.t, response)
}

func pairsOf(pairs []string) url.Values {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

// authorize is the address of an authorization request of the web application.
func authorize(pairs ...string) string {
	form := url.Values{"client_id": {webAppID}, "redirect_uri": {callback}, "response_type": {"code"},
		"scope": {"openid profile email offline_access User.Read"}, "state": {"xyz <&"}, "nonce": {"n-0"}}
	for name, values := range pairsOf(pairs) {
		if form[name] = values; values[0] == "" {
			form.Del(name)
		}
	}
	return login + "/common/oauth2/v2.0/authorize?" + form.Encode()
}

// walk lets a person sign in from an address; where they arrive is the application's page.
func (c *company) walk(b *browser.Browser, upn, start string) signin.Result {
	c.t.Helper()
	result, err := signin.Walk(c.t.Context(), b, signin.Person{UPN: upn, EntraPassword: password},
		signin.Start{URL: start, End: "https://app.example/"})
	require.NoError(c.t, err)
	return result
}

// arrived are the parameters with which a person arrived at the application.
func arrived(t *testing.T, result signin.Result) (method string, form url.Values) {
	t.Helper()
	require.Nil(t, result.Refused, "%v", result.Refused)
	var said struct{ Method, Form string }
	require.NoError(t, json.Unmarshal(result.Page.Body, &said), "%s", result.Page.Body)
	form, err := url.ParseQuery(said.Form)
	require.NoError(t, err)
	return said.Method, form
}

// code signs a person in and returns the code that the web application gets.
func (c *company) code(upn string, pairs ...string) string {
	c.t.Helper()
	_, form := arrived(c.t, c.walk(c.browser(), upn, authorize(pairs...)))
	require.NotEmpty(c.t, form.Get("code"), "%v", form)
	return form.Get("code")
}

// redeem redeems a code as the web application does.
func (c *company) redeem(code string, pairs ...string) (int, map[string]any) {
	c.t.Helper()
	return c.post("/"+tenantID+"/oauth2/v2.0/token", append([]string{"grant_type", "authorization_code", "code", code,
		"client_id", webAppID, "client_secret", webSecret, "redirect_uri", callback}, pairs...)...)
}

// claims are those of a JWT, which is not verified.
func claims(t *testing.T, jwt any) map[string]any {
	t.Helper()
	parts := strings.Split(jwt.(string), ".")
	require.Len(t, parts, 3)
	var c map[string]any
	require.NoError(t, json.Unmarshal(unbase64(t, parts[1]), &c))
	return c
}
