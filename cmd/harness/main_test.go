package main

import (
	"bufio"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/internal/control"
	"samlharness/internal/up"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"harness": main})
}

// TestCommandLine runs the scripts of testdata: what a person sees, and the exit code.
func TestCommandLine(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		UpdateScripts:       os.Getenv("UPDATE") != "",
		RequireExplicitExec: true,
		Setup:               takePort,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":  exits,
			"world":  func(ts *testscript.TestScript, _ bool, _ []string) { holdWorld(t, ts) },
			"up":     holdByCommand,
			"tenant": func(ts *testscript.TestScript, _ bool, _ []string) { holdTenant(t, ts) },
		},
	})
}

// takePort listens on the address that the scripts know as $TAKEN.
func takePort(env *testscript.Env) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	env.Defer(func() { _ = l.Close() })
	env.Setenv("TAKEN", l.Addr().String())
	return nil
}

// holdWorld is the command "world": it holds a world open for the rest of the script.
func holdWorld(t *testing.T, ts *testscript.TestScript) { holdAt(t, ts, nil) }

// hold holds a world open, at free ports, with keys that are made fast.
func hold(t *testing.T, o up.Options) *up.Held {
	t.Helper()
	o.Listen, o.Sites, o.Proxy, o.KeyBits = "127.0.0.1:0", "127.0.0.1:0", "127.0.0.1:0", certs.FastBits
	held, err := up.Open(t.Context(), o)
	require.NoError(t, err)
	t.Cleanup(func() { _ = held.Close() })
	return held
}

// holdAt holds a world open whose clock follows another; nil stands still.
func holdAt(t *testing.T, ts *testscript.TestScript, clock clockwork.Clock) {
	held, err := up.Open(t.Context(), up.Options{Clock: clock, Listen: "127.0.0.1:0", Sites: "127.0.0.1:0",
		Proxy:          "127.0.0.1:0",
		KeyBits:        certs.FastBits,
		ConnectionFile: ts.MkAbs("connection.json")})
	ts.Check(err)
	ts.Defer(func() { _ = held.Close() })
	ts.Setenv("HARNESS_CONNECT", held.ConnectionFile)
}

// holdTenant is the command "tenant": a world that stands for the real Microsoft for the rest of the script, under the
// names of production behind a proxy; $CONNECTION is how to reach it as a world. Erika of staging.contoso.net has an
// immutable ID.
func holdTenant(t *testing.T, ts *testscript.TestScript) {
	holdAt(t, ts, clockwork.NewRealClock())
	connection, err := control.ReadConnection(ts.Getenv("HARNESS_CONNECT"))
	ts.Check(err)
	for name, value := range map[string]string{
		"CONNECTION":          ts.Getenv("HARNESS_CONNECT"),
		"HARNESS_CONNECT":     "",
		"HARNESS_REAL_DOMAIN": "staging.contoso.net",
		"HTTPS_PROXY":         connection.ProxyURL,
		"CA":                  connection.CACertificateFile,
		"AZURE_TENANT_ID":     connection.TenantID,
		"AZURE_CLIENT_ID":     connection.ClientID,
		"AZURE_CLIENT_SECRET": connection.ClientSecret,
	} {
		ts.Setenv(name, value)
	}
	ts.Check(ts.Exec("harness", "entra", "user", "set", "erika@staging.contoso.net", "--immutable-id", "erika-1",
		"--connect", ts.Getenv("CONNECTION")))
}

// holdByCommand is the command "up": it holds a world open by the command line, whose output goes to up.out.
func holdByCommand(ts *testscript.TestScript, _ bool, args []string) {
	out, err := os.Create(ts.MkAbs("up.out"))
	ts.Check(err)
	cmd := exec.Command("harness", append([]string{"up", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0",
		"--proxy", "127.0.0.1:0", "--key-bits", "2048"}, args...)...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = ts.MkAbs("."), out, out
	ts.Check(cmd.Start())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	ts.Defer(func() {
		_ = cmd.Process.Kill()
		_ = out.Close()
	})
	for {
		said, err := os.ReadFile(out.Name())
		ts.Check(err)
		if strings.Contains(string(said), "\nPeople ") { // the end of the guide
			return
		}
		select {
		case err := <-ended:
			ts.Fatalf("harness up ends: %v\n%s", err, said)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// exits runs a program and demands its exit code: exits 2 harness rnu.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM [ARG...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("%v exits %d, want %d\nstdout: %s\nstderr: %s", args[1:], got, want, ts.ReadFile("stdout"),
			ts.ReadFile("stderr"))
	}
}

// A world that is held open ends cleanly when the person interrupts it, the service manager ends it, or the terminal
// closes.
func TestUpEndsOnSignals(t *testing.T) {
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) { endsOn(t, signal) })
	}
}

func endsOn(t *testing.T, signal os.Signal) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "connection.json")
	cmd := exec.CommandContext(t.Context(), "harness", "up", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0",
		"--proxy", "127.0.0.1:0", "--key-bits", "2048", "--ready-file", file)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	lines := bufio.NewScanner(stdout)
	require.True(t, lines.Scan())
	assert.Equal(t, "World demo is up. Ctrl-C ends it.", lines.Text())
	assert.FileExists(t, file)
	require.NoError(t, cmd.Process.Signal(signal))
	for lines.Scan() {
	}
	require.NoError(t, cmd.Wait(), stderr.String())
	assert.Equal(t, "harness: world demo ends\n", stderr.String())
	assert.NoFileExists(t, file)
}

// A world goes on when the reader of its guide has gone, and ends in order all the same.
func TestUpOutlivesItsReader(t *testing.T) {
	file := filepath.Join(t.TempDir(), "connection.json")
	cmd := exec.CommandContext(t.Context(), "harness", "up", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0",
		"--proxy", "127.0.0.1:0", "--key-bits", "2048", "--ready-file", file)
	gone, out, err := os.Pipe()
	require.NoError(t, err)
	require.NoError(t, gone.Close())
	cmd.Stdout, cmd.Stderr = out, out
	require.NoError(t, cmd.Start())
	require.NoError(t, out.Close())
	for {
		if _, err := os.Stat(file); err == nil {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	down, err := exec.CommandContext(t.Context(), "harness", "down", "--connect", file).CombinedOutput()
	require.NoError(t, err, string(down))
	require.NoError(t, cmd.Wait())
	assert.NoFileExists(t, file)
}
