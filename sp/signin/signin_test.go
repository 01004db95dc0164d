package signin_test

import (
	"crypto/rsa"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser"
	"samlharness/browser/signin"
	"samlharness/certs"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
	"samlharness/record"
	"samlharness/sp/directory"
)

func signIn(t *testing.T, f *fixture, b *browser.Browser, upn string, from signin.Start) signin.Result {
	t.Helper()
	result, err := signin.Walk(t.Context(), b, signin.Person{
		UPN:           upn,
		EntraPassword: passwordStep,
		StaySignedIn:  true,
	}, from)
	require.NoError(t, err)
	return result
}

func TestFederatedUserSignsIn(t *testing.T) {
	f := start(t)
	result := signIn(t, f, f.browser(), "alice@contoso.com", signin.Start{})
	require.Nil(t, result.Refused)
	assert.Equal(t, "alice@contoso.com", result.SignedInAs)
	assert.Equal(t, "www.office.com", result.Page.URL.Host)
	assert.Contains(t, result.Page.Text(), "Contoso")
	assert.Contains(t, result.Page.Text(), tenantID)
	assert.Contains(t, result.Page.Text(), aliceID)

	assert.Equal(t, []string{"alice@contoso.com"}, f.form["username"])
	assert.Regexp(t, `^estsredirect=2&estsrequest=rQIIA[A-Za-z0-9_-]{100,}$`, f.form["RelayState"][0])
	xml, err := wire.DecodePost(f.form["SAMLRequest"][0])
	require.NoError(t, err)
	assert.Regexp(t, `^<samlp:AuthnRequest ID="_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}" `+
		`Version="2.0" IssueInstant="2026-03-02T09:15:00.000Z" xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">`+
		`<Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">urn:federation:MicrosoftOnline</Issuer>`+
		`<samlp:NameIDPolicy Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"/></samlp:AuthnRequest>$`,
		string(xml))

	kinds := map[record.Kind]record.Verdict{}
	for _, e := range f.record.Since(0) {
		kinds[e.Kind] = e.Verdict
		if e.Kind == record.Response {
			assert.NotEmpty(t, e.Checks)
			assert.NotEmpty(t, e.CorrelationID)
			for _, c := range e.Checks {
				assert.Empty(t, c.Warnings, c.Name)
			}
		}
	}
	assert.Equal(t, map[record.Kind]record.Verdict{
		record.AuthnRequest: record.Sent,
		record.Response:     record.Accepted,
	}, kinds)
}

func TestIdentityProviderInitiatedSignInLandsOnThePortal(t *testing.T) {
	f := start(t)
	result := signIn(t, f, f.browser(), "alice@contoso.com", signin.Start{
		URL: "https://sso.jumpcloud.com/saml2/office365",
	})
	assert.Equal(t, "alice@contoso.com", result.SignedInAs)
}

func TestManagedUserSignsInWithPassword(t *testing.T) {
	f := start(t)
	result := signIn(t, f, f.browser(), "Wang@fabrikam.com", signin.Start{URL: "https://www.office.com/"})
	assert.Equal(t, "wang@fabrikam.com", result.SignedInAs)
	assert.Contains(t, result.Page.Text(), "王小明")
	last, ok := f.record.Last(nil)
	require.True(t, ok)
	assert.Equal(t, record.Password, last.Kind)
	assert.Equal(t, record.Accepted, last.Verdict)
}

