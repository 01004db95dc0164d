package loginsrf_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"samlharness/internal/wire"
	"samlharness/internal/wire/xmltree"
	"samlharness/sp/loginsrf"
)

const (
	skew = loginsrf.DefaultSkew
	ms   = time.Millisecond
)

// The edges of every validity period, clocks being apart by five minutes at most.
func TestWindows(t *testing.T) {
	conditions := func(from, to time.Duration) func(*wire.Response) {
		return func(r *wire.Response) { r.NotBefore, r.NotOnOrAfter = now.Add(from), now.Add(to) }
	}
	for _, c := range []struct {
		name    string
		edit    func(*wire.Response)
		refused string // the check that fails; "" accepts
	}{
		{"NotBefore at the edge", conditions(skew, time.Hour), ""},
		{"NotBefore over the edge", conditions(skew+ms, time.Hour), "conditions-window"},
		{"NotOnOrAfter at the edge", conditions(-time.Hour, -skew+ms), ""},
		{"NotOnOrAfter over the edge", conditions(-time.Hour, -skew), "conditions-window"},
		{"NotOnOrAfter now", conditions(-time.Hour, 0), ""},
		{"window is empty", conditions(0, 0), "conditions-window"},
		{"window is upside down", conditions(time.Minute, 0), "conditions-window"},
		{"confirmation at the edge", func(r *wire.Response) { r.SubjectNotOnOrAfter = now.Add(-skew + ms) }, ""},
		{"confirmation over the edge", func(r *wire.Response) {
			r.SubjectNotOnOrAfter = now.Add(-skew)
		}, "confirmation-window"},
		{"AuthnInstant at the edge", func(r *wire.Response) { r.AuthnInstant = now.Add(skew) }, ""},
		{"AuthnInstant over the edge", func(r *wire.Response) { r.AuthnInstant = now.Add(skew + ms) }, "authn-instant"},
		{"AuthnInstant long ago", func(r *wire.Response) { r.AuthnInstant = now.AddDate(-1, 0, 0) }, ""},
		{"one hour in both windows", func(r *wire.Response) {
			r.NotOnOrAfter, r.SubjectNotOnOrAfter = now.Add(time.Hour), now.Add(time.Hour)
		}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := judge(t, loginsrf.Input{XML: good(t, c.edit)})
			if c.refused == "" {
				requireAccepted(t, v)
				return
			}
			assert.Equal(t, c.refused, requireRefused(t, v, "AADSTS500089").Name)
			assert.Equal(t, "SAML 2.0 assertion validation failed: SAML token is invalid.", v.Refusal.Message)
		})
	}
}

// The first instant of Go's time is an instant as any other, not a sign that there is none.
func TestTheYearOneIsOver(t *testing.T) {
	for element, refused := range map[string]string{
		"SubjectConfirmationData": "confirmation-window",
		"Conditions":              "conditions-window",
	} {
		xml := edited(t, false, func(root *xmltree.Element) { set(root, element, "NotOnOrAfter", "0001-01-01T00:00:00Z") })
		failed := requireRefused(t, judge(t, loginsrf.Input{XML: xml}), "AADSTS500089")
		assert.Equal(t, refused, failed.Name)
		assert.Contains(t, failed.Got, "NotOnOrAfter 0001-01-01T00:00:00Z")
	}
}

func TestSkewCanBeSet(t *testing.T) {
	late := good(t, func(r *wire.Response) { r.SubjectNotOnOrAfter = now.Add(-30 * time.Minute) })
	requireRefused(t, judge(t, loginsrf.Input{XML: late}), "AADSTS500089")
	requireAccepted(t, judge(t, loginsrf.Input{XML: late, Skew: time.Hour}))
}

func TestWarningsNameAcceptedDeviations(t *testing.T) {
	longID := strings.Repeat("a", 65)
	for _, c := range []struct {
		name, warning string
		edit          func(*wire.Response)
	}{
		{"no IDPEmail", "IDPEmail is missing", func(r *wire.Response) { r.Attributes = nil }},
		{"another's IDPEmail", "IDPEmail is bob@contoso.com", func(r *wire.Response) {
			r.Attributes = []wire.Attribute{{Name: "IDPEmail", Values: []string{"bob@contoso.com"}}}
		}},
		{"NameID format", "documented is urn:oasis:names:tc:SAML:2.0:nameid-format:persistent", func(r *wire.Response) {
			r.NameIDFormat = wire.NameIDEmailAddress
		}},
		{"IssueInstant", "IssueInstant is far from now", func(r *wire.Response) { r.IssueInstant = now.Add(5 * time.Hour) }},
		{"long NameID", "NameID is longer than 64 characters", func(r *wire.Response) { r.NameID = longID }},
		{"InResponseTo", `InResponseTo "_other" names no request`, func(r *wire.Response) { r.InResponseTo = "_other" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := tenant()
			d.accounts[longID] = d.accounts[alice]
			in := loginsrf.Input{XML: good(t, c.edit), Directory: d, Requested: func(id string) bool { return id == "_request" }}
			v := judge(t, in)
			requireAccepted(t, v)
			assert.Contains(t, fmt.Sprint(v.Warnings()), c.warning)
		})
	}
}

