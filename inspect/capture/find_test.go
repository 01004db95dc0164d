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

	"samlharness/browser/signin"
	"samlharness/inspect/capture"
	"samlharness/world"
)

// signedIn is a real sign-in of a world.
func signedIn(t testing.TB) (f flow) {
	t.Helper()
	w := world.Start(t, world.Options{})
	_, err := w.Federate(t.Context(), "contoso.com")
	require.NoError(t, err)
	result, err := signin.Walk(t.Context(), w.Browser(), w.Person("alice@contoso.com"), signin.Start{})
	require.NoError(t, err)
	for _, hop := range result.Transcript {
		if hop.SAML == nil {
			continue
		}
		if hop.SAML.Parameter == "SAMLRequest" {
			f.request = []byte(hop.SAML.XML)
		} else {
			f.response, f.relay = []byte(hop.SAML.XML), hop.SAML.RelayState
		}
	}
	require.NotEmpty(t, f.request)
	require.NotEmpty(t, f.response)
	return f
}

// TestEveryDress finds the response of one sign-in in every form in which people have it.
func TestEveryDress(t *testing.T) {
	f := signedIn(t)
	all := slices.Concat(f.encoded(t), f.requests(t), f.documents(t))
	require.Greater(t, len(all), 85)
	for _, d := range all {
		t.Run(d.name, func(t *testing.T) {
			found, err := capture.Find(t.Context(), []byte(d.text))
			require.NoError(t, err)
			require.Len(t, found, max(1, d.messages), "%+v", places(found))
			last := found[len(found)-1]
			assert.Equal(t, string(f.response), string(last.XML))
			assert.False(t, last.CutOff)
			if d.undone != "" {
				assert.Contains(t, strings.Join(last.Undone, "; "), d.undone)
			}
			if d.url != "" {
				assert.Equal(t, d.url, last.URL)
			}
			if len(found) > 1 {
				assert.Equal(t, string(f.request), string(found[0].XML))
				assert.Equal(t, "SAMLRequest", found[0].Parameter)
				assert.Equal(t, signOn, found[0].URL)
				assert.Equal(t, 2, found[0].Place.Entry)
				assert.Equal(t, "SAMLResponse", last.Parameter)
				assert.Equal(t, capture.Post, last.Binding)
				assert.Equal(t, f.relay, last.RelayState)
				assert.Equal(t, time.Date(2026, 3, 2, 8, 15, 20, 0, time.UTC), last.Time.UTC())
				assert.Equal(t, "request 3", last.Place.String())
			}
		})
	}
}

func places(found []capture.Found) (all []string) {
	for _, f := range found {
		all = append(all, fmt.Sprintf("%s by %s at %s %v: %.40s", f.Parameter, f.Binding, f.Place, f.Undone, f.XML))
	}
	return all
}

// TestSeveral finds several messages in one text, in their order, each with its request.
func TestSeveral(t *testing.T) {
	f := signedIn(t)
	all := f.requests(t)
	curl := slices.IndexFunc(all, func(d dress) bool { return d.name == "curl in bash" })
	text := f.base64() + "\n" + strings.ReplaceAll(string(f.request), "\n", "") + "\n\n" + all[curl].text + "\n"
	found, err := capture.Find(t.Context(), []byte(text))
	require.NoError(t, err)
	require.Len(t, found, 2, "%v", places(found))
	assert.Contains(t, string(found[0].XML), "AuthnRequest")
	assert.Equal(t, 2, found[0].Place.Line)
	assert.Equal(t, acs, found[1].URL, "what was sent is the same message as the base64 before it")
	assert.Equal(t, "the browser to login.microsoftonline.com", found[1].Direction())

	other := strings.Replace(string(f.response), "ID=\"", "ID=\"x", 1)
	text = f.base64() + "\n" + flow{response: []byte(other)}.base64() + "\n"
	found, err = capture.Find(t.Context(), []byte(text))
	require.NoError(t, err)
	require.Len(t, found, 2, "%v", places(found))
	assert.Equal(t, string(f.response), string(found[0].XML))
	assert.Equal(t, other, string(found[1].XML))
}

// TestCutOff says of a message that was shortened that it was.
func TestCutOff(t *testing.T) {
	f := signedIn(t)
	b64 := f.base64()
	for name, text := range map[string]string{
		"base64": b64[:len(b64)/2], "an odd length": b64[:len(b64)/4*2+1], "a log's dots": b64[:800] + "...",
		"a form": f.form()[:900], "an ellipsis": "SAMLResponse: " + b64[:900] + "… (truncated)",
		"XML": string(f.response[:len(f.response)/2]), "a HAR": f.har(t, f.asText, nil)[:2600],
	} {
		t.Run(name, func(t *testing.T) {
			found, err := capture.Find(t.Context(), []byte(text))
			require.NoError(t, err)
			require.NotEmpty(t, found)
			last := found[len(found)-1]
			assert.True(t, last.CutOff, "%v", places(found))
			assert.True(t, strings.HasPrefix(string(f.response), string(last.XML)) ||
				strings.HasPrefix(string(f.request), string(last.XML)), "%.100s", last.XML)
		})
	}
}

// TestCutHAR finds what stands before the end of a HAR that is cut off, and what of it stands in the last request.
func TestCutHAR(t *testing.T) {
	f := signedIn(t)
	har := f.har(t, f.asText, nil)
	found, err := capture.Find(t.Context(), []byte(har[:len(har)-60]))
	require.NoError(t, err)
	require.Len(t, found, 2, "%v", places(found))
	assert.Equal(t, signOn, found[0].URL)
	assert.Equal(t, string(f.response), string(found[1].XML))
}

// What a service receives is told apart from what a copy did: a plus that a browser sent as it is arrives as a blank.
func TestFormAsTheServiceReceivesIt(t *testing.T) {
	f := signedIn(t)
	b64 := f.base64()
	require.Contains(t, b64, "+")
	raw := func(name string, message []byte) map[string]any {
		return map[string]any{"mimeType": "application/x-www-form-urlencoded",
			"text": name + "=" + flow{response: message}.base64()}
	}
	found, err := capture.Find(t.Context(), []byte(f.har(t, raw, nil)))
	require.NoError(t, err)
	require.Len(t, found, 2)
	assert.Equal(t, strings.ReplaceAll(b64, "+", " "), found[1].Form.Get("SAMLResponse"))
	assert.Equal(t, string(f.response), string(found[1].XML))

	found, err = capture.Find(t.Context(), []byte(f.form()))
	require.NoError(t, err)
	assert.Equal(t, b64, found[0].Form.Get("SAMLResponse"))
	assert.Equal(t, f.relay, found[0].Form.Get("RelayState"))

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
