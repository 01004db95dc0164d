package inspect_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/inspect"
	"samlharness/internal/exit"
	"samlharness/internal/wire"
	"samlharness/record"
	"samlharness/report"
	"samlharness/sp/loginsrf"
)

// TestTrustEmbedded accepts what is consistent with a certificate that the message carries, and says by which; what is
// wrong by any key stays refused, and where a registered one is known it counts.
func TestTrustEmbedded(t *testing.T) {
	other := inspect.Known{Certificates: [][]byte{pair(t, 1).Certificate.Raw}}
	altered := strings.Replace(string(message(t)), alice, "64b1f0c2a9d3e45f6a7b8c9e", 1)
	for name, c := range map[string]struct {
		input string
		known inspect.Known
		trust bool
		exit  int
	}{
		"trusted":            {string(message(t)), inspect.Known{}, true, exit.Passed},
		"not trusted":        {string(message(t)), inspect.Known{}, false, exit.CannotTell},
		"altered":            {altered, inspect.Known{}, true, exit.Failed},
		"another registered": {string(message(t)), other, true, exit.Failed},
	} {
		t.Run(name, func(t *testing.T) {
			o := inspect.Options{At: now, Directory: c.known, TrustEmbedded: c.trust}
			r, err := one(t.Context(), []byte(c.input), o)
			require.NoError(t, err)
			assert.Equal(t, c.exit, r.ExitCode())
			assert.Equal(t, c.exit == exit.Passed, r.Trusted)
			assert.False(t, r.Message.Verified)
			told := text(t, []byte(c.input), o, report.CheckOptions{})
			assert.Equal(t, c.exit == exit.Passed, strings.Contains(told, "(--trust-embedded)"))
			if c.exit != exit.Failed {
				assert.Contains(t, told, "(consistent with the certificate it carries, which nobody vouched for)")
				assert.NotContains(t, strings.ReplaceAll(told, "not verified", ""), "verified")
			}
		})
	}
}

// TestFurther tells what else is wrong: how much without All, and all of it with; in JSON always.
func TestFurther(t *testing.T) {
	input := message(t, func(r *wire.Response) {
		r.Issuer += "/"
		r.Audience = "https://login.microsoftonline.com/contoso.com/"
		r.NotBefore, r.NotOnOrAfter = now.Add(2*time.Hour), now.Add(3*time.Hour)
	})
	known := inspect.Known{IssuerURI: issuer, Certificates: [][]byte{pair(t, 0).Certificate.Raw}, ImmutableID: alice}
	o := inspect.Options{At: now, Directory: known}
	short, long := text(t, input, o, report.CheckOptions{}), text(t, input, o, report.CheckOptions{All: true})
	assert.Contains(t, short, "further  2 of the checks not reached would fail too; --all explains them\n")
	assert.NotContains(t, short, "federation for guests")
	_, rest, found := strings.Cut(long, "further  if the checks before were right:\n")
	require.True(t, found, long)
	assert.Contains(t, rest, "fail         The assertion is in time (AADSTS500089)\n")
	assert.Contains(t, rest, "exactly 2 h ahead of the message's own IssueInstant")
	assert.Contains(t, rest, "fail         Audience is Microsoft (AADSTS500089)\n")
	assert.Contains(t, rest, "federation for guests")

	r, err := one(t.Context(), input, o)
	require.NoError(t, err)
	assert.Equal(t, "AADSTS50107", r.Refusal.Code)
	failed := 0
	for _, c := range r.Further {
		if c.Outcome == record.Fail {
			failed++
		}
	}
	assert.Equal(t, 2, failed)
	alone := message(t, func(r *wire.Response) { r.Issuer += "/" })
	assert.Contains(t, text(t, alone, o, report.CheckOptions{All: true}),
		"further  if the checks before were right, nothing else would be wrong\n")
}

