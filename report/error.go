package report

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os/exec"
	"strings"
	"syscall"
	"unicode/utf8"

	"samlharness/internal/exit"
	"samlharness/record"
)

// hinter is an error that knows what to do about it: one thing a line, "" when it knows nothing.
type hinter interface {
	error
	Hint() string
}

// coder is an error that knows the exit code of a command that ends with it; 0 leaves that to the system's error.
type coder interface {
	error
	ExitCode() int
}

// teller is an error that may have been told already, by the results.
type teller interface {
	error
	Told() bool
}

// WriteError writes an error for people, unless the results have told it: first what happened, then what a refusal
// expected, what it got and where the two differ, then a `hint:` line for each thing to do. Each is said once: what the
// message says is not repeated. What others sent cannot drive the reader's terminal.
func WriteError(w io.Writer, err error) error {
	if e, ok := errors.AsType[teller](err); ok && e.Told() {
		return nil
	}
	message := strings.TrimRight(err.Error(), "\n")
	var out strings.Builder
	if !strings.HasPrefix(message, "harness: ") && !strings.HasPrefix(message, "harness ") {
		out.WriteString("harness: ")
	}
	out.WriteString(message + "\n")
	if r, ok := errors.AsType[*record.Refusal](err); ok {
		for _, d := range compared(r.Expected, r.Got, r.Difference) {
			if !says(message, d.Text) {
				indent := "\n" + strings.Repeat(" ", len(d.Label)+2)
				fmt.Fprintf(&out, "%s: %s\n", d.Label, strings.ReplaceAll(d.Text, "\n", indent))
			}
		}
	}
	for line := range strings.SplitSeq(Hint(err), "\n") {
		if line != "" && !says(message, line) {
			out.WriteString("hint: " + line + "\n")
		}
	}
	_, failed := io.WriteString(w, record.Visible(out.String()))
	return failed
}

// Hint is what to do about an error: what its method Hint says, else what is known of the system's errors; "" when
// nothing is.
func Hint(err error) string {
	if e, ok := errors.AsType[hinter](err); ok && e.Hint() != "" {
		return e.Hint()
	}
	_, hint := ofTheSystem(err)
	return hint
}

// ExitCode is the code of a command that ends with an error: what its method ExitCode says, else what is known of the
// system's errors, else 1.
func ExitCode(err error) int {
	if e, ok := errors.AsType[coder](err); ok && e.ExitCode() != 0 {
		if _, program := e.(*exec.ExitError); !program { // another program's code has its own meaning
			return e.ExitCode()
		}
	}
	code, _ := ofTheSystem(err)
	return code
}

// ofTheSystem sorts errors of files and the network: what is not there is wrong use, what is not let is the
// environment.
func ofTheSystem(err error) (code int, hint string) {
	_, network := errors.AsType[*net.OpError](err)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return exit.Usage, "check the path"
	case errors.Is(err, syscall.EADDRINUSE):
		return exit.Environment, "another program listens there; choose another port, or 0 for any free one"
	case errors.Is(err, fs.ErrPermission), network, errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EROFS):
		return exit.Environment, ""
	}
	return exit.Failed, ""
}

// says tells whether a text holds a value as words of its own: 'https://contoso.com/' does not say https://contoso.com.
func says(text, value string) bool {
	value = strings.TrimSpace(value)
	if value == "" {
		return true
	}
	for from := 0; ; {
		at := strings.Index(text[from:], value)
		if at < 0 {
			return false
		}
		start, end := from+at, from+at+len(value)
		if opens(text[:start]) && closes(text[end:]) {
			return true
		}
		_, size := utf8.DecodeRuneInString(text[start:])
		from = start + size
	}
}

const brackets = " \t\n'\"`“”()[]{},;"

// opens tells whether a word may begin behind a text.
func opens(before string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	return before == "" || strings.ContainsRune(brackets, last)
}

// closes tells whether a word may end before a text. A full stop or colon ends it when nothing follows directly.
func closes(after string) bool {
	after = strings.TrimLeft(after, ".:?!")
	first, _ := utf8.DecodeRuneInString(after)
	return after == "" || strings.ContainsRune(brackets, first)
}
