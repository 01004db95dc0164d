package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/internal/control"
	"samlharness/internal/corpus"
	"samlharness/internal/exit"
	"samlharness/record"
	"samlharness/scenarios"
)

// inProcess is the command line without a machine around it.
func inProcess(env map[string]string) (a *app, stdout, stderr *bytes.Buffer) {
	stdout, stderr = new(bytes.Buffer), new(bytes.Buffer)
	return &app{
		stdin:  new(bytes.Buffer),
		stdout: stdout,
		stderr: stderr,
		clock:  clockwork.NewFakeClock(),
		getenv: func(k string) string { return env[k] },
	}, stdout, stderr
}

func TestExitCodes(t *testing.T) {
	for _, c := range []struct {
		name string
		err  error
		code int
		hint string
	}{
		{"nothing", nil, 0, ""},
		{"told already", &exitError{1}, 1, ""},
		{"reader went", fmt.Errorf("write: %w", errReaderGone), 0, ""},
		{"connection closed", &net.OpError{Op: "write", Net: "tcp", Err: syscall.EPIPE}, 3, ""},
		{"another pipe closed", &fs.PathError{Op: "write", Path: "report.json", Err: syscall.EPIPE}, 1, ""},
		{"wrong use", &usageError{"m", "h"}, 2, "hint: h\n"},
		{"mistakes", scenarios.Mistakes{{File: "f", Line: 1, Message: "m"}}, 2, "hint: no script was run\n"},
		{"refusal", fmt.Errorf("x: %w", &record.Refusal{
			Code:    "AADSTS50107",
			Message: "m",
			Fix:     "one\ntwo",
		}), 1, "hint: one\nhint: two\n"},
		{"refusal with details", &record.Refusal{
			Code:     "Typo",
			Message:  "m",
			Expected: "a",
			Got:      "b",
		}, 1, "harness: Typo: m\nexpected: a\ngot: b\n"},
		{"no such file", &fs.PathError{Op: "open", Path: "f", Err: syscall.ENOENT}, 2, "hint: check the path\n"},
		{"not permitted", &fs.PathError{Op: "open", Path: "f", Err: syscall.EACCES}, 3, ""},
		{"disk full", &fs.PathError{Op: "write", Path: "f", Err: syscall.ENOSPC}, 3, ""},
		{"world gone", &control.UnreachableError{World: "demo", Err: errors.New("refused")}, 3,
			"hint: has it ended? start one with: harness up\n"},
		{"hint that the message gives already", &usageError{"m: try h", "try h"}, 2, ""},
		{"anything else", errors.New("m"), 1, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, stdout, stderr := inProcess(nil)
			assert.Equal(t, c.code, a.exitCode(t.Context(), c.err))
			assert.Empty(t, stdout.String())
			if c.hint == "" {
				assert.NotContains(t, stderr.String(), "hint: ")
			}
			assert.Contains(t, stderr.String(), c.hint)
		})
	}
}

// Without a certificate nobody can tell whether a message would be accepted, and a script must not take it for that.
func TestInspectWithoutACertificateCannotTell(t *testing.T) {
	samples := corpus.Load(t)
	sample := samples[slices.IndexFunc(samples, func(s corpus.Sample) bool { return s.Verifies })]
	metadata := filepath.Join(t.TempDir(), "certificate.pem")
	require.NoError(t, os.WriteFile(metadata, certs.PEM(corpus.Certificate(t)), 0o600))
	at := corpus.At().Format(time.RFC3339)
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{nil, exit.CannotTell, "\ncannot tell  whether "},
		{[]string{"--json"}, exit.CannotTell, `"accepted": false`},
		{[]string{"--certificate", metadata}, exit.Passed, "\naccepted  signs in "},
	} {
		a, stdout, stderr := inProcess(nil)
		a.stdin = bytes.NewReader(sample.XML)
		assert.Equal(t, c.code, a.run(t.Context(), append([]string{"inspect", "-", "--at", at}, c.args...)), stderr.String())
		assert.Contains(t, stdout.String(), c.says)
		assert.Empty(t, stderr.String())
	}
}

