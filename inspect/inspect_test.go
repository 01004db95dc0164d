package inspect_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"html"
	"io"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/inspect"
	"samlharness/internal/exit"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/record"
	"samlharness/report"
)

const (
	issuer = "https://contoso.com"
	alice  = "64b1f0c2a9d3e45f6a7b8c9d"
)

var now = time.Date(2026, 3, 2, 9, 16, 2, 0, time.UTC)

// pairs are two signing keys, made once.
var pairs = sync.OnceValues(func() (p [2]*certs.KeyPair, err error) {
	for i := range p {
		key, errKey := rsa.GenerateKey(rand.Reader, 2048)
		if errKey != nil {
			return p, errKey
		}
		if p[i], err = certs.Issue(key, certs.Profile{
			Organization: "Contoso",
			NotBefore:    now.AddDate(-1, 0, 0),
		}); err != nil {
			return p, err
		}
	}
	return p, nil
})

func pair(t testing.TB, i int) *certs.KeyPair {
	t.Helper()
	p, err := pairs()
	require.NoError(t, err)
	return p[i]
}

// message is a response that the registered key signs.
func message(t testing.TB, edits ...func(*wire.Response)) []byte {
	t.Helper()
	end := now.Add(5 * time.Minute)
	r := wire.Response{
		ID: "_response", AssertionID: "_assertion", Issuer: issuer, Destination: wire.MicrosoftACS,
		Recipient: wire.MicrosoftACS, Audience: wire.MicrosoftEntityID,
		NameID: alice, NameIDFormat: wire.NameIDPersistent, SessionIndex: "_assertion",
		AuthnContextClassRef: wire.AuthnContextPasswordProtectedTransport,
		IssueInstant:         now, NotBefore: now, NotOnOrAfter: end, SubjectNotOnOrAfter: end, AuthnInstant: now,
		Attributes: []wire.Attribute{{Name: "IDPEmail", Values: []string{"alice@contoso.com"}}}, SignAssertion: true,
	}
	for _, edit := range edits {
		edit(&r)
	}
	xml, err := r.Issue(xmldsig.Signer{Key: pair(t, 0).Key, Certificate: pair(t, 0).Certificate.Raw})
	require.NoError(t, err)
	return xml
}

func TestEveryFormOfInput(t *testing.T) {
	xml := string(message(t))
	encoded := base64.StdEncoding.EncodeToString([]byte(xml))
	folded := encoded[:76] + "\r\n" + encoded[76:]
	form := url.Values{"SAMLResponse": {encoded}, "RelayState": {"rs"}}.Encode()
	for name, input := range map[string]string{
		"XML":                   xml,
		"XML with BOM and tail": "\ufeff  " + xml + "\n\n",
		"base64":                encoded,
		"base64 in lines":       folded + "\n",
		"base64, URL-encoded":   url.QueryEscape(encoded),
		"form body":             form + "\n",
		"request with a body":   "POST /login.srf HTTP/1.1\r\nHost: login.microsoftonline.com\r\n\r\n" + form,
		"curl":                  "curl https://login.microsoftonline.com/login.srf \\\n  --data '" + form + "'\n",
		"saved page": "<!DOCTYPE html><html><form id=autopost method=post " +
			"action='https://login.microsoftonline.com/login.srf'>" +
			"<input type=hidden name=SAMLResponse value=\"" + html.EscapeString(encoded) +
			"\"><input type=hidden name=RelayState value=rs></form>",
	} {
		t.Run(name, func(t *testing.T) {
			known := inspect.Known{Certificates: [][]byte{pair(t, 0).Certificate.Raw}}
			r, err := one(t.Context(), []byte(input), inspect.Options{At: now, Directory: known})
			require.NoError(t, err)
			assert.True(t, r.Accepted, r.Page)
			assert.Equal(t, exit.Passed, r.ExitCode())
			assert.Equal(t, alice, r.User)
			assert.NotEmpty(t, r.Assumed)
		})
	}
}

func TestUnreadableInput(t *testing.T) {
	for name, input := range map[string]string{
		"empty": "", "blanks": " \n\t", "prose": "Dear administrator, it does not work!",
		"request":                "SAMLRequest=abc&RelayState=x",
		"page without a message": "<!DOCTYPE html><title>Sign in</title>", "form not encoded": "SAMLResponse=%zz",
		"huge": strings.Repeat("A", inspect.MaxInput+4), "half a character": "\xff\xfe\x00",
	} {
		t.Run(name, func(t *testing.T) {
			r, err := one(t.Context(), []byte(input), inspect.Options{At: now})
			assert.Nil(t, r)
			var unreadable *inspect.UnreadableError
			require.ErrorAs(t, err, &unreadable)
			assert.NotEmpty(t, unreadable.Fix)
		})
	}
}

