package serviceprovider_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/certs"
	"samlharness/internal/serviceprovider"
	"samlharness/record"
	"samlharness/world"
)

// issued is a response that JumpCloud issued, when, and the service provider that it is for.
func issued(t *testing.T) (string, time.Time, serviceprovider.Provider) {
	t.Helper()
	w := world.Start(t, world.Options{})
	_, err := w.Federate(t.Context(), "contoso.com", "alice")
	require.NoError(t, err)
	_, err = signin.Walk(t.Context(), w.Browser(), w.Person("alice@contoso.com"), signin.Start{})
	require.NoError(t, err)
	e, ok := w.Record.Last(func(e record.Exchange) bool { return e.Kind == record.Response })
	require.True(t, ok)
	app, err := w.JumpCloud.Application(t.Context(), "office365")
	require.NoError(t, err)
	p := serviceprovider.Provider{EntityID: app.SPEntityID, ACS: app.ACSURLs, Issuer: app.EntityID}
	c, err := certs.ParseDER(app.Certificate)
	require.NoError(t, err)
	p.Certificates = append(p.Certificates, c)
	return e.Message, e.At, p
}

func failed(checks []record.Check) string {
	for _, c := range checks {
		if c.Outcome == record.Fail {
			return c.Name
		}
	}
	return ""
}

func TestJudge(t *testing.T) {
	message, at, p := issued(t)
	replaced := func(old, by string) string { return strings.Replace(message, old, by, 1) }
	for _, c := range []struct {
		name, message string
		change        func(*serviceprovider.Provider)
		later         time.Duration
		want          string
	}{
		{name: "good"},
		{name: "within the skew", later: 7 * time.Minute},
		{name: "too late", later: 9 * time.Minute, want: "confirmation-window"},
		{name: "too early", later: -4 * time.Minute, want: "conditions-window"},
		{name: "not XML", message: "<a>", want: "xml"},
		{name: "another message", message: "<a/>", want: "root"},
		{name: "failed", message: replaced("status:Success", "status:Responder"), want: "status"},
		{name: "edited", message: replaced("alice@", "admin@"), want: "signature-value"},
		{name: "without a signature", message: "unsigned", want: "signature-value"},
		{
			name: "a decoy",
			message: replaced("<saml2p:Status>",
				`<x:Assertion xmlns:x="urn:oasis:names:tc:SAML:2.0:assertion"/><saml2p:Status>`),
			want: "assertion",
		},
		{name: "another provider", change: func(p *serviceprovider.Provider) { p.EntityID = "urn:x" }, want: "audience"},
		{
			name:   "another address",
			change: func(p *serviceprovider.Provider) { p.ACS = []string{"https://x/"} },
			want:   "destination",
		},
		{name: "another issuer", change: func(p *serviceprovider.Provider) { p.Issuer += "/" }, want: "issuer"},
		{name: "no key", change: func(p *serviceprovider.Provider) { p.Certificates = nil }, want: "signature-value"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, provider := message, p
			switch {
			case c.message == "unsigned":
				before, rest, _ := strings.Cut(message, "<ds:Signature ")
				_, after, _ := strings.Cut(rest, "</ds:Signature>")
				text = before + after
			case c.message != "":
				text = c.message
			}
			if c.change != nil {
				c.change(&provider)
			}
			checks, refusal := provider.Judge([]byte(text), at.Add(c.later))
			assert.Equal(t, c.want, failed(checks))
			assert.Equal(t, c.want != "", refusal != nil)
		})
	}
}

// Nothing that a stranger sends makes it panic: every part of a message may be missing.
func TestPartsThatAreMissing(t *testing.T) {
	message, at, p := issued(t)
	for i := range 400 {
		cut := len(message) * i / 400
		_, refusal := p.Judge([]byte(message[:cut]), at)
		assert.NotNil(t, refusal)
	}
}
