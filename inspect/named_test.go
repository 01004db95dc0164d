package inspect_test

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/inspect"
	"samlharness/internal/exit"
	"samlharness/internal/wire"
	"samlharness/report"
)

// TestNamed names what is not a response, with what helps.
func TestNamed(t *testing.T) {
	request := wire.AuthnRequest{ID: "_r", Issuer: wire.MicrosoftEntityID, IssueInstant: now,
		NameIDFormat: wire.NameIDPersistent}
	other, asks, elsewhere, redirect, old, passive := request, request, request, request, request, request
	other.Issuer = "https://other.example"
	asks.ACSURL = wire.MicrosoftACS
	elsewhere.ACSURL = "https://login.microsoftonline.example/login.srf"
	redirect.ProtocolBinding = wire.BindingRedirect
	old.IssueInstant = now.Add(2 * time.Hour)
	passive.IsPassive, passive.ForceAuthn = true, true
	sent := request
	sent.Destination = "https://sso.jumpcloud.com/saml2/office365"
	posted := fmt.Sprintf(`{"log":{"entries":[{"startedDateTime":%q,"request":{"url":"https://sso.jumpcloud.com/saml2/x",`+
		`"postData":{"text":"SAMLRequest=%s"}}}]}}`, now.Format(time.RFC3339),
		url.QueryEscape(base64.StdEncoding.EncodeToString(sent.XML())))
	idp := wire.IDPMetadata{EntityID: issuer, SigningCertificates: [][]byte{pair(t, 0).Certificate.Raw},
		SingleSignOn: []wire.Endpoint{{Binding: wire.BindingPost, Location: "https://sso.jumpcloud.com/saml2/office365"}}}
	const samlp, trust = wire.NamespaceProtocol, `xmlns="http://schemas.xmlsoap.org/ws/2005/02/trust"`
	const soap = "http://schemas.xmlsoap.org/soap/envelope/"
	for name, c := range map[string]struct {
		input, kind string
		code        int
		says        []string
	}{
		"Microsoft's request": {string(request.XML()), "an AuthnRequest", exit.CannotTell,
			[]string{wire.MicrosoftEntityID}},
		"another's request": {string(other.XML()), "an AuthnRequest", exit.CannotTell,
			[]string{"another service provider"}},
		"a request with an ACS": {string(asks.XML()), "an AuthnRequest", exit.CannotTell,
			[]string{"Microsoft's requests name none"}},
		"to another's address": {string(elsewhere.XML()), "an AuthnRequest", exit.Failed,
			[]string{"the identity provider would refuse it", "which is not " + wire.MicrosoftACS}},
		"by another binding": {string(redirect.XML()), "an AuthnRequest", exit.Failed, []string{"by " +
			wire.BindingPost + " alone"}},
		"sent elsewhere": {posted, "an AuthnRequest", exit.Failed, []string{"Destination is " + sent.Destination +
			", and it was sent to https://sso.jumpcloud.com/saml2/x"}},
		"a local time": {string(old.XML()), "an AuthnRequest", exit.CannotTell, []string{"judged   at 2026-03-02T09:16:02Z",
			"issued exactly 2 h ahead of that"}},
		"passive": {string(passive.XML()), "an AuthnRequest", exit.CannotTell, []string{"NoPassive", "ForceAuthn"}},
		"sign-out at login.srf": {`<LogoutRequest xmlns="` + samlp + `" Destination="` + wire.MicrosoftACS + `"/>`,
			"a LogoutRequest", exit.Failed, []string{"page     AADSTS90081: "}},
		"a request without ID": {`<AuthnRequest xmlns="` + samlp + `"/>`, "an AuthnRequest", exit.Failed,
			[]string{"Version"}},
		"sign-out": {`<LogoutRequest xmlns="` + samlp + `"/>`, "a LogoutRequest", exit.CannotTell,
			[]string{"signOutUri"}},
		"metadata": {string(idp.XML()), "metadata of an identity provider", exit.CannotTell,
			[]string{"--certificate", issuer, "CN=JumpCloudSAMLUser", "office365"}},
		"metadata of nobody": {`<EntityDescriptor xmlns="` + wire.NamespaceMetadata + `"/>`, "metadata", exit.Failed,
			nil},
		"WS-Trust": {`<RequestSecurityTokenResponse ` + trust + `/>`,
			"a RequestSecurityTokenResponse of WS-Trust", exit.Failed,
			[]string{"WS-Federation", "preferredAuthenticationProtocol"}},
		"WS-Federation": {"wa=wsignin1.0&wresult=" + url.QueryEscape(`<RequestSecurityTokenResponse `+trust+`/>`),
			"a sign-in response of WS-Federation", exit.Failed, []string{"SAML 2.0"}},
		"SAML 1.1": {`<Response xmlns="urn:oasis:names:tc:SAML:1.0:protocol"/>`, "a Response of SAML 1.1",
			exit.Failed, []string{"set the identity provider's application to SAML 2.0"}},
		"SOAP": {`<S:Envelope xmlns:S="` + soap + `"><S:Body><Response xmlns="` + samlp +
			`"/></S:Body></S:Envelope>`, "a SOAP envelope", exit.Failed, []string{"holds    Response", "HTTP-POST"}},
		"a code": {"AADSTS51004: The user account x does not exist.", "AADSTS51004", exit.Failed,
			[]string{"page     AADSTS51004: The user", "cause    The NameID is nobody's", "known    observed"}},
		"a number": {"51004", "AADSTS51004", exit.Failed, []string{"does not exist in the {tenant} directory"}},
		"a code that is unknown": {"AADSTS1234567", "AADSTS1234567", exit.Failed,
			[]string{"the catalogue does not have this code"}},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := inspect.Inspect(t.Context(), []byte(c.input), inspect.Options{At: now})
			require.NoError(t, err)
			require.Len(t, d.Messages, 1)
			require.NotNil(t, d.Messages[0].Named)
			assert.Equal(t, c.kind, d.Messages[0].Named.Kind)
			assert.Equal(t, c.code, d.ExitCode())
			assert.Nil(t, d.Refusal())
			s := text(t, []byte(c.input), inspect.Options{At: now}, report.CheckOptions{})
			for _, says := range c.says {
				assert.Contains(t, s, says)
			}
		})
	}
}