func TestBrokenMessagesAreReportedAndUnreadable(t *testing.T) {
	for name, c := range map[string]struct{ input, code string }{
		"not well-formed": {"<samlp:Response>", "AADSTS7500525"},
		"base64 in form":  {"SAMLResponse=***", "AADSTS750056"},
		"two fields":      {"SAMLResponse=a&SAMLResponse=b", "AADSTS90081"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := one(t.Context(), []byte(c.input), inspect.Options{At: now})
			require.NoError(t, err)
			assert.Equal(t, exit.Usage, r.ExitCode())
			require.NotNil(t, r.Refusal)
			assert.Equal(t, c.code, r.Refusal.Code)
		})
	}
}

func TestKnown(t *testing.T) {
	registered, other := pair(t, 0).Certificate.Raw, pair(t, 1).Certificate.Raw
	all := inspect.Known{IssuerURI: issuer, Certificates: [][]byte{other, registered}, ImmutableID: alice}
	for _, c := range []struct {
		name    string
		known   inspect.Known
		at      time.Time
		edit    func(*wire.Response)
		code    string
		assumed int
	}{
		{name: "all is known", known: all, assumed: 1},
		{name: "all but the user", known: inspect.Known{IssuerURI: issuer, Certificates: all.Certificates}, assumed: 1},
		{name: "issuer with a slash", known: all, edit: func(r *wire.Response) { r.Issuer += "/" }, code: "AADSTS50107"},
		{name: "another certificate", known: inspect.Known{Certificates: [][]byte{other}}, code: "AADSTS5000811", assumed: 1},
		{name: "another user", known: inspect.Known{ImmutableID: "other"}, code: "AADSTS51004", assumed: 2},
		{name: "too late", known: all, at: now.Add(time.Hour), code: "AADSTS500089"},
		{name: "not signed", known: all, edit: func(r *wire.Response) { r.SignAssertion = false }, code: "AADSTS500081"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.at.IsZero() {
				c.at = now
			}
			if c.edit == nil {
				c.edit = func(*wire.Response) {}
			}
			r, err := one(t.Context(), message(t, c.edit), inspect.Options{At: c.at, Directory: c.known})
			require.NoError(t, err)
			assert.Len(t, r.Assumed, c.assumed, "%q", r.Assumed)
			if c.code == "" {
				require.True(t, r.Accepted, r.Page)
				return
			}
			require.NotNil(t, r.Refusal)
			assert.Equal(t, c.code, r.Refusal.Code)
			assert.Equal(t, exit.Failed, r.ExitCode())
			assert.True(t, strings.HasPrefix(r.Page, c.code+": "), r.Page)
		})
	}
}

// text is a document for people.
func text(t *testing.T, input []byte, o inspect.Options, c report.CheckOptions) string {
	t.Helper()
	d, err := inspect.Inspect(t.Context(), input, o)
	require.NoError(t, err)
	var s strings.Builder
	require.NoError(t, d.WriteText(&s, c))
	return s.String()
}

func TestTextReport(t *testing.T) {
	input := message(t, func(r *wire.Response) { r.Issuer += "/" })
	o := inspect.Options{At: now, Directory: inspect.Known{IssuerURI: issuer}}
	s := text(t, input, o, report.CheckOptions{All: true})
	assert.Contains(t, s, "fail         Issuer is the issuer URI of a federated domain (AADSTS50107, check issuer)")
	assert.Contains(t, s, `differs   character 20: expected the end of the text, got "/"`)
	assert.Contains(t, s, "not reached  The account is enabled")
	assert.Contains(t, s, "AADSTS50107: The requested federation realm object 'https://contoso.com/' does not exist.")
	assert.NotContains(t, s, "\x1b")
	assert.Contains(t, text(t, input, o, report.CheckOptions{Color: true}), "\x1b[31mfail")
}

func TestJSONReport(t *testing.T) {
	known := inspect.Known{Certificates: [][]byte{pair(t, 0).Certificate.Raw}}
	d, err := inspect.Inspect(t.Context(), message(t), inspect.Options{At: now, Directory: known})
	require.NoError(t, err)
	var s strings.Builder
	require.NoError(t, d.WriteJSON(&s))
	var got struct {
		Schema   string
		Messages []struct {
			Report struct {
				Accepted bool
				Checks   []record.Check
			}
		}
	}
	require.NoError(t, json.Unmarshal([]byte(s.String()), &got))
	assert.Equal(t, inspect.Schema, got.Schema)
	require.Len(t, got.Messages, 1)
	assert.True(t, got.Messages[0].Report.Accepted)
	assert.Equal(t, d.Messages[0].Report.Checks, got.Messages[0].Report.Checks)
}

