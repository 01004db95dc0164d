package bundle_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/inspect"
	"samlharness/inspect/capture"
	"samlharness/internal/bundle"
	"samlharness/internal/capturetest"
	"samlharness/internal/redact"
	"samlharness/sp/signin"
)

// number is how many captures the scanner makes.
var number = flag.Int("bundles", 20, "how many captures with secrets are bundled and scanned")

// TestNoSecretIsLeft bundles and cleans captures with secrets, and looks for every part of one in all that is written.
func TestNoSecretIsLeft(t *testing.T) {
	flow := capturetest.SignedIn(t)
	options := inspect.Options{At: flow.World.Clock.Now(), Directory: signin.Realms{Tenant: flow.World.Entra}}
	for i := range *number {
		name, input, secrets := capturetest.Secretive(t, flow, i)
		t.Run(name, func(t *testing.T) {
			document, err := inspect.Inspect(t.Context(), []byte(input), options)
			require.NoError(t, err)
			clean, receipt, err := redact.Capture(t.Context(), []byte(input), foundIn(document))
			require.NoError(t, err)
			assert.NotEmpty(t, receipt)
			files := unzip(t, bundle.Bundle{Document: document, Removed: receipt})
			files["redacted"] = string(clean)
			for file, content := range files {
				for _, secret := range secrets.All() {
					assertAbsent(t, file, content, secret)
				}
			}
			again, err := inspect.Inspect(t.Context(), clean, options)
			require.NoError(t, err, "%s", clean)
			require.Len(t, again.Messages, len(document.Messages), "%.2000s", clean)
			for j, m := range document.Messages {
				assertSame(t, m, again.Messages[j])
			}
		})
	}
}

func foundIn(d *inspect.Document) (found []capture.Found) {
	for _, m := range d.Messages {
		found = append(found, m.Capture)
	}
	return found
}

// assertSame checks that a message and its verdict are the same in the cleaned capture.
func assertSame(t *testing.T, m, again inspect.Message) {
	t.Helper()
	assert.Equal(t, m.Capture.Code, again.Capture.Code)
	if m.Report != nil && assert.NotNil(t, again.Report) {
		assert.Equal(t, m.Report.Accepted, again.Report.Accepted)
		assert.Equal(t, string(m.Capture.XML), string(again.Capture.XML))
	}
}

// Parts of a secret are as long as window and begin at every stride: any eleven characters of it hold one.
const window, stride = 8, 4

// spaces are what may stand between the parts of a value that was broken into lines.
var spaces = regexp.MustCompile(`[\s>]+`)

// assertAbsent looks for a secret, or a part of it, as it is, percent-encoded, escaped, and across lines.
func assertAbsent(t *testing.T, file, content, secret string) {
	t.Helper()
	plain, err := url.PathUnescape(content)
	if err != nil {
		plain = content
	}
	secret = spaces.ReplaceAllString(secret, "")
	secret = strings.TrimSuffix(strings.TrimPrefix(secret, "-----BEGINPRIVATEKEY-----"), "-----ENDPRIVATEKEY-----")
	for _, text := range []string{content, spaces.ReplaceAllString(content, ""), plain,
		spaces.ReplaceAllString(plain, "")} {
		for _, form := range []string{secret, url.QueryEscape(secret)} {
			for i := 0; i == 0 || i+window <= len(form); i += stride {
				part := form[i:min(len(form), i+window)]
				if at := strings.Index(text, part); at >= 0 {
					t.Errorf("%s holds %q: …%s…", file, part, text[max(0, at-120):min(len(text), at+120)])
					return
				}
			}
		}
	}
}

func unzip(t *testing.T, b bundle.Bundle) map[string]string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, b.Write(t.Context(), &out))
	archive, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	require.NoError(t, err)
	files := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		require.NoError(t, err)
		content, err := io.ReadAll(r)
		require.NoError(t, err)
		files[f.Name] = string(content)
	}
	return files
}

// TestBundle looks at what a bundle holds.
func TestBundle(t *testing.T) {
	flow := capturetest.SignedIn(t)
	har := flow.HAR(t, flow.AsText, map[string]any{"mimeType": "text/html", "text": flow.Page()})
	document, err := inspect.Inspect(t.Context(), []byte(har), inspect.Options{
		At:        flow.World.Clock.Now(),
		Directory: signin.Realms{Tenant: flow.World.Entra},
	})
	require.NoError(t, err)
	_, receipt, err := redact.Capture(t.Context(), []byte(har), foundIn(document))
	require.NoError(t, err)
	files := unzip(t, bundle.Bundle{Document: document, Removed: receipt})
	assert.Equal(t, string(flow.Request), files["message-1.xml"])
	assert.Equal(t, string(flow.Response), files["message-2.xml"])
	assert.Contains(t, files["verdicts.txt"], "accepted  signs in alice@contoso.com")
	assert.True(t, json.Valid([]byte(files["verdicts.json"])))
	assert.Contains(t, files["removed.txt"], "cookie cookie")
	assert.True(t, json.Valid([]byte(files["removed.json"])))
	page := files["index.html"]
	assert.Contains(t, page, "accepted: signs in alice@contoso.com")
	assert.Contains(t, page, "the browser to sso.jumpcloud.com")
	assert.NotContains(t, page, "ZgotmplZ")
	assert.NotRegexp(t, `<(?:script|img|link)\b`, page, "it stands alone")

	var one, two bytes.Buffer
	require.NoError(t, bundle.Bundle{Document: document, Removed: receipt}.Write(t.Context(), &one))
	require.NoError(t, bundle.Bundle{Document: document, Removed: receipt}.Write(t.Context(), &two))
	assert.Equal(t, one.Bytes(), two.Bytes())
}

// A page shows what a message says, and does not do it.
func TestPageEscapes(t *testing.T) {
	const hostile = `<Response xmlns="urn:oasis:names:tc:SAML:2.0:protocol"><x>&lt;script>alert(1)&lt;/script></x>` +
		"</Response>\nAADSTS50107: <b onclick=alert(2)>x"
	document, err := inspect.Inspect(t.Context(), []byte(hostile), inspect.Options{Now: time.Unix(0, 0)})
	require.NoError(t, err)
	page := unzip(t, bundle.Bundle{Document: document})["index.html"]
	assert.NotContains(t, page, "<script")
	assert.NotContains(t, page, "<b onclick")
}

// A bundle that is given up says why.
func TestWriteError(t *testing.T) {
	err := bundle.Bundle{Document: &inspect.Document{}}.Write(context.Background(), failing{})
	require.ErrorIs(t, err, io.ErrShortWrite)
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }
