package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/internal/needs"
	"samlharness/internal/up"
	"samlharness/sp/directory"
)

// People of a rehearsal use Chromium.
func TestRehearseInChromium(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes a Chromium")
	}
	needs.Program(t, "chromium")
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/chromium",
		RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":  exits,
			"tenant": func(ts *testscript.TestScript, _ bool, _ []string) { holdTenant(t, ts) },
		},
	})
}

// A rehearsal that is interrupted half-way puts the domain back before it ends, and says so.
func TestRehearsalThatIsInterrupted(t *testing.T) {
	folder := t.TempDir()
	tenant, err := up.Open(t.Context(), up.Options{
		Clock:          clockwork.NewRealClock(),
		Listen:         "127.0.0.1:0",
		Sites:          "127.0.0.1:0",
		Proxy:          "127.0.0.1:0",
		KeyBits:        certs.FastBits,
		ConnectionFile: filepath.Join(folder, "connection.json"),
	})
	require.NoError(t, err)
	t.Cleanup(func() { _ = tenant.Close() })
	id := "erika-1"
	_, err = tenant.World.Entra.UpdateUser(t.Context(), "erika@staging.contoso.net", directory.UserPatch{ImmutableID: &id})
	require.NoError(t, err)

	cmd := exec.CommandContext(t.Context(), "harness", "rehearse", "--domain", "staging.contoso.net", "--target", "real",
		"--ca-file", tenant.Connection.CACertificateFile, "--despite-findings", "--settle", "1h", "--wait", "20s")
	cmd.Dir = folder
	cmd.Env = append(os.Environ(),
		"HARNESS_REAL_DOMAIN=staging.contoso.net",
		"HTTPS_PROXY="+tenant.Connection.ProxyURL,
		"AZURE_TENANT_ID="+tenant.Connection.TenantID,
		"AZURE_CLIENT_ID="+tenant.Connection.ClientID,
		"AZURE_CLIENT_SECRET="+tenant.Connection.ClientSecret,
	)
	var stdout strings.Builder
	cmd.Stdout = &stdout
	stderr, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	var said strings.Builder
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		said.WriteString(lines.Text() + "\n")
		if strings.HasPrefix(lines.Text(), "waiting 1h") { // the next certificate is registered
			d, err := tenant.World.Entra.Domain(t.Context(), "staging.contoso.net")
			require.NoError(t, err)
			assert.Equal(t, "Federated", d.AuthenticationType())
			require.NoError(t, cmd.Process.Signal(os.Interrupt))
		}
	}
	err = cmd.Wait()
	assert.Equal(t, 130, cmd.ProcessState.ExitCode(), "%v\n%s", err, said.String())
	assert.Contains(t, said.String(), "staging.contoso.net is put back to what it was before")
	assert.Contains(t, stdout.String(), "ok    Clean-up: staging.contoso.net is as it was before")
	assert.FileExists(t, filepath.Join(folder, "rehearsal-staging.contoso.net.html"))
	d, err := tenant.World.Entra.Domain(t.Context(), "staging.contoso.net")
	require.NoError(t, err)
	assert.Equal(t, "Managed", d.AuthenticationType())
}
