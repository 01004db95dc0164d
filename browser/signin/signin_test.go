package signin_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser"
	"samlharness/browser/signin"
	"samlharness/internal/testsite"
)

// serve answers for every host name with one mux and returns a browser that reaches it.
func serve(t *testing.T, mux *http.ServeMux, o browser.Options) *browser.Browser {
	t.Helper()
	o.Client = testsite.Client(t, mux)
	return browser.New(o)
}

var alice = signin.Person{
	UPN:               "alice@contoso.com",
	JumpCloudPassword: "JumpCloud-Passw0rd!",
	EntraPassword:     "Entra-Passw0rd!",
}

func TestSignIn(t *testing.T) {
	wrong := alice
	wrong.JumpCloudPassword, wrong.EntraPassword = "no", "no"
	yes := alice
	yes.StaySignedIn = true
	nobody := alice
	nobody.UPN = "nobody@nowhere.example"
	issuer := "AADSTS50107: The requested federation realm object 'https://contoso.com/' does not exist."
	for _, c := range []struct {
		name      string
		companies companies
		person    signin.Person
		start     signin.Start
		noScript  bool
		as        string
		refused   *signin.Refused
		kmsi      string
	}{
		{name: "from Microsoft", person: alice, as: alice.UPN, kmsi: "3"},
		{name: "from Office", person: alice, start: signin.Start{URL: "https://www.office.com/"}, as: alice.UPN, kmsi: "3"},
		{name: "stays signed in", person: yes, as: alice.UPN, kmsi: "1"},
		{name: "from the portal", person: alice, start: signin.Start{Tile: "Microsoft 365"}, as: alice.UPN, kmsi: "3"},
		{name: "two-step login", companies: companies{twoSteps: true}, person: alice, as: alice.UPN, kmsi: "3"},
		{name: "without scripts", person: alice, noScript: true, as: alice.UPN, kmsi: "3"},
		{name: "managed", companies: companies{managed: true}, person: alice, as: alice.UPN},
		{name: "no question whether to stay", companies: companies{noKMSI: true}, person: alice, as: alice.UPN},
		{name: "error page", companies: companies{msError: issuer}, person: alice,
			refused: &signin.Refused{By: "Microsoft", Code: "AADSTS50107", Text: issuer}},
		{name: "outside the group", companies: companies{denied: true}, person: alice,
			refused: &signin.Refused{
				By:   "JumpCloud",
				Code: "not authorized",
				Text: "You do not have access to this application.",
			}},
		{name: "no tile", person: alice, start: signin.Start{Tile: "Payroll"},
			refused: &signin.Refused{
				By:   "JumpCloud",
				Code: "no tile",
				Text: "The User Portal shows no application “Payroll”.",
			}},
		{name: "wrong JumpCloud password", person: wrong,
			refused: &signin.Refused{By: "JumpCloud", Code: "Authentication failed.", Text: "Authentication failed."}},
		{name: "wrong Entra password", companies: companies{managed: true}, person: wrong,
			refused: &signin.Refused{By: "Microsoft", Code: "AADSTS50126", Text: "Your account or password is incorrect."}},
		{name: "unknown name", person: nobody,
			refused: &signin.Refused{By: "Microsoft", Text: "We couldn't find an account with that username."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := serve(t, c.companies.mux(), browser.Options{NoScript: c.noScript})
			result, err := signin.Walk(t.Context(), b, c.person, c.start)
			require.NoError(t, err)
			assert.Equal(t, c.as, result.SignedInAs)
			assert.Equal(t, c.refused, result.Refused)
			assert.Equal(t, c.kmsi, c.companies.gotKMSI)
			assert.NotEmpty(t, result.Transcript)
		})
	}
}

func TestSignInTranscript(t *testing.T) {
	c := companies{}
	result, err := signin.Walk(t.Context(), serve(t, c.mux(), browser.Options{}), alice, signin.Start{})
	require.NoError(t, err)
	var lines []string
	for _, h := range result.Transcript {
		lines = append(lines, h.String())
		assert.NotContains(t, h.URL, "Passw0rd")
	}
	assert.Equal(t, []string{
		"GET https://login.microsoftonline.com/ → 200 “Sign in to your account”",
		"POST https://login.microsoftonline.com/common/login (flowToken, loginfmt) → 200 “Redirecting”",
		"POST https://sso.jumpcloud.com/saml2/office365 (SAMLRequest, RelayState, username) → 303 " +
			"https://console.jumpcloud.com/login?context=sso&redirectTo=saml2%2Foffice365",
		"GET https://console.jumpcloud.com/login?context=sso&redirectTo=saml2%2Foffice365 → 200 “Log in”",
		"POST https://console.jumpcloud.com/login?context=sso&redirectTo=saml2%2Foffice365 (email, password) → 303 " +
			"https://sso.jumpcloud.com/saml2/office365",
		"GET https://sso.jumpcloud.com/saml2/office365 → 200 “Signing in”",
		"POST https://login.microsoftonline.com/login.srf (SAMLResponse, RelayState) → 200 “Stay signed in?”",
		"POST https://login.microsoftonline.com/kmsi (LoginOptions) → 302 https://m365.cloud.microsoft/landing",
		"GET https://m365.cloud.microsoft/landing → 200 “Microsoft 365”",
	}, lines)
	require.NotNil(t, result.Transcript[2].SAML)
	assert.Equal(t, browser.Message{
		Parameter:  "SAMLRequest",
		Binding:    "POST",
		XML:        "<request/>",
		RelayState: "estsredirect=2&estsrequest=rQIIA",
	}, *result.Transcript[2].SAML)
	assert.Equal(t, "<response/>", result.Transcript[6].SAML.XML)
}

