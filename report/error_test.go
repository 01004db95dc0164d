package report_test

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/exit"
	"samlharness/record"
	"samlharness/report"
)

// advised is an error with a hint and an exit code of its own.
type advised struct {
	message, hint string
	code          int
	err           error
}

func (e *advised) Error() string { return e.message }
func (e *advised) Hint() string  { return e.hint }
func (e *advised) ExitCode() int { return e.code }
func (e *advised) Unwrap() error { return e.err }

func TestWriteError(t *testing.T) {
	missing := &fs.PathError{Op: "open", Path: "f", Err: syscall.ENOENT}
	for _, c := range []struct {
		name string
		err  error
		code int
		want string
	}{
		{"plain", errors.New("it broke\n"), exit.Failed, "harness: it broke\n"},
		{"names itself", errors.New("harness run: unknown flag: --x"), exit.Failed, "harness run: unknown flag: --x\n"},
		{"hints, one a line", &advised{"m", "one\n\ntwo", exit.Usage, nil}, exit.Usage, "harness: m\nhint: one\nhint: two\n"},
		{"wrapped", fmt.Errorf("f.xml: %w", &advised{"m", "h", exit.Environment, nil}), exit.Environment,
			"harness: f.xml: m\nhint: h\n"},
		{"a hint that the message gives", &advised{"m (try h)", "try h", exit.Usage, nil}, exit.Usage,
			"harness: m (try h)\n"},
		{"refusal", &record.Refusal{
			Code:       "Typo",
			Message:    "It's wrong.",
			Expected:   "https://contoso.com",
			Got:        "https://contoso.com/",
			Difference: "character 20",
			Fix:        "mend it",
		}, exit.Failed, "harness: Typo: It's wrong.\nexpected: https://contoso.com\ngot: https://contoso.com/\n" +
			"differs: character 20\nhint: mend it\n"},
		{"what the message says is not repeated", &record.Refusal{
			Message:  "'https://contoso.com/' does not exist.",
			Expected: "https://contoso.com",
			Got:      "https://contoso.com/",
		}, exit.Failed, "harness: 'https://contoso.com/' does not exist.\nexpected: https://contoso.com\n"},
		{"values of several lines", &record.Refusal{Message: "m", Got: "one\ntwo"}, exit.Failed,
			"harness: m\ngot: one\n     two\n"},
		{"refusal that is wrong use", &record.Refusal{Message: "m", Exit: exit.Usage, Cause: syscall.EACCES}, exit.Usage,
			"harness: m\n"},
		{"control characters", errors.New("\x1b[2J"), exit.Failed, "harness: \\x1b[2J\n"},
		{"no such file", missing, exit.Usage, "harness: open f: no such file or directory\nhint: check the path\n"},
		{"left to the system", &advised{"m", "", 0, missing}, exit.Usage, "harness: m\nhint: check the path\n"},
		{"port", &net.OpError{Op: "listen", Err: syscall.EADDRINUSE}, exit.Environment,
			"harness: listen: address already in use\n" +
				"hint: another program listens there; choose another port, or 0 for any free one\n"},
		{"no network", &net.OpError{Op: "dial", Err: errors.New("no route")}, exit.Environment, "harness: dial: no route\n"},
		{"not permitted", syscall.EACCES, exit.Environment, "harness: permission denied\n"},
		{"disk full", syscall.ENOSPC, exit.Environment, "harness: no space left on device\n"},
		{"another program's code", &exec.ExitError{Stderr: nil}, exit.Failed, "harness: <nil>\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var s strings.Builder
			require.NoError(t, report.WriteError(&s, c.err))
			assert.Equal(t, c.want, s.String())
			assert.Equal(t, c.code, report.ExitCode(c.err))
		})
	}
}
