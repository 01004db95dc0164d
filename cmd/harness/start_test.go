package main

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser/chromium"
	"samlharness/browser/signin"
)

// After a clone, harness up --federate and the address that it prints are all that a person needs, in a browser without
// set-up, to be signed in by SSO.
func TestFromTheGuideToABrowserSignedInBySSO(t *testing.T) {
	if testing.Short() {
		t.Skip("Chromium takes seconds to start")
	}
	address, person := guided(t, "--federate", "contoso.com")
	b, err := chromium.Start(t.Context(), chromium.Options{})
	if missing, ok := errors.AsType[*chromium.MissingError](err); ok && os.Getenv("CI") == "" {
		t.Skipf("SKIPPED, nothing was tested: %v", missing)
	}
	require.NoError(t, err)
	t.Cleanup(b.Close)
	result, err := signin.Walk(t.Context(), b, person, signin.Start{URL: address})
	require.NoError(t, err)
	require.Nil(t, result.Refused)
	assert.Equal(t, person.UPN, result.SignedInAs)
	var hosts []string
	for _, hop := range result.Transcript {
		hosts = append(hosts, hop.URL)
	}
	assert.Contains(t, strings.Join(hosts, " "), "http://console.jumpcloud.localhost:", "the password was asked for there")
}

// guided starts harness up and reads in its guide where to sign in by SSO, and as whom.
func guided(t *testing.T, args ...string) (address string, person signin.Person) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "harness", append([]string{"up", "--listen", "127.0.0.1:0",
		"--http", "127.0.0.1:0", "--proxy", "127.0.0.1:0", "--key-bits", "2048",
		"--ready-file", filepath.Join(t.TempDir(), "connection.json")}, args...)...)
	cmd.Stderr = os.Stderr
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	})
	where := regexp.MustCompile(`^By single sign-on, at (\S+) `)
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if found := where.FindStringSubmatch(lines.Text()); found != nil {
			require.True(t, lines.Scan())
			name, password, _ := strings.Cut(strings.TrimSpace(lines.Text()), " ")
			return found[1], signin.Person{UPN: name, JumpCloudPassword: strings.TrimSpace(password)}
		}
	}
	require.Fail(t, "the guide names nobody")
	return "", signin.Person{}
}
