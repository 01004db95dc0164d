package capture_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/inspect"
	"samlharness/inspect/capture"
	"samlharness/internal/capturetest"
	spsignin "samlharness/sp/signin"
)

// TestEveryDress finds the response of one sign-in in every form in which people have it.
func TestEveryDress(t *testing.T) {
	f := capturetest.SignedIn(t)
	all := f.All(t)
	require.Greater(t, len(all), 85+60)
	bare := verdict(t, f, capture.Found{XML: f.Response})
	require.True(t, bare.Accepted, "%+v", bare.Refusal)
	for _, d := range all {
		t.Run(d.Name, func(t *testing.T) {
			found, err := capture.Find(t.Context(), []byte(d.Text))
			require.NoError(t, err)
			require.Len(t, found, max(1, d.Messages), "%+v", places(found))
			last := found[len(found)-1]
			assert.Equal(t, string(f.Response), string(last.XML))
			assert.False(t, last.CutOff)
			same := verdict(t, f, last)
			assert.Equal(t, bare.Accepted, same.Accepted, "%+v", same.Refusal)
			assert.Equal(t, bare.User, same.User)
			if d.Undone != "" {
				assert.Contains(t, strings.Join(last.Undone, "; "), d.Undone)
			}
			if d.URL != "" {
				assert.Equal(t, d.URL, last.URL)
			}
			if len(found) > 1 {
				assert.Equal(t, string(f.Request), string(found[0].XML))
				assert.Equal(t, "SAMLRequest", found[0].Parameter)
				assert.Equal(t, capturetest.SignOn, found[0].URL)
				assert.Equal(t, 2, found[0].Place.Entry)
				assert.Equal(t, "SAMLResponse", last.Parameter)
				assert.Equal(t, capture.Post, last.Binding)
				assert.Equal(t, f.Relay, last.RelayState)
				assert.Equal(t, time.Date(2026, 3, 2, 8, 15, 20, 0, time.UTC), last.Time.UTC())
				assert.Equal(t, "request 3", last.Place.String())
			}
		})
	}
}

// verdict judges a message by what the world of a sign-in knows.
func verdict(t *testing.T, f capturetest.Flow, found capture.Found) *inspect.Report {
	t.Helper()
	report, err := inspect.Judge(t.Context(), found, inspect.Options{
		At:        f.World.Clock.Now(),
		Directory: spsignin.Realms{Tenant: f.World.Entra},
	})
	require.NoError(t, err)
	return report
}

func places(found []capture.Found) (all []string) {
	for _, f := range found {
		all = append(all, fmt.Sprintf("%s by %s at %s %v: %.40s", f.Parameter, f.Binding, f.Place, f.Undone, f.XML))
	}
	return all
}

// TestSeveral finds several messages in one text, in their order, each with its request.
func TestSeveral(t *testing.T) {
	f := capturetest.SignedIn(t)
	all := f.Requests(t)
	curl := slices.IndexFunc(all, func(d capturetest.Dress) bool { return d.Name == "curl in bash" })
	text := f.Base64() + "\n" + strings.ReplaceAll(string(f.Request), "\n", "") + "\n\n" + all[curl].Text + "\n"
	found, err := capture.Find(t.Context(), []byte(text))
	require.NoError(t, err)
	require.Len(t, found, 2, "%v", places(found))
	assert.Contains(t, string(found[0].XML), "AuthnRequest")
	assert.Equal(t, 2, found[0].Place.Line)
	assert.Equal(t, capturetest.ACS, found[1].URL, "what was sent is the same message as the base64 before it")
	assert.Equal(t, "the browser to login.microsoftonline.com", found[1].Direction())

	other := strings.Replace(string(f.Response), "ID=\"", "ID=\"x", 1)
	text = f.Base64() + "\n" + capturetest.Flow{Response: []byte(other)}.Base64() + "\n"
	found, err = capture.Find(t.Context(), []byte(text))
	require.NoError(t, err)
	require.Len(t, found, 2, "%v", places(found))
	assert.Equal(t, string(f.Response), string(found[0].XML))
	assert.Equal(t, other, string(found[1].XML))
}