func TestMultifactorProofIsTheClassAlone(t *testing.T) {
	v := judge(t, loginsrf.Input{
		XML: good(t, func(r *wire.Response) { r.AuthnContextClassRef = wire.AuthnContextMultipleAuthn }),
	})
	requireAccepted(t, v)
	assert.True(t, v.Response.MFADone())
	v = judge(t, loginsrf.Input{XML: good(t, func(r *wire.Response) {
		r.Attributes = append(r.Attributes, wire.Attribute{
			Name:   "http://schemas.microsoft.com/claims/authnmethodsreferences",
			Values: []string{wire.AuthnContextMultipleAuthn},
		})
	})})
	requireAccepted(t, v)
	assert.False(t, v.Response.MFADone())
}

// An identity provider that writes its local time as UTC is told so; the hours that are no time zone's are not.
func TestLocalTimesWrittenAsUTC(t *testing.T) {
	shifted := func(by time.Duration) func(*wire.Response) {
		return func(r *wire.Response) {
			for _, t := range []*time.Time{&r.IssueInstant, &r.NotBefore, &r.NotOnOrAfter, &r.SubjectNotOnOrAfter,
				&r.AuthnInstant} {
				*t = t.Add(by)
			}
		}
	}
	for _, c := range []struct {
		edit func(*wire.Response)
		says string // "" where no zone is thought of
	}{
		{shifted(2 * time.Hour), "issued exactly 2 h ahead of the clock"},
		{shifted(2*time.Hour - 40*time.Second), "issued exactly 2 h ahead of the clock"},
		{shifted(-5 * time.Hour), "issued exactly 5 h behind the clock"},
		{shifted(5*time.Hour + 30*time.Minute), "issued exactly 5.5 h ahead of the clock"},
		{shifted(2*time.Hour + 10*time.Minute), ""},
		{shifted(30 * time.Minute), ""},
		{shifted(24 * time.Hour), ""},
		{func(r *wire.Response) { r.NotBefore = now.Add(time.Hour); r.NotOnOrAfter = now.Add(2 * time.Hour) },
			"2026-03-02T10:16:02Z is exactly 1 h ahead of the message's own IssueInstant"},
	} {
		v := judge(t, loginsrf.Input{XML: good(t, c.edit)})
		failed := requireRefused(t, v, "AADSTS500089")
		assert.Contains(t, failed.Fix, "set the identity provider's clock right")
		assert.Contains(t, failed.Fix, c.says)
		assert.Equal(t, c.says != "", strings.Contains(failed.Fix, "local time written as UTC"), failed.Fix)
	}
	v := judge(t, loginsrf.Input{XML: good(t, func(r *wire.Response) { r.IssueInstant = now.Add(-3 * time.Hour) })})
	requireAccepted(t, v)
	assert.Contains(t, fmt.Sprint(v.Warnings()), "exactly 3 h behind it, like a local time written as UTC")
}

// The audience of federation for guests is told from one that is merely wrong.
func TestGuestAudience(t *testing.T) {
	for audience, guest := range map[string]bool{
		"https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111/": true,
		"https://login.microsoftonline.com/contoso.onmicrosoft.com":               true,
		"https://login.microsoftonline.com/login.srf":                             false,
		"https://login.microsoftonline.com/":                                      false,
		"https://login.microsoftonline.com/a/b":                                   false,
		"urn:federation:MicrosoftOnline/":                                         false,
	} {
		v := judge(t, loginsrf.Input{XML: good(t, func(r *wire.Response) { r.Audience = audience })})
		failed := requireRefused(t, v, "AADSTS500089")
		assert.Equal(t, "audience", failed.Name)
		assert.Contains(t, failed.Fix, "set the SP Entity ID at JumpCloud to "+wire.MicrosoftEntityID)
		assert.Equal(t, guest, strings.Contains(failed.Fix, "federation for guests"), audience)
	}
}
