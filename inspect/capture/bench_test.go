package capture_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/inspect/capture"
	"samlharness/internal/capturetest"
)

// junk are inputs without a message, of n bytes, each the worst for one of the readers.
func junk(n int) map[string]string {
	random := make([]byte, n)
	source := rand.NewChaCha8([32]byte{})
	_, _ = source.Read(random) // it never fails
	repeat := func(s string) string { return strings.Repeat(s, n/len(s)+1)[:n] }
	return map[string]string{
		"random":             string(random),
		"base64":             base64.StdEncoding.EncodeToString(random[:n/4*3]),
		"base64 in lines":    capturetest.Folded(base64.StdEncoding.EncodeToString(random[:n/4*3]), 76, "\n"),
		"base64 in words":    capturetest.Folded(base64.StdEncoding.EncodeToString(random[:n/4*3]), 200, ", "),
		"zeros":              repeat("\x00"),
		"letters":            repeat("A"),
		"prose":              repeat("the quick brown fox jumps over the lazy dog\n"),
		"names":              repeat("SAMLResponse="),
		"names in lines":     repeat("SAMLResponse\n"),
		"names escaped":      repeat("SAMLResponse%3D"),
		"names with values":  repeat("SAMLResponse=PHNhbWxwOlJlc3Bv&"),
		"starts":             repeat("PHNhbWxwOlJlc3BvbnNl "),
		"starts in lines":    repeat("PHNhbWxwOlJlc3BvbnNl\n"),
		"starts with commas": repeat("PHNhbWxwOlJlc3BvbnNl,"),
		"less-than":          repeat("<"),
		"roots":              repeat("<Response "),
		"comments":           repeat("<!--"),
		"tags":               repeat("<input name=SAMLResponse value=PHNh>"),
		"forms":              repeat("<form><textarea>"),
		"ampersands":         repeat("&#43;"),
		"escapes":            repeat(`\u003c`),
		"percents":           repeat("%253C"),
		"brackets":           repeat("[") + "<",
		"objects":            repeat(`{"a":`),
		"texts":              repeat(`"PHNhbWxwOlJlc3BvbnNl" `),
		"equals":             repeat("=\n"),
		"codes":              repeat("AADSTS50107 "),
		"addresses":          repeat("https://"),
		"commands":           repeat("curl "),
		"mail":               "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n" + repeat("--b\n\n"),
		"signed roots":       repeat(`<Response xmlns="urn:oasis:names:tc:SAML:2.0:protocol">`),
		"message, then words": "SAMLResponse=" + base64.StdEncoding.EncodeToString([]byte(`<Response xmlns="urn:oasis:`+
			`names:tc:SAML:2.0:protocol"/>`)) + repeat(" AAAA"),
		"messages, then words": repeat("SAMLResponse=" + base64.StdEncoding.EncodeToString([]byte(`<Response xmlns="urn:`+
			`oasis:names:tc:SAML:2.0:protocol"/>`)) + strings.Repeat(" AAAA", 40) + "\n"),
		"states":       repeat(`{"RelayState":"x"}`),
		"closed roots": repeat(`<Response xmlns="urn:oasis:names:tc:SAML:2.0:protocol"/>`),
	}
}

// TestJunkEnds reads junk that would keep a reader whose time grows with the square of its input busy for minutes.
func TestJunkEnds(t *testing.T) {
	for name, text := range junk(1 << 20) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _ = capture.Find(t.Context(), []byte(text)) // BenchmarkJunk tells the time
		})
	}
}

func BenchmarkJunk(b *testing.B) {
	for name, text := range junk(4 << 20) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				_, _ = capture.Find(b.Context(), []byte(text))
			}
		})
	}
}

// largeHAR is a HAR of about n bytes, with a sign-in at its end.
func largeHAR(n int) []byte {
	f := capturetest.Flow{Request: []byte(`<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"/>`),
		Response: []byte(`<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"/>`)}
	random := make([]byte, 96<<10)
	source := rand.NewChaCha8([32]byte{})
	_, _ = source.Read(random) // it never fails
	bodies := []string{
		`"mimeType":"image/png","encoding":"base64","text":"` + base64.StdEncoding.EncodeToString(random),
		`"mimeType":"application/javascript","text":"` + strings.Repeat(`a={\"SAMLResponse\":1};\n`, 5000),
		`"mimeType":"text/html","text":"` + strings.Repeat(`<div class=\"x\">text</div>\n`, 4000),
	}
	var b bytes.Buffer
	b.WriteString(`{"log":{"version":"1.2","entries":[`)
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, `{"startedDateTime":"2026-03-02T09:15:00.000Z","request":{"method":"GET","url":"https://a.`+
			`example/%d","headers":[]},"response":{"content":{%s"}}},`, i, bodies[i%len(bodies)])
	}
	fmt.Fprintf(&b, `{"request":{"method":"POST","url":"`+capturetest.ACS+
		`","postData":{"mimeType":"application/x-www-form-`+
		`urlencoded","text":"%s"}},"response":{}}]}}`, f.Form())
	return b.Bytes()
}

// A large HAR is read one request at a time.
func TestLargeHAR(t *testing.T) {
	har := largeHAR(5 << 20)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	found, err := capture.Find(t.Context(), har)
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	require.Len(t, found, 1)
	assert.Equal(t, capturetest.ACS, found[0].URL)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(10*len(har)), "all that was allocated, garbage included")
}

func BenchmarkHAR(b *testing.B) {
	har := largeHAR(50 << 20)
	b.SetBytes(int64(len(har)))
	b.ReportAllocs()
	for b.Loop() {
		_, _ = capture.Find(b.Context(), har)
	}
}