// TestKnownUsers names whose immutable ID was spoilt, and whom a message signs in instead of whom it names.
func TestKnownUsers(t *testing.T) {
	known := inspect.Known{IssuerURI: issuer, Certificates: [][]byte{pair(t, 0).Certificate.Raw}, ImmutableID: alice,
		Users: []inspect.User{{UserPrincipalName: "bob@contoso.com", ImmutableID: "AAECAwQFBgcICQoLDA0ODw=="},
			{UserPrincipalName: "alice@contoso.com", ImmutableID: alice}}}
	o := inspect.Options{At: now, Directory: known}
	named := func(id string) []byte { return message(t, func(r *wire.Response) { r.NameID = id }) }
	told := text(t, named("AAECAwQFBgcICQoLDA0ODw"), o, report.CheckOptions{})
	assert.Contains(t, told, "the NameID is the immutable ID of bob@contoso.com without the = at its end")
	told = text(t, named("AAECAwQFBgcICQoLDA0ODw=="), o, report.CheckOptions{})
	assert.Contains(t, told, "signs in bob@contoso.com")
	assert.Contains(t, told, "the NameID is another user's immutable ID: it should be "+alice)
}

// TestAltered finds out what happened to a message on its way by undoing it, and leaves it refused.
func TestAltered(t *testing.T) {
	value := func(v string) func(*wire.Response) {
		return func(r *wire.Response) {
			r.Attributes = append(r.Attributes, wire.Attribute{Name: "more", Values: []string{v}})
		}
	}
	plain := string(message(t, value("a&b Zürich+x")))
	indented := strings.ReplaceAll(plain, "><", ">\n  <")
	for name, c := range map[string]struct{ input, want string }{
		"as it was":       {plain, ""},
		"indented":        {indented, "indented"},
		"indented, CR LF": {strings.ReplaceAll(indented, "\n", "\r\n"), "indented"},
		"values padded":   {strings.Replace(plain, ">"+alice+"<", ">\n   "+alice+"\n  <", 1), "padded-values"},
		"pretty-printed": {strings.Replace(indented, ">"+alice+"<", ">\n   "+alice+"\n  <", 1),
			"indented+padded-values"},
		"value wrapped":       {strings.Replace(plain, alice, alice[:9]+"\n"+alice[9:], 1), "wrapped-values"},
		"wrapped at a blank":  {strings.Replace(plain, "b Z", "b\n   Z", 1), "wrapped-at-blanks"},
		"escaped twice":       {strings.Replace(plain, "a&amp;b", "a&amp;amp;b", 1), "escaped-twice"},
		"carriage return":     {strings.Replace(plain, "rich+x", "rich+x&#xD;", 1), "carriage-returns"},
		"zero-width blank":    {strings.Replace(plain, alice, "\u200b"+alice, 1), "unseen-characters"},
		"Latin-1 as UTF-8":    {strings.Replace(plain, "Zürich", "ZÃ¼rich", 1), "encoded-twice"},
		"percent-encoded":     {strings.Replace(plain, "rich+x", "rich%2Bx", 1), "percent-encoded"},
		"another value":       {strings.Replace(plain, alice, "64b1f0c2a9d3e45f6a7b8c9e", 1), "unknown"},
		"indented and forged": {strings.Replace(indented, alice, "64b1f0c2a9d3e45f6a7b8c9e", 1), "unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			known := inspect.Known{Certificates: [][]byte{pair(t, 0).Certificate.Raw}}
			o := inspect.Options{At: now, Directory: known}
			r, err := one(t.Context(), []byte(c.input), o)
			require.NoError(t, err)
			assert.Equal(t, c.want == "", r.Accepted, r.Page)
			if c.want == "" || c.want == "unknown" {
				assert.Nil(t, r.Altered)
				return
			}
			assert.Equal(t, "AADSTS50006", r.Refusal.Code)
			require.NotNil(t, r.Altered)
			assert.Equal(t, c.want, r.Altered.Name)
			assert.Contains(t, text(t, []byte(c.input), o, report.CheckOptions{}),
				"altered  after it was signed, the message was "+r.Altered.Says)
		})
	}
	plus := string(message(t, func(r *wire.Response) { r.NameID = "+/+/AwQFBgcICQoLDA0O/w==" }))
	r, err := one(t.Context(), []byte(strings.Replace(plus, "+/+/Aw", " / /Aw", 1)), inspect.Options{At: now})
	require.NoError(t, err)
	require.NotNil(t, r.Altered)
	assert.Equal(t, "plus-as-blank", r.Altered.Name)
}

// behaving is a directory whose domain does something with multi-factor authentication.
type behaving struct {
	inspect.Known
	behavior string
}

func (d behaving) Realm(ctx context.Context, issuer string) (loginsrf.Realm, bool, error) {
	r, ok, err := d.Known.Realm(ctx, issuer)
	r.MFABehavior = d.behavior
	return r, ok, err
}

