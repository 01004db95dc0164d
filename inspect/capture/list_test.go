package capture_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/inspect/capture"
	"samlharness/internal/capturetest"
)

// TestList finds in a list of messages what was found before.
func TestList(t *testing.T) {
	f := capturetest.SignedIn(t)
	found, err := capture.Find(t.Context(), []byte(f.HAR(t, f.AsText,
		map[string]any{"mimeType": "text/html"})+"\nAADSTS50107: x"))
	require.NoError(t, err)
	data, err := capture.List(found)
	require.NoError(t, err)
	assert.True(t, capture.IsList(data))
	again, err := capture.Find(t.Context(), data)
	require.NoError(t, err)
	assert.Equal(t, found, again)

	empty, err := capture.List(nil)
	require.NoError(t, err)
	_, err = capture.Find(t.Context(), empty)
	var unreadable *capture.UnreadableError
	require.ErrorAs(t, err, &unreadable)
}

// Of many messages, the first are read.
func TestLimit(t *testing.T) {
	var b strings.Builder
	for i := range capture.MaxFound + 10 {
		fmt.Fprintf(&b, "<Response xmlns=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_%d\"/>\n", i)
	}
	found, err := capture.Find(t.Context(), []byte(b.String()))
	require.NoError(t, err)
	assert.Len(t, found, capture.MaxFound)
	assert.Contains(t, string(found[len(found)-1].XML), `ID="_999"`)
}

// TestPlain takes off what is around texts, and leaves them as they are.
func TestPlain(t *testing.T) {
	const line = "login=alice&passwd=x&SAMLResponse=" + fuzzed
	mail := "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\n--b\r\n" +
		"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + capturetest.Printable(t, line) + "\r\n--b--\r\n"
	assert.Equal(t, []string{"one", line}, capture.Plain(t.Context(), []byte(mail)))
	assert.Equal(t, []string{line}, capture.Plain(t.Context(), []byte(capturetest.Folded(line, 60, "\r\n "))))
	spans := capture.Spans(t.Context(), line)
	require.Len(t, spans, 1)
	assert.Equal(t, fuzzed, line[spans[0].Start:spans[0].End])
}
