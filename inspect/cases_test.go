package inspect_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/inspect"
	"samlharness/inspect/capture"
)

// TestCaptureForms reads captures as people reported them, each of the same message or of what was taken for one.
func TestCaptureForms(t *testing.T) {
	const acs, saved = "https://login.microsoftonline.com/login.srf", "a saved page"
	read := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join("testdata", "cases", name))
		require.NoError(t, err)
		return data
	}
	certificates, err := inspect.ReadCertificates(read("idp.pem"))
	require.NoError(t, err)
	post := capture.Found{Parameter: "SAMLResponse", Binding: capture.Post, URL: acs, RelayState: "rs"}
	page := post
	page.Page = saved
	for _, c := range []struct {
		file  string
		found capture.Found // but for XML, form, place and what was undone
		// undone is what must have been undone, named what a thing that is no response is.
		undone, named string
		exit          int
	}{
		{file: "good.xml"},
		{file: "post-page-xhtml.html", found: page},
		{file: "post-form-fragment.html", found: page},
		{file: "curl-last.txt", found: post, undone: "percent-encoding"},
		{file: "fetch.txt", found: without(post), undone: "percent-encoding"},
		{file: "capture.min.har", found: post, undone: "percent-encoding"},
		{file: "saml-tracer.json", found: post},
		{file: "json-field.json", found: nowhere(post)},
		{file: "devtools-lines.txt", found: nowhere(post)},
		{file: "quoted.txt"},
		{file: "blanks.txt", undone: "blanks where + belongs, as a form makes of a + that is not escaped as %2B"},
		{file: "half.txt", found: capture.Found{CutOff: true}, exit: 2},
		{file: "deflated.txt", undone: "DEFLATE"},
		{file: "authnrequest.xml", named: "an AuthnRequest", exit: 4},
		{file: "wstrust.xml", named: "a RequestSecurityTokenResponse of WS-Trust", exit: 1},
		{file: "wresult.html", named: "a sign-in response of WS-Federation", exit: 1,
			found: capture.Found{Parameter: "wresult", Binding: capture.Post, URL: acs, Page: saved}},
		{file: "aadsts-page.html", named: "AADSTS51004", exit: 1, found: capture.Found{Code: "AADSTS51004",
			Text: "AADSTS51004: The user account alice@contoso.com does not exist in the " +
				"11111111-1111-1111-1111-111111111111 directory."}},
	} {
		t.Run(c.file, func(t *testing.T) {
			d, err := inspect.Inspect(t.Context(), read(c.file), inspect.Options{
				At:        time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC),
				Directory: inspect.Known{Certificates: certificates},
			})
			require.NoError(t, err)
			require.Len(t, d.Messages, 1)
			m := d.Messages[0]
			if c.undone != "" {
				assert.Equal(t, []string{c.undone}, m.Capture.Undone)
			}
			assert.Equal(t, c.exit, d.ExitCode())
			if c.named != "" {
				require.NotNil(t, m.Named)
				assert.Equal(t, c.named, m.Named.Kind)
			} else if c.exit == 0 {
				require.NotNil(t, m.Report)
				assert.True(t, m.Report.Accepted)
				assert.Equal(t, "5f1e7a0c9b3d2e4f6a8b7c1d", m.Report.User)
			}
			found := m.Capture
			found.XML, found.Form, found.Place, found.Undone = nil, nil, capture.Place{}, nil
			assert.Equal(t, c.found, found)
		})
	}
}

// without is what was found, without the RelayState.
func without(f capture.Found) capture.Found {
	f.RelayState = ""
	return f
}

// nowhere is what was found, without where it went.
func nowhere(f capture.Found) capture.Found {
	f.URL = ""
	return f
}