// The cookie that Microsoft sets before it sends the browser away comes back with the response, a cross-site POST, only
// when it is SameSite=None; Secure.
func TestSignInCookiesAcrossSites(t *testing.T) {
	for _, c := range []struct {
		name   string
		cookie http.Cookie
		comes  bool
	}{
		{"none and secure", http.Cookie{Secure: true, SameSite: http.SameSiteNoneMode}, true},
		{"none but not secure", http.Cookie{SameSite: http.SameSiteNoneMode}, false},
		{"lax", http.Cookie{Secure: true, SameSite: http.SameSiteLaxMode}, false},
		{"strict", http.Cookie{Secure: true, SameSite: http.SameSiteStrictMode}, false},
		{"unnamed counts as lax", http.Cookie{Secure: true}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.cookie.Name, c.cookie.Value, c.cookie.Path = "buid", "1", "/"
			stand := companies{relaxed: &c.cookie}
			_, err := signin.Walk(t.Context(), serve(t, stand.mux(), browser.Options{}), alice, signin.Start{})
			require.NoError(t, err)
			assert.Equal(t, c.comes, stand.gotCookie)
		})
	}
}

func TestSignInLost(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("login.microsoftonline.com/", func(w http.ResponseWriter, _ *http.Request) {
		testsite.Write(w, "Garden", "<p>Roses</p>")
	})
	_, err := signin.Walk(t.Context(), serve(t, mux, browser.Options{}), alice, signin.Start{})
	var lost *browser.Error
	require.ErrorAs(t, err, &lost)
	assert.Equal(t, browser.Lost, lost.Kind)
	assert.ErrorContains(t, err, "Roses")
	assert.Len(t, lost.Transcript, 1)
}

func TestSignInTileThatLeadsBack(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("console.jumpcloud.com/userconsole", func(w http.ResponseWriter, _ *http.Request) {
		testsite.Write(w, "User Portal", `<a href="/userconsole">Microsoft 365</a>`)
	})
	_, err := signin.Walk(t.Context(), serve(t, mux, browser.Options{}), alice, signin.Start{Tile: "Microsoft 365"})
	assert.ErrorContains(t, err, `the tile "Microsoft 365" leads back to the portal`)
}

// An error page may name who is signed in: it is an error page all the same.
func TestSignInRefusedByAPageThatNamesTheUser(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("login.microsoftonline.com/", func(w http.ResponseWriter, _ *http.Request) {
		testsite.Write(w, "Sign in", "<p>AADSTS50020: You are signed in as alice@contoso.com, who "+
			"does not exist in the tenant.</p>")
	})
	result, err := signin.Walk(t.Context(), serve(t, mux, browser.Options{}), alice, signin.Start{})
	require.NoError(t, err)
	assert.Empty(t, result.SignedInAs)
	require.NotNil(t, result.Refused)
	assert.Equal(t, "AADSTS50020", result.Refused.Code)
}

// A page in the company's dress says what happened in its heading, below the banner.
func TestSignInAtAnAddressWhereThereIsNone(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("login.microsoftonline.com/", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNotFound)
		testsite.Write(w, "Page not found", `<header>Emulation</header><h1 id="heading">Page not found</h1>`)
	})
	result, err := signin.Walk(t.Context(), serve(t, mux, browser.Options{}), alice, signin.Start{})
	require.NoError(t, err)
	require.NotNil(t, result.Refused)
	assert.Equal(t, "HTTP 404", result.Refused.Code)
	assert.Equal(t, "Page not found", result.Refused.Text)
}

func TestSignInAskedAgain(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("login.microsoftonline.com/", func(w http.ResponseWriter, _ *http.Request) {
		testsite.Write(w, "Sign in", `<form method=post><input name=loginfmt><button>Next</button></form>`)
	})
	_, err := signin.Walk(t.Context(), serve(t, mux, browser.Options{}), alice, signin.Start{})
	assert.ErrorContains(t, err, "asks the same again")
}