func TestNamesAndPasswordsThatDoNotDo(t *testing.T) {
	f := start(t)
	for _, c := range []struct{ name, upn, password, code, text string }{
		{"control character", "alice\x00@contoso.com", passwordStep, "",
			"Enter a valid email address, phone number, or Skype name."},
		{"no UTF-8", "alice\xff@contoso.com", passwordStep, "", "Enter a valid email address, phone number, or Skype name."},
		{"too long", strings.Repeat("a", 309) + "@contoso.com", passwordStep, "",
			"Enter a valid email address, phone number, or Skype name."},
		{"malformed", "alice", passwordStep, "", "Enter a valid email address, phone number, or Skype name."},
		{"unknown domain", "alice@nowhere.example", passwordStep, "AADSTS50034",
			"We couldn't find an account with that username."},
		{"unverified domain", "a@unverified.example", passwordStep, "AADSTS50034",
			"We couldn't find an account with that username."},
		{"unknown user", "nobody@fabrikam.com", passwordStep, "AADSTS50034",
			"This username may be incorrect. Make sure you typed it correctly. Otherwise, contact your admin."},
		{"wrong password", "wang@fabrikam.com", "wrong", "AADSTS50126",
			"Your account or password is incorrect. If you don't remember your password, reset it now."},
		{"no password", "wang@fabrikam.com", "", "", "Please enter your password."},
		{"disabled", "blocked@fabrikam.com", passwordStep, "AADSTS50057", "AADSTS50057: The user account is disabled."},
	} {
		t.Run(c.name, func(t *testing.T) {
			result, err := signin.Walk(t.Context(), f.browser(), signin.Person{
				UPN:           c.upn,
				EntraPassword: c.password,
			}, signin.Start{})
			require.NoError(t, err)
			require.NotNil(t, result.Refused)
			assert.Equal(t, c.code, result.Refused.Code)
			assert.Equal(t, c.text, result.Refused.Text)
			last, _ := f.record.Last(nil)
			if c.name == "wrong password" || c.name == "disabled" {
				assert.Equal(t, c.code, last.Refusal.Code)
				assert.Equal(t, c.upn, last.Subject)
			}
			written, err := json.Marshal(f.record.Since(0))
			require.NoError(t, err)
			assert.NotContains(t, string(written), passwordStep)
		})
	}
}

func TestErrorPageHasTheLiteralTextAndIdentifiers(t *testing.T) {
	f := start(t)
	f.answer = func(r *wire.Response) { r.Issuer = "https://contoso.com/" }
	result := signIn(t, f, f.browser(), "alice@contoso.com", signin.Start{})
	require.NotNil(t, result.Refused)
	assert.Equal(t, "AADSTS50107: The requested federation realm object 'https://contoso.com/' does not exist.",
		result.Refused.Text)
	assert.Equal(t, 200, result.Page.Status)
	text := result.Page.Text()
	assert.Contains(t, text, "Sorry, but we’re having trouble signing you in.")
	assert.Contains(t, text, "If you contact your administrator, send this info to them.")
	assert.Contains(t, text, "2026-03-02T09:15:00Z")
	last, ok := f.record.Last(nil)
	require.True(t, ok)
	assert.Equal(t, record.Refused, last.Verdict)
	assert.Equal(t, "https://contoso.com", last.Refusal.Expected)
	assert.Equal(t, `character 20: expected the end of the text, got "/"`, last.Refusal.Difference)
	assert.Contains(t, text, last.CorrelationID)
	assert.NotContains(t, text, "character 20", "the page shows no more than Microsoft's does")
}

func TestSessionLastsAndEnds(t *testing.T) {
	f := start(t)
	b := f.browser()
	require.Equal(t, "alice@contoso.com", signIn(t, f, b, "alice@contoso.com", signin.Start{}).SignedInAs)

	f.clock.Advance(48 * time.Hour) // "Stay signed in" was answered with yes
	page, err := b.Open(t.Context(), "https://login.microsoftonline.com/")
	require.NoError(t, err)
	assert.Contains(t, page.Text(), "signed in as alice@contoso.com")

	page, err = b.Open(t.Context(), "https://login.microsoftonline.com/?login_hint=wang@fabrikam.com")
	require.NoError(t, err)
	assert.Equal(t, "Sign in to your account", page.Title, "another person is meant")

	page, err = b.Open(t.Context(), "https://www.office.com/signout")
	require.NoError(t, err)
	assert.Equal(t, "https://console.jumpcloud.com/userconsole/", page.URL.String())
	page, err = b.Open(t.Context(), "https://www.office.com/")
	require.NoError(t, err)
	assert.Equal(t, "Sign in to your account", page.Title)
}

