package capturetest

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"html"
	"io"
	"mime/quotedprintable"
	"net/url"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/world"
)

// Flow is one sign-in: the request and the response that went through a browser.
type Flow struct {
	Request, Response []byte
	Relay             string
	// World is where it happened; nil when it did not.
	World *world.World
}

// Where the messages go.
const (
	SignOn = "https://sso.jumpcloud.com/saml2/office365"
	ACS    = "https://login.microsoftonline.com/login.srf"
)

// SignedIn is a real sign-in of a world.
func SignedIn(t testing.TB) (f Flow) {
	t.Helper()
	f.World = world.Start(t, world.Options{})
	_, err := f.World.Federate(t.Context(), "contoso.com")
	require.NoError(t, err)
	result, err := signin.Walk(t.Context(), f.World.Browser(), f.World.Person("alice@contoso.com"), signin.Start{})
	require.NoError(t, err)
	for _, hop := range result.Transcript {
		if hop.SAML == nil {
			continue
		}
		if hop.SAML.Parameter == "SAMLRequest" {
			f.Request = []byte(hop.SAML.XML)
		} else {
			f.Response, f.Relay = []byte(hop.SAML.XML), hop.SAML.RelayState
		}
	}
	require.NotEmpty(t, f.Request)
	require.NotEmpty(t, f.Response)
	return f
}

// Base64 is the response as the form's field holds it.
func (f Flow) Base64() string { return base64.StdEncoding.EncodeToString(f.Response) }

// Form is the form body that carries the response.
func (f Flow) Form() string {
	return "SAMLResponse=" + url.QueryEscape(f.Base64()) + "&RelayState=" + url.QueryEscape(f.Relay)
}

// Folded breaks a text into lines.
func Folded(s string, width int, end string) string {
	var b strings.Builder
	for len(s) > width {
		b.WriteString(s[:width] + end)
		s = s[width:]
	}
	return b.String() + s
}

func compressed(t testing.TB, data []byte, open func(io.Writer) io.WriteCloser) string {
	t.Helper()
	var b bytes.Buffer
	w := open(&b)
	_, err := w.Write(data)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.String()
}

func deflate(w io.Writer) io.WriteCloser {
	f, err := flate.NewWriter(w, flate.BestCompression)
	if err != nil {
		panic(err)
	}
	return f
}

// UTF16 is a text in UTF-16, with a mark or without.
func UTF16(s string, order binary.AppendByteOrder, mark bool) string {
	if mark {
		s = "\ufeff" + s
	}
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return string(b)
}

// Printable is a text in quoted-printable.
func Printable(t testing.TB, s string) string {
	t.Helper()
	var b strings.Builder
	w := quotedprintable.NewWriter(&b)
	_, err := io.WriteString(w, s)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.String()
}

func quoted(t testing.TB, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return string(data)
}

// Page is a page that posts the response.
func (f Flow) Page() string {
	return "<!DOCTYPE html>\n<html><head><title>Working</title></head><body onload=\"document.forms[0].submit()\">\n" +
		"<form method=\"post\" action=\"" + ACS + "\">\n<input type=\"hidden\" name=\"SAMLResponse\" value=\"" +
		f.Base64() + "\">\n<input type=\"hidden\" name=\"RelayState\" value=\"" + html.EscapeString(f.Relay) +
		"\">\n</form></body></html>\n"
}