// A command that waits for standard input ends when it is interrupted.
func TestInterruptedWhileReading(t *testing.T) {
	a, _, stderr := inProcess(nil)
	silent, keep := io.Pipe()
	defer keep.Close()
	a.stdin = silent
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	assert.Equal(t, 130, a.run(ctx, []string{"inspect", "-"}))
	assert.Equal(t, "harness: interrupted\n", stderr.String())
}

func TestInterruptedRunSaysSo(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	a, stdout, _ := inProcess(nil)
	assert.Equal(t, 130, a.run(ctx, []string{"run"}))
	assert.Contains(t, stdout.String(), "interrupted: the report is not complete")
	a, _, stderr := inProcess(nil)
	assert.Equal(t, 130, a.exitCode(ctx, ctx.Err()))
	assert.Equal(t, "harness: interrupted\n", stderr.String())
	a, _, stderr = inProcess(nil)
	assert.Equal(t, 130, a.exitCode(ctx, &record.Refusal{Message: "It is so.", Fix: "Return.", Exit: exit.Interrupted}))
	assert.Equal(t, "harness: It is so.\nhint: Return.\n", stderr.String(), "what tells the state is printed")
}

// A refusal to which a command had come when it was interrupted is told, with its own exit code.
func TestInterruptedAfterARefusal(t *testing.T) {
	a, _, stderr := inProcess(nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	waits := &record.Refusal{Message: "The rotation waits.", Fix: "Upload the pair."}
	assert.Equal(t, 1, a.exitCode(ctx, waits))
	assert.Contains(t, stderr.String(), "The rotation waits.\nhint: Upload the pair.")
	stderr.Reset()
	waits.Cause = context.Canceled
	assert.Equal(t, 130, a.exitCode(ctx, waits))
	assert.Equal(t, "harness: interrupted\n", stderr.String())
}

func TestColorOnTerminalsAlone(t *testing.T) {
	for _, c := range []struct {
		terminal bool
		env      map[string]string
		want     bool
	}{
		{true, nil, true},
		{false, nil, false},
		{true, map[string]string{"NO_COLOR": "1"}, false},
		{true, map[string]string{"TERM": "dumb"}, false},
	} {
		a, _, _ := inProcess(c.env)
		a.terminal = c.terminal
		assert.Equal(t, c.want, a.color(), "%+v", c)
	}
}

// The list of verbs has a line for each, for grep, and fits a terminal of 80 columns.
func TestListOfVerbsFitsItsReader(t *testing.T) {
	a, stdout, _ := inProcess(nil)
	assert.Zero(t, a.run(t.Context(), []string{"verbs"}))
	assert.Regexp(t, `(?m)^clock show +print the world's time$`, stdout.String())
	a, stdout, _ = inProcess(nil)
	a.terminal = true
	assert.Zero(t, a.run(t.Context(), []string{"verbs"}))
	assert.Contains(t, stdout.String(), "clock show\n    print the world's time\n")
	assert.NotRegexp(t, `.{81}`, stdout.String())
}

// A world writes the files that the command line names, and no others.
func TestWorldWritesNoOtherFile(t *testing.T) {
	other := filepath.Join(t.TempDir(), "other")
	answer := control.Result{Files: map[string][]byte{other: []byte("x")}}
	connection := answering(t, func(context.Context, control.Call) control.Result { return answer })

	a, _, stderr := inProcess(map[string]string{"HARNESS_CONNECT": connection})
	assert.Equal(t, 1, a.run(t.Context(), []string{"clock", "show"}))
	assert.Contains(t, stderr.String(), "that the command line does not name")
	assert.NoFileExists(t, other)

	a, _, stderr = inProcess(map[string]string{"HARNESS_CONNECT": connection})
	assert.Zero(t, a.run(t.Context(), []string{"jumpcloud", "metadata", "export", "office365", "--out=" + other}),
		stderr.String())
	data, err := os.ReadFile(other)
	require.NoError(t, err)
	assert.Equal(t, "x", string(data))
}

func TestBrokenPipeIsQuiet(t *testing.T) {
	a, _, stderr := inProcess(nil)
	reader, writer, err := os.Pipe()
	require.NoError(t, err)
	require.NoError(t, reader.Close())
	defer writer.Close()
	a.stdout = standardOutput{writer}
	assert.Zero(t, a.run(t.Context(), []string{"verbs"}))
	assert.Empty(t, stderr.String())
}