func TestSessionWithoutStayingEndsAfterADay(t *testing.T) {
	f := start(t)
	b := f.browser()
	result, err := signin.Walk(t.Context(), b, signin.Person{
		UPN:           "wang@fabrikam.com",
		EntraPassword: passwordStep,
	}, signin.Start{})
	require.NoError(t, err)
	require.Equal(t, "wang@fabrikam.com", result.SignedInAs)
	f.clock.Advance(23 * time.Hour)
	page, err := b.Open(t.Context(), "https://login.microsoftonline.com/")
	require.NoError(t, err)
	require.Contains(t, page.Text(), "signed in as")
	f.clock.Advance(25 * time.Hour)
	page, err = b.Open(t.Context(), "https://login.microsoftonline.com/")
	require.NoError(t, err)
	assert.NotContains(t, page.Text(), "signed in as")
}

func TestDomainThatSAMLCannotServeIsExplained(t *testing.T) {
	f := start(t)
	for _, protocol := range []string{directory.ProtocolWSFed, ""} {
		t.Run("protocol "+protocol, func(t *testing.T) {
			f.federate("fabrikam.com", func(c *directory.Federation) { c.PreferredAuthenticationProtocol = protocol })

			result := signIn(t, f, f.browser(), "wang@fabrikam.com", signin.Start{})
			require.NotNil(t, result.Refused)
			assert.Equal(t, "AADSTS50107", result.Refused.Code)
			assert.Contains(t, result.Page.Text(), "SAML sign-in needs saml")
			require.NoError(t, f.tenant.SetManaged(t.Context(), "fabrikam.com"))
		})
	}
}

func TestDomainHintSkipsTheNamePage(t *testing.T) {
	f := start(t)
	for _, parameter := range []string{"?whr", "?domain_hint", "login.srf?whr"} {
		page, err := f.browser().Open(t.Context(),
			"https://login.microsoftonline.com/"+parameter+"=contoso.com&login_hint=alice@contoso.com")
		require.NoError(t, err)
		assert.Equal(t, "Stay signed in?", heading(page), parameter)
	}
}

func TestIdentityProviderMayLogInOnAnotherHost(t *testing.T) {
	f := start(t)
	f.elsewhere = "https://login.idp.example/"
	page, err := f.browser().Open(t.Context(), "https://login.microsoftonline.com/?whr=contoso.com")
	require.NoError(t, err)
	assert.Equal(t, "login.idp.example", page.URL.Host)
}

func heading(p *browser.Page) string {
	e, _ := p.ByID("KmsiDescription")
	if e.Text != "" {
		return "Stay signed in?"
	}
	return p.Title
}

func TestSignedRequest(t *testing.T) {
	f := start(t)
	f.federate("fabrikam.com", func(c *directory.Federation) { c.IsSignedAuthenticationRequestRequired = ptr(true) })
	f.answer = func(r *wire.Response) { r.NameID, r.Issuer = "wang", "https://fabrikam.com" }
	require.Equal(t, "wang@fabrikam.com", signIn(t, f, f.browser(), "wang@fabrikam.com", signin.Start{}).SignedInAs)

	text, err := wire.DecodePost(f.form["SAMLRequest"][0])
	require.NoError(t, err)
	request, err := xmltree.Parse(text, xmltree.Limits{})
	require.NoError(t, err)
	destination, _ := request.Attr("Destination")
	assert.Equal(t, "https://sso.jumpcloud.com/saml2/office365", destination)
	signature, err := xmldsig.Read(request)
	require.NoError(t, err)
	require.NotNil(t, signature)
	assert.Equal(t, xmldsig.RSASHA1, signature.SignatureMethod)
	_, metadata := f.send("GET", "https://nexus.microsoftonline-p.com/federationmetadata/saml20/federationmetadata.xml",
		"", "")
	_, encoded, _ := strings.Cut(metadata, "<X509Certificate>")
	encoded, _, _ = strings.Cut(encoded, "<")
	certificate, err := certs.ParseCertificate(encoded)
	require.NoError(t, err)
	_, err = signature.Verify(certificate.PublicKey.(*rsa.PublicKey))
	assert.NoError(t, err)
}

func TestPagesWorkWithoutScript(t *testing.T) {
	f := start(t)
	b := browser.New(browser.Options{Client: f.client, Clock: f.clock, NoScript: true})
	assert.Equal(t, "alice@contoso.com", signIn(t, f, b, "alice@contoso.com",
		signin.Start{URL: "https://m365.cloud.microsoft/"}).SignedInAs)
}