// TestInstant judges at the instant that is asked for, else when the capture says that the message was sent, else now,
// or at the message's own IssueInstant when its times have passed by then; and says so.
func TestInstant(t *testing.T) {
	xml := message(t)
	confirmed := message(t, func(r *wire.Response) { r.NotOnOrAfter = now.Add(time.Hour) })
	har := fmt.Sprintf(`{"log":{"entries":[{"startedDateTime":%q,"request":{"url":%q,`+
		`"postData":{"text":"SAMLResponse=%s"}}}]}}`,
		now.Add(time.Minute).Format(time.RFC3339), wire.MicrosoftACS,
		url.QueryEscape(base64.StdEncoding.EncodeToString(xml)))
	known := inspect.Known{IssuerURI: issuer, Certificates: [][]byte{pair(t, 0).Certificate.Raw}, ImmutableID: alice}
	for name, c := range map[string]struct {
		input    string
		at, now  time.Time
		want     time.Time
		why      string
		accepted bool
	}{
		"asked for":           {string(xml), now.Add(time.Hour), now, now.Add(time.Hour), "", false},
		"fresh":               {string(xml), time.Time{}, now.Add(9 * time.Minute), now.Add(9 * time.Minute), "", true},
		"its times passed":    {string(xml), time.Time{}, now.Add(time.Hour), now, "its own IssueInstant", true},
		"old":                 {string(xml), time.Time{}, now.AddDate(1, 0, 0), now, "its own IssueInstant", true},
		"no present":          {string(xml), time.Time{}, time.Time{}, now, "its own IssueInstant", true},
		"confirmed no longer": {string(confirmed), time.Time{}, now.Add(20 * time.Minute), now, "its own IssueInstant", true},
		"from the future":     {string(xml), time.Time{}, now.Add(-time.Hour), now.Add(-time.Hour), "", false},
		"a capture's time":    {har, time.Time{}, now.AddDate(1, 0, 0), now.Add(time.Minute), "when it was sent", true},
		"asked for in a HAR":  {har, now.Add(time.Hour), now, now.Add(time.Hour), "", false},
	} {
		t.Run(name, func(t *testing.T) {
			o := inspect.Options{At: c.at, Now: c.now, Directory: known}
			r, err := one(t.Context(), []byte(c.input), o)
			require.NoError(t, err)
			assert.Equal(t, c.want, r.At)
			assert.Equal(t, c.accepted, r.Accepted, r.Page)
			assert.True(t, strings.HasPrefix(r.AtWhy, c.why) && (r.AtWhy == "") == (c.why == ""), r.AtWhy)
			if c.why != "" {
				assert.Contains(t, text(t, []byte(c.input), o, report.CheckOptions{}), "--at TIME judges at another instant")
			}
		})
	}
}

// An old message that may be a young one of another time zone says so.
func TestInstantOfALocalTime(t *testing.T) {
	for by, zone := range map[time.Duration]bool{5 * time.Hour: true, 5*time.Hour + 12*time.Minute: false} {
		r, err := one(t.Context(), message(t), inspect.Options{Now: now.Add(by)})
		require.NoError(t, err)
		assert.Equal(t, zone, strings.Contains(r.AtWhy, "issued exactly 5 h behind now"), r.AtWhy)
	}
	request := wire.AuthnRequest{ID: "_r", Issuer: wire.MicrosoftEntityID, IssueInstant: now}
	assert.Contains(t, text(t, request.XML(), inspect.Options{Now: now.AddDate(1, 0, 0)}, report.CheckOptions{}),
		"judged   at 2026-03-02T09:16:02Z (its own IssueInstant")
}

// The worst message decides the exit code; a request beside it does not count.
func TestWorst(t *testing.T) {
	request := string(wire.AuthnRequest{ID: "_r", Issuer: wire.MicrosoftEntityID, IssueInstant: now}.XML())
	good, bad := string(message(t)), string(message(t, func(r *wire.Response) { r.Issuer += "/" }))
	o := inspect.Options{At: now,
		Directory: inspect.Known{IssuerURI: issuer, Certificates: [][]byte{pair(t, 0).Certificate.Raw}}}
	for want, input := range map[int]string{
		exit.Passed: request + "\n" + good, exit.Failed: good + "\n" + bad, exit.CannotTell: request + "\n" + request,
		exit.Usage: good + "\n" + good[:900],
	} {
		d, err := inspect.Inspect(t.Context(), []byte(input), o)
		require.NoError(t, err)
		assert.Equal(t, want, d.ExitCode(), "%d messages", len(d.Messages))
	}
}