// TestCutOff says of a message that was shortened that it was.
func TestCutOff(t *testing.T) {
	f := capturetest.SignedIn(t)
	b64 := f.Base64()
	for name, text := range map[string]string{
		"base64": b64[:len(b64)/2], "an odd length": b64[:len(b64)/4*2+1], "a log's dots": b64[:800] + "...",
		"a form": f.Form()[:900], "an ellipsis": "SAMLResponse: " + b64[:900] + "… (truncated)",
		"XML": string(f.Response[:len(f.Response)/2]), "a HAR": f.HAR(t, f.AsText, nil)[:2600],
	} {
		t.Run(name, func(t *testing.T) {
			found, err := capture.Find(t.Context(), []byte(text))
			require.NoError(t, err)
			require.NotEmpty(t, found)
			last := found[len(found)-1]
			assert.True(t, last.CutOff, "%v", places(found))
			assert.True(t, strings.HasPrefix(string(f.Response), string(last.XML)) ||
				strings.HasPrefix(string(f.Request), string(last.XML)), "%.100s", last.XML)
		})
	}
}

// TestCutHAR finds what stands before the end of a HAR that is cut off, and what of it stands in the last request.
func TestCutHAR(t *testing.T) {
	f := capturetest.SignedIn(t)
	har := f.HAR(t, f.AsText, nil)
	found, err := capture.Find(t.Context(), []byte(har[:len(har)-60]))
	require.NoError(t, err)
	require.Len(t, found, 2, "%v", places(found))
	assert.Equal(t, capturetest.SignOn, found[0].URL)
	assert.Equal(t, string(f.Response), string(found[1].XML))
}

// What a service receives is told apart from what a copy did: a plus that a browser sent as it is arrives as a blank.
func TestFormAsTheServiceReceivesIt(t *testing.T) {
	f := capturetest.SignedIn(t)
	b64 := f.Base64()
	require.Contains(t, b64, "+")
	raw := func(name string, message []byte) map[string]any {
		return map[string]any{"mimeType": "application/x-www-form-urlencoded",
			"text": name + "=" + capturetest.Flow{Response: message}.Base64()}
	}
	found, err := capture.Find(t.Context(), []byte(f.HAR(t, raw, nil)))
	require.NoError(t, err)
	require.Len(t, found, 2)
	assert.Equal(t, strings.ReplaceAll(b64, "+", " "), found[1].Form.Get("SAMLResponse"))
	assert.Equal(t, string(f.Response), string(found[1].XML))

	found, err = capture.Find(t.Context(), []byte(f.Form()))
	require.NoError(t, err)
	assert.Equal(t, b64, found[0].Form.Get("SAMLResponse"))
	assert.Equal(t, f.Relay, found[0].Form.Get("RelayState"))

	found, err = capture.Find(t.Context(), []byte(strings.ReplaceAll(b64, "+", " ")))
	require.NoError(t, err)
	assert.Nil(t, found[0].Form, "nobody knows what was sent")
	assert.Contains(t, strings.Join(found[0].Undone, "; "), "%2B")
}

// TestErrorPage takes the code and its line from a page, a line, a code or its number alone.
func TestErrorPage(t *testing.T) {
	const line = "AADSTS50107: The requested federation realm object 'https://contoso.com/' does not exist."
	for name, c := range map[string]struct{ text, line string }{
		"page":   {"<!DOCTYPE html><html><body><div id=x>" + line + "</div></body></html>", line},
		"line":   {"Sorry.\r\n" + line + "\r\n", line},
		"JSON":   {`{"error":"invalid_grant","error_description":"` + line + `"}`, line},
		"code":   {"AADSTS50107", "AADSTS50107"},
		"number": {" 50107\n", "50107"},
	} {
		t.Run(name, func(t *testing.T) {
			found, err := capture.Find(t.Context(), []byte(c.text))
			require.NoError(t, err)
			require.Len(t, found, 1)
			assert.Equal(t, "AADSTS50107", found[0].Code)
			assert.Equal(t, c.line, found[0].Text)
			assert.Nil(t, found[0].XML)
		})
	}
}

func TestNothingToFind(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "blanks": " \r\n", "prose": "It does not work!", "JSON": `{"log": {"entries": []}}`,
		"page": "<!DOCTYPE html><title>Sign in</title><form><input name=q value=1></form>", "picture": "\x89PNG\r\n\x1a\n",
		"script":         `x = "SAMLResponse=" + encodeURIComponent(v) + "&RelayState="`,
		"HTML in base64": "PGh0bWw+PGJvZHk+PC9ib2R5PjwvaHRtbD4=",
	} {
		t.Run(name, func(t *testing.T) {
			found, err := capture.Find(t.Context(), []byte(text))
			var unreadable *capture.UnreadableError
			require.Truef(t, errors.As(err, &unreadable), "%v %v", err, places(found))
			assert.NotEmpty(t, unreadable.Hint())
		})
	}
}
