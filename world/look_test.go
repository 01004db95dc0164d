package world_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp/org"
	"samlharness/internal/axetest"
	"samlharness/sp/directory"
	"samlharness/world"
)

// sight is a world at whose pages somebody looks in Chromium, by local names.
type sight struct {
	t     *testing.T
	world *world.World
	sites map[string]string
	b     *axetest.Browser
}

// see opens the world of the spec, with a desk that says what it is asked for.
func see(t *testing.T, b *axetest.Browser, spec *world.Spec) *sight {
	t.Helper()
	w := world.Start(t, world.Options{Spec: spec})
	w.HandleHome(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "the desk at "+r.URL.Path)
	}))
	sites, err := w.OpenSites(t.Context(), "127.0.0.1:0")
	require.NoError(t, err)
	return &sight{t, w, sites, b}
}

// open opens an address of a host.
func (s *sight) open(host, path string) {
	s.t.Helper()
	s.b.Do(chromedp.Navigate(strings.TrimSuffix(s.sites[host], "/") + path))
}

// check has the page looked at wide and light, and narrow and dark.
func (s *sight) check(name string) {
	s.t.Helper()
	s.b.CheckPage(name, axetest.Look{Width: 1280}, axetest.Look{Width: 320, Dark: true})
}

// unfold opens the list of the people.
func (s *sight) unfold() {
	s.b.Do(chromedp.WaitVisible(".people summary"), chromedp.Click(".people summary"))
}

// heading is the page with that heading.
func heading(text string) string { return `//h1[text()="` + text + `"]` }

const (
	login   = "login.microsoftonline.com"
	console = "console.jumpcloud.com"

	ssoLogin = "/login?context=sso&redirectTo=saml2%2Foffice365"
)

// oddPeople is the demo with somebody whose name is HTML beside 王小明.
func oddPeople() *world.Spec {
	spec := world.Demo()
	spec.Users = append(spec.Users[:4:4], world.UserSpec{
		UPN:         "script@contoso.com",
		DisplayName: "<script>alert(1)</script>",
	})
	return &spec
}

// TestMicrosoftLooks walks by the keyboard through the pages of a managed person, and by the links that lead aside.
func TestMicrosoftLooks(t *testing.T) {
	b := axetest.Open(t)
	s := see(t, b, oddPeople())
	s.open(login, "/")
	s.check("ms-username")
	b.Do(chromedp.SendKeys("#i0116", "nobody@contoso.com\r"), chromedp.WaitVisible("#usernameError"))
	s.unfold()
	s.check("ms-username-wrong")
	b.Do(chromedp.Click(`button[value="script@contoso.com"]`), chromedp.SendKeys("#i0118", "wrong\r"),
		chromedp.WaitVisible("#passwordError"))
	s.check("ms-password-wrong")
	b.Do(chromedp.Click("#idA_PWD_ForgotPassword"), chromedp.WaitVisible(heading("Get back into your account")))
	s.check("ms-password-reset")
	b.Do(chromedp.Click(`//a[text()="Back to sign-in"]`), chromedp.WaitVisible("#i0116"), chromedp.KeyEvent("\r"),
		chromedp.Click(".demo button"), chromedp.KeyEvent("\r"), // fills the password in, and stands on Sign in
		chromedp.WaitVisible("#KmsiDescription"))
	s.check("ms-kmsi")
	b.Do(chromedp.KeyEvent("\r"), chromedp.WaitVisible("#signedInAs")) // stands on Yes
	s.check("ms-landing")
	for _, path := range []string{"/logout.srf", "/termsofuse", "/nowhere"} {
		s.open(login, path)
		s.check("ms" + strings.ReplaceAll(path, "/", "-"))
	}
}

// TestApplicationLooks walks through the pages of a sign-in that an application asks for, and those of what goes wrong.
func TestApplicationLooks(t *testing.T) {
	b := axetest.Open(t)
	s := see(t, b, oddPeople())
	s.open(login, "/common/oauth2/deviceauth")
	s.check("ms-device")
	b.Do(chromedp.SendKeys("#otc", "WRONG\r"), chromedp.WaitVisible("#otcError"))
	s.check("ms-device-wrong")
	b.Do(chromedp.SetValue("#otc", s.deviceCode()), chromedp.Click("#idSIButton9"), chromedp.WaitVisible("#i0116"),
		chromedp.SendKeys("#i0116", "script@contoso.com\r"), chromedp.WaitVisible("#i0118"),
		chromedp.SendKeys("#i0118", world.DemoEntraPassword+"\r"), chromedp.WaitVisible("#appConfirmDescription"))
	s.check("ms-device-confirm")
	b.Do(chromedp.Click("#idSIButton9"), chromedp.WaitVisible("#permissions"))
	s.check("ms-consent")
	b.Do(chromedp.Click("#idSIButton9"), chromedp.WaitVisible("#message"))
	s.check("ms-device-done")
	for name, path := range map[string]string{
		"lookup": "/error?code=50107", "wrong-method": "/kmsi", "authorize": "/common/oauth2/v2.0/authorize?client_id=x",
	} {
		s.open(login, path)
		s.check("ms-" + name)
	}
	s.open(console, "/userconsole/logout")
	s.check("jc-wrong-method")
}