// Whoever has a key of their own can sign: without a registered certificate nothing is accepted nor called verified.
func TestASignatureThatNobodyVouchedForDecidesNothing(t *testing.T) {
	d, err := inspect.Inspect(t.Context(), message(t, func(r *wire.Response) { r.SignResponse = true }),
		inspect.Options{At: now, Directory: inspect.Known{IssuerURI: issuer, ImmutableID: alice}})
	require.NoError(t, err)
	require.Len(t, d.Messages, 1)
	r := d.Messages[0].Report
	assert.Nil(t, r.Refusal)
	assert.False(t, r.Accepted)
	assert.True(t, r.Undecided)
	assert.False(t, r.Message.Verified)
	assert.Equal(t, exit.CannotTell, r.ExitCode())
	var unknown []string
	for _, c := range r.Checks {
		if c.Outcome == record.Unknown {
			unknown = append(unknown, c.Name)
		}
	}
	assert.Equal(t, []string{"form", "base64", "key", "signature-value", "response-signature", "token-validation-policy",
		"account", "idp-email"}, unknown)
	var s strings.Builder
	require.NoError(t, d.WriteText(&s, report.CheckOptions{}))
	assert.Contains(t, s.String(), "unknown      The signature is right: consistent with the certificate it carries, "+
		"which "+
		"nobody vouched for\n")
	assert.Contains(t, s.String(), "\ncannot tell  whether "+alice+" is signed in: ")
	assert.Contains(t, s.String(), "\nhint: name the certificate that is registered for the domain with --certificate "+
		"FILE\n")
	assert.NotContains(t, s.String(), "verified")
	assert.NotContains(t, s.String(), "accepted")
	s.Reset()
	require.NoError(t, d.WriteJSON(&s))
	assert.Contains(t, s.String(), `"accepted": false`)
	assert.Contains(t, s.String(), `"undecided": true`)
	assert.Contains(t, s.String(), `"verified": false`)
	assert.Contains(t, s.String(), `"outcome": "unknown"`)

	altered := strings.Replace(string(message(t)), alice, "64b1f0c2a9d3e45f6a7b8c9e", 1)
	r, err = one(t.Context(), []byte(altered), inspect.Options{At: now})
	require.NoError(t, err)
	require.NotNil(t, r.Refusal, "what is wrong by any key is wrong")
	assert.Equal(t, exit.Failed, r.ExitCode())
}

// What is judged by the clock is told in words; their first differing character says nothing.
func TestAnOldMessageHasNoFirstDifference(t *testing.T) {
	r, err := one(t.Context(), message(t), inspect.Options{At: now.Add(2 * time.Hour)})
	require.NoError(t, err)
	require.NotNil(t, r.Refusal)
	assert.Equal(t, "NotOnOrAfter after now", r.Refusal.Expected)
	assert.Empty(t, r.Refusal.Difference)
}

func TestReadCertificates(t *testing.T) {
	first, second := pair(t, 0), pair(t, 1)
	pem := string(certs.PEM(first.Certificate))
	metadata := wire.IDPMetadata{EntityID: issuer, SigningCertificates: [][]byte{first.Certificate.Raw},
		NameIDFormats: []string{wire.NameIDPersistent},
		SingleSignOn:  []wire.Endpoint{{Binding: wire.BindingPost, Location: "https://sso.jumpcloud.com/saml2/office365"}}}
	for name, c := range map[string]struct {
		input string
		want  int
	}{
		"PEM": {pem, 1}, "base64": {certs.Base64(first.Certificate), 1}, "DER": {string(first.Certificate.Raw), 1},
		"bundle": {pem + string(certs.PEM(second.Certificate)), 2}, "metadata": {string(metadata.XML()), 1},
		"certificate with its key": {pem + "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", 1},
		"Graph's list": {`{"value":[{"signingCertificate":"` + certs.Base64(first.Certificate) +
			`","nextSigningCertificate":"` + certs.Base64(second.Certificate) + `"}]}`, 2},
		"Graph's object":    {`{"signingCertificate":"` + certs.Base64(first.Certificate) + `"}`, 1},
		"PowerShell's list": {`[{"signingCertificate":"` + certs.Base64(first.Certificate) + `"}]`, 1},
		"other JSON":        {`{"value":[]}`, 0}, "broken JSON": {`{"value"`, 0},
		"metadata without certificate": {strings.Replace(string(metadata.XML()), `use="signing"`, `use="encryption"`, 1), 0},
		"empty":                        {" ", 0}, "prose": {"hello", 0}, "other XML": {"<a/>", 0},
		"broken bundle": {strings.Repeat("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", 2), 0},
		"key":           {"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", 0},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := inspect.ReadCertificates([]byte(c.input))
			assert.Len(t, got, c.want)
			if c.want > 0 {
				require.NoError(t, err)
				assert.Equal(t, first.Certificate.Raw, got[0])
				return
			}
			var unreadable *inspect.UnreadableError
			assert.True(t, errors.As(err, &unreadable), "%v", err)
		})
	}
}

func FuzzInspect(f *testing.F) {
	f.Add([]byte("SAMLResponse=PHg%2B"))
	f.Add([]byte("<html><input name=SAMLResponse value=x>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := inspect.Inspect(t.Context(), data, inspect.Options{At: now})
		if d == nil || (d.Unreadable != nil) != (err != nil) || (len(d.Messages) == 0) != (err != nil) {
			t.Fatal("neither messages nor an error")
		}
		for _, m := range d.Messages {
			if m.Report != nil && m.Report.Accepted || (m.Report == nil) == (m.Named == nil) {
				t.Fatal("accepted, or neither judged nor named")
			}
		}
		if err := d.WriteText(io.Discard, report.CheckOptions{}); err != nil {
			t.Fatal(err)
		}
		_, _ = inspect.ReadCertificates(data)
	})
}
