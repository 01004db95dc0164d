package main

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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

// A rehearsal that is interrupted while a next certificate is registered ends in the state from which it began.
func TestRehearsalThatIsInterrupted(t *testing.T) {
	t.Parallel()
	r := newRehearsal(t)
	code, stdout, stderr := r.struck(t, os.Interrupt)
	assert.Equal(t, 130, code, stderr)
	assert.Contains(t, stderr, "staging.contoso.net is put back to what it was before")
	assert.Contains(t, stdout, "ok    Clean-up: staging.contoso.net is as it was before")
	assert.FileExists(t, filepath.Join(r.folder, "rehearsal-staging.contoso.net.html"))
	assert.Equal(t, "Managed", r.authenticationType(t))
}

// A rehearsal that is killed then leaves a domain that its first snapshot brings back.
func TestRehearsalThatIsKilled(t *testing.T) {
	t.Parallel()
	r := newRehearsal(t)
	code, _, stderr := r.struck(t, os.Kill)
	assert.Equal(t, -1, code, stderr)
	assert.Equal(t, "Federated", r.authenticationType(t))
	r.returns(t)
	assert.Equal(t, "Managed", r.authenticationType(t))
}

// returns goes back to the first snapshot; there is none when the process was killed before it changed anything.
func (r *rehearsal) returns(t *testing.T) {
	first := filepath.Join(".harness", "snapshots", "federation-staging.contoso.net-0001.json")
	if _, err := os.Stat(filepath.Join(r.folder, first)); errors.Is(err, fs.ErrNotExist) {
		return
	}
	cmd := r.command(t, "federation", "rollback", "--snapshot", first)
	said, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", said)
}

// rehearsal is a tenant that counts as a real one behind a proxy, and the folder of who rehearses on it.
type rehearsal struct {
	tenant    *up.Held
	folder    string
	proxy, ca string // by which the tenant is reached
}

func newRehearsal(t *testing.T) *rehearsal {
	r := &rehearsal{folder: t.TempDir()}
	r.tenant = hold(t, up.Options{
		Clock:          clockwork.NewRealClock(),
		ConnectionFile: filepath.Join(r.folder, "connection.json"),
	})
	r.proxy, r.ca = r.tenant.Connection.ProxyURL, r.tenant.Connection.CACertificateFile
	id := "erika-1"
	_, err := r.tenant.World.Entra.UpdateUser(t.Context(), "erika@staging.contoso.net",
		directory.UserPatch{ImmutableID: &id})
	require.NoError(t, err)
	return r
}

// command is a command on the domain of the rehearsal.
func (r *rehearsal) command(t *testing.T, words ...string) *exec.Cmd {
	cmd := exec.CommandContext(t.Context(), "harness", append(words, "--domain", "staging.contoso.net", "--target", "real",
		"--ca-file", r.ca)...)
	cmd.Dir = r.folder
	cmd.Env = append(os.Environ(),
		"HARNESS_REAL_DOMAIN=staging.contoso.net",
		"HTTPS_PROXY="+r.proxy,
		"AZURE_TENANT_ID="+r.tenant.Connection.TenantID,
		"AZURE_CLIENT_ID="+r.tenant.Connection.ClientID,
		"AZURE_CLIENT_SECRET="+r.tenant.Connection.ClientSecret,
	)
	return cmd
}

func (r *rehearsal) authenticationType(t *testing.T) string {
	d, err := r.tenant.World.Entra.Domain(t.Context(), "staging.contoso.net")
	require.NoError(t, err)
	return d.AuthenticationType()
}

// struck rehearses, and sends the process a signal when it waits with the next certificate registered.
func (r *rehearsal) struck(t *testing.T, signal os.Signal) (code int, said, warned string) {
	cmd := r.command(t, "rehearse", "--despite-findings", "--settle", "1h", "--drain", "0s", "--wait", "20s")
	var stdout, stderr strings.Builder
	cmd.Stdout = &stdout
	pipe, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	lines := bufio.NewScanner(pipe)
	for lines.Scan() {
		stderr.WriteString(lines.Text() + "\n")
		if strings.HasPrefix(lines.Text(), "waiting 1h") {
			require.NoError(t, cmd.Process.Signal(signal))
		}
	}
	_ = cmd.Wait() // the exit code tells
	return cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()
}