// Where the domain's federatedIdpMfaBehavior is known, the remark tells what it does, and nothing else.
func TestMFAByBehavior(t *testing.T) {
	for behavior, c := range map[string]struct{ proved, plain string }{
		"acceptIfMfaDoneByFederatedIdp": {"takes it and asks for none of its own", "asks the user for its own"},
		"enforceMfaByFederatedIdp":      {"Microsoft takes it", "sends the user back to the identity provider"},
		"rejectMfaByFederatedIdp":       {"Microsoft ignores it", "asks the user for its own"},
	} {
		for class, want := range map[string]string{wire.AuthnContextMultipleAuthn: c.proved,
			wire.AuthnContextPasswordProtectedTransport: c.plain} {
			known := inspect.Known{IssuerURI: issuer, Certificates: [][]byte{pair(t, 0).Certificate.Raw}}
			input := message(t, func(r *wire.Response) { r.AuthnContextClassRef = class })
			r, err := one(t.Context(), input, inspect.Options{At: now, Directory: behaving{known, behavior}})
			require.NoError(t, err)
			assert.Contains(t, r.MFA.Says, want)
			assert.Equal(t, 1, strings.Count(r.MFA.Says, "FederatedIdp)"), r.MFA.Says)
		}
	}
}

// A capture of many forged messages is not examined for ever.
func TestAlteredIsBounded(t *testing.T) {
	indented := strings.ReplaceAll(string(message(t)), "><", ">\n  <")
	var many strings.Builder
	for i := range 30 {
		many.WriteString(strings.Replace(indented, "https://login.microsoftonline.com/login.srf\"",
			fmt.Sprintf("https://login.microsoftonline.com/login.srf\" Consent=\"%d\"", i), 1))
	}
	d, err := inspect.Inspect(t.Context(), []byte(many.String()), inspect.Options{At: now})
	require.NoError(t, err)
	require.Len(t, d.Messages, 30)
	found := 0
	for _, m := range d.Messages {
		require.NotNil(t, m.Report.Refusal)
		if m.Report.Altered != nil {
			found++
		}
	}
	assert.Equal(t, 20, found)
}

// TestMFA says what a message would do where multi-factor authentication is asked for.
func TestMFA(t *testing.T) {
	class := func(c string) func(*wire.Response) {
		return func(r *wire.Response) { r.AuthnContextClassRef = c }
	}
	attribute := func(name, v string) func(*wire.Response) {
		return func(r *wire.Response) {
			r.Attributes = append(r.Attributes, wire.Attribute{Name: name, Values: []string{v}})
		}
	}
	const references = "http://schemas.microsoft.com/claims/authnmethodsreferences"
	for name, c := range map[string]struct {
		edit    func(*wire.Response)
		proved  bool
		claimed string
		fix     bool
	}{
		"a password": {class(wire.AuthnContextPasswordProtectedTransport), false, "", false},
		"proved":     {class(wire.AuthnContextMultipleAuthn), true, "", false},
		"REFEDS":     {class("https://refeds.org/profile/mfa"), false, "AuthnContextClassRef https://refeds.org", true},
		"SAML's own": {class("urn:oasis:names:tc:SAML:2.0:ac:classes:TimeSyncToken"), false, "AuthnContextClassRef urn",
			true},
		"an attribute": {attribute(references, wire.AuthnContextMultipleAuthn), false, "attribute " + references, true},
		"Windows or it": {attribute(references, "http://schemas.microsoft.com/claims/wiaormultiauthn"), false, "attribute",
			true},
		"amr":     {attribute("amr", "mfa"), false, "attribute amr mfa", true},
		"another": {attribute("department", "mfa"), false, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := one(t.Context(), message(t, c.edit), inspect.Options{At: now})
			require.NoError(t, err)
			require.NotNil(t, r.MFA)
			assert.Equal(t, c.proved, r.MFA.Proved)
			assert.True(t, strings.HasPrefix(r.MFA.Claimed, c.claimed) && (r.MFA.Claimed == "") == (c.claimed == ""))
			assert.Equal(t, c.fix, r.MFA.Fix != "")
			assert.Contains(t, r.MFA.Says, "enforceMfaByFederatedIdp")
		})
	}
}
