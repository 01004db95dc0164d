package bundle_test

import (
	"bytes"
	"context"
	"flag"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"samlharness/inspect"
	"samlharness/inspect/capture"
	"samlharness/internal/bundle"
	"samlharness/internal/capturetest"
	"samlharness/internal/redact"
	"samlharness/report"
	"samlharness/sp/signin"
)

// junkNumber is how many spoilt captures are tried; the fuzz targets of the readers try more.
var junkNumber = flag.Int("junk", 60, "how many spoilt captures are inspected, bundled and cleaned")

// TestJunk inspects, bundles and cleans captures that were cut, mixed and overwritten: nothing panics, and nothing
// takes long.
func TestJunk(t *testing.T) {
	flow := capturetest.SignedIn(t)
	options := inspect.Options{At: flow.World.Clock.Now(), Directory: signin.Realms{Tenant: flow.World.Entra}}
	var whole [][]byte
	for _, d := range flow.All(t) {
		whole = append(whole, []byte(d.Text))
	}
	r := rand.New(rand.NewPCG(8, 6))
	for i := range *junkNumber {
		data := spoilt(r, whole)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		document, err := inspect.Inspect(ctx, data, options)
		require.NotNil(t, document, "%d: %v", i, err)
		var out bytes.Buffer
		require.NoError(t, document.WriteText(&out, report.CheckOptions{All: true}))
		require.NoError(t, document.WriteJSON(&out))
		if err == nil {
			clean, receipt, err := redact.Capture(ctx, data, foundIn(document))
			require.NoError(t, err)
			require.NoError(t, bundle.Bundle{Document: document, Removed: receipt}.Write(ctx, &out))
			_, err = capture.Find(ctx, clean)
			require.NoError(t, err, "%d: %q becomes %q", i, data, clean)
		}
		require.NoError(t, ctx.Err(), "%d: %q", i, data)
		cancel()
	}
}

// tokens are what readers look for.
var tokens = []string{"SAMLResponse=", "<", ">", "&", "%", "%3D", "=3D", "\\u0026", "\"", "'", "{", "[", "]", "}",
	"\r\n",
	"RelayState", "curl ", "MIME-Version: 1.0\n", "\x1f\x8b\x08", "\xff\xfe", "<!--", "<form>", "AADSTS50107", "passwd=",
	"Cookie: ", "-----BEGIN PRIVATE KEY-----", "eyJhbGciOiJSUzI1NiJ9.x.y", "https://a:b@c/", "\x00", "<![CDATA["}

// spoilt is a capture that was spoilt in a few places.
func spoilt(r *rand.Rand, whole [][]byte) []byte {
	data := slices.Clone(whole[r.IntN(len(whole))])
	for range 1 + r.IntN(6) {
		if len(data) == 0 {
			return data
		}
		at := r.IntN(len(data))
		end := min(len(data), at+r.IntN(2000))
		switch r.IntN(6) {
		case 0:
			data = data[:at]
		case 1:
			data = slices.Delete(data, at, end)
		case 2:
			data = slices.Insert(data, at, []byte(tokens[r.IntN(len(tokens))])...)
		case 3:
			data[at] = byte(r.IntN(256))
		case 4:
			data = slices.Insert(data, at, data[at:end]...)
		case 5:
			other := whole[r.IntN(len(whole))]
			data = slices.Insert(data, at, other[r.IntN(len(other)):]...)
		}
	}
	return data
}