// deviceCode is the code that a program shows whose sign-in needs a consent.
func (s *sight) deviceCode() string {
	s.t.Helper()
	app, err := s.world.Entra.CreateApplication(s.t.Context(), directory.NewApplication{
		DisplayName: "<script>alert(1)</script>", Public: true,
	})
	require.NoError(s.t, err)
	answer, err := s.world.HTTPClient().PostForm("https://"+login+"/common/oauth2/v2.0/devicecode", url.Values{
		"client_id": {app.AppID}, "scope": {"https://graph.microsoft.com/User.Read offline_access"},
	})
	require.NoError(s.t, err)
	defer answer.Body.Close()
	var code struct {
		UserCode string `json:"user_code"`
	}
	require.NoError(s.t, json.NewDecoder(answer.Body).Decode(&code))
	return code.UserCode
}

// TestJumpCloudLooks walks through the User Portal and the ways to fail at the login.
func TestJumpCloudLooks(t *testing.T) {
	b := axetest.Open(t)
	s := see(t, b, oddPeople())
	s.open(console, "/login")
	s.unfold()
	s.check("jc-login")
	b.Do(chromedp.Click(`a[href$="=wang%40contoso.com"]`), chromedp.WaitVisible("#password"))
	s.check("jc-login-password")
	b.Do(chromedp.Click(".demo button"), chromedp.KeyEvent("\r"), chromedp.WaitVisible(".empty"))
	s.check("jc-portal-empty")
	s.applications("Wiki", "An application whose label takes three lines at least", "<script>alert(1)</script>")
	for _, path := range []string{"/userconsole", "/userconsole/profile", "/userconsole/security"} {
		s.open(console, path)
		s.check("jc" + strings.ReplaceAll(path, "/", "-"))
	}
	b.Do(chromedp.Click("form button"), chromedp.WaitVisible("#email"))

	s.open(console, ssoLogin)
	s.unfold()
	b.Do(chromedp.Click(`a[href$="=script%40contoso.com"]`), // fills both in, and stands on the button
		chromedp.SendKeys("#password", "x\r"), chromedp.WaitVisible("#login-alert"))
	s.check("jc-login-wrong")
	s.open(console, "/nowhere")
	s.check("jc-nowhere")
	s.open("sso.jumpcloud.com", "/saml2/office365?SAMLRequest=x")
	s.check("jc-refused")
}

// applications federates contoso.com and gives everybody further applications.
func (s *sight) applications(labels ...string) {
	s.t.Helper()
	ctx := s.t.Context()
	_, err := s.world.Federate(ctx, "contoso.com")
	require.NoError(s.t, err)
	for _, label := range labels {
		a, err := s.world.JumpCloud.CreateApplication(ctx, org.NewApplication{
			Template:   org.TemplateSAML,
			Label:      label,
			EntityID:   "https://" + label[:1] + ".example",
			SPEntityID: "https://sp.example",
			ACSURLs:    []string{"https://sp.example/acs"},
		})
		require.NoError(s.t, err)
		_, err = s.world.JumpCloud.UpdateApplication(ctx, a.Slug, org.ApplicationUpdate{Description: new(label)})
		require.NoError(s.t, err)
		require.NoError(s.t, s.world.JumpCloud.BindGroup(ctx, org.AllUsers, a.Slug))
	}
}

// TestRefusalLeadsToTheDesk signs in without scripts over a certificate that Microsoft does not know, and asks why.
func TestRefusalLeadsToTheDesk(t *testing.T) {
	b := axetest.Open(t)
	s := see(t, b, nil)
	f, err := s.world.Federate(t.Context(), "contoso.com")
	require.NoError(t, err)
	_, err = s.world.JumpCloud.RegenerateCertificate(t.Context(), f.Application.ID)
	require.NoError(t, err)
	b.Set(axetest.Look{Width: 390, NoScript: true, Dark: true})
	s.open(login, "/")
	s.unfold()
	b.Do(chromedp.Click(`button[value="alice@contoso.com"]`), chromedp.WaitVisible("#loginHeader"))
	b.Keep("ms-interstitial")
	b.Do(chromedp.Click("#idSIButton9"), chromedp.WaitVisible("#password"))
	s.unfold()
	b.Do(chromedp.Click(`a[href$="=alice%40contoso.com"]`), chromedp.WaitVisible(".demo"),
		chromedp.SendKeys("#password", world.DemoJumpCloudPassword+"\r"), chromedp.WaitVisible("#autopost"))
	b.Keep("jc-autopost")
	b.Do(chromedp.Click("#autopost button"), chromedp.WaitVisible("#exceptionMessage"))
	b.Set(axetest.Look{})
	s.check("ms-error")
	refused, ok := s.world.Record.LastRefused()
	require.True(t, ok)
	assert.Contains(t, b.Text(".why"), "harness record show "+refused.CorrelationID)
	b.Do(chromedp.Click(".why a"), chromedp.WaitVisible("pre, body"))
	assert.Equal(t, "the desk at /record/"+refused.CorrelationID, b.Text("body"))
}

// TestEmptyWorldLooks has nobody to offer, and a name that is longer than a telephone is wide.
func TestEmptyWorldLooks(t *testing.T) {
	b := axetest.Open(t)
	s := see(t, b, &world.Spec{
		Name:          "a world whose name cannot stand in the banner of a telephone",
		Organization:  "Contoso",
		TenantID:      world.Demo().TenantID,
		InitialDomain: "contoso.onmicrosoft.com",
	})
	s.open(login, "/")
	s.check("ms-empty")
	s.open(console, "/login")
	s.check("jc-empty")
}
