package main

import (
	"encoding/base64"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/control"
	"samlharness/internal/up"
)

// A capture that no call can carry is searched here, and a world judges its messages.
func TestLargeCaptureInAWorld(t *testing.T) {
	if testing.Short() {
		t.Skip("it reads 48 MB")
	}
	folder := t.TempDir()
	held := hold(t, up.Options{ConnectionFile: filepath.Join(folder, "connection.json")})

	const message = `<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion"/>`
	picture := `{"request":{"url":"https://a.example/"},"response":{"content":{"mimeType":"image/png","text":"` +
		strings.Repeat("A", 1<<20) + `"}}},`
	har := `{"log":{"entries":[` + strings.Repeat(picture, control.MaxBody*3/4>>20) +
		`{"request":{"method":"POST","url":"https://login.microsoftonline.com/login.srf","postData":{"mimeType":` +
		`"application/x-www-form-urlencoded","text":"SAMLResponse=` +
		url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(message))) + `"}}}]}}`
	require.NoError(t, os.WriteFile(filepath.Join(folder, "large.har"), []byte(har), 0o600))
	t.Chdir(folder)
	for _, c := range []struct {
		args   []string
		code   int
		stdout string
		stderr string
	}{
		{[]string{"inspect", "large.har"}, 1, "the browser to login.microsoftonline.com (request 49)", ""},
		{[]string{"inspect", "--xml", "large.har"}, 0, message, ""},
		{[]string{"inspect", "large.har", "--bundle", "x.zip"}, 2, "", "leave out --connect and HARNESS_CONNECT"},
	} {
		a, stdout, stderr := inProcess(map[string]string{"HARNESS_CONNECT": held.ConnectionFile})
		assert.Equal(t, c.code, a.run(t.Context(), c.args))
		assert.Contains(t, stdout.String(), c.stdout)
		assert.Contains(t, stderr.String(), c.stderr)
	}
}
