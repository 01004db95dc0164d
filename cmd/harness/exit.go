package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"strings"
	"syscall"

	"samlharness/browser/chromium"
	"samlharness/inspect"
	"samlharness/internal/control"
	"samlharness/internal/exit"
	"samlharness/internal/up"
	"samlharness/record"
	"samlharness/scenarios"
	"samlharness/world"
)

// usageError is a command line that cannot be understood.
type usageError struct{ message, hint string }

func (e *usageError) Error() string { return e.message }

// environmentError is what the machine does not let us do.
type environmentError struct {
	err  error
	hint string
}

func (e *environmentError) Error() string { return e.err.Error() }
func (e *environmentError) Unwrap() error { return e.err }

// exitError is an exit code whose reason the results have told already.
type exitError struct{ code int }

func (e *exitError) Error() string { return fmt.Sprintf("exit %d", e.code) }

// ended makes an error of an exit code, nil for 0.
func ended(code int) error {
	if code == 0 {
		return nil
	}
	return &exitError{code}
}

// exitCode writes what err says to standard error and returns the code to end with.
func (a *app) exitCode(ctx context.Context, err error) int {
	if exit, ok := errors.AsType[*exitError](err); ok {
		return exit.code
	}
	switch {
	case err == nil:
		return exit.Passed
	case errors.Is(err, syscall.EPIPE):
		return exit.Passed // the reader has enough
	case ctx.Err() != nil:
		fmt.Fprintln(a.stderr, "harness: interrupted")
		return exit.Interrupted
	}
	code, hint := classify(err)
	fmt.Fprintln(a.stderr, "harness: "+record.Visible(err.Error()))
	for _, line := range scenarios.Details(err) {
		fmt.Fprintln(a.stderr, record.Visible(line))
	}
	for line := range strings.SplitSeq(hint, "\n") {
		if line != "" && !strings.Contains(err.Error(), line) {
			fmt.Fprintln(a.stderr, "hint: "+line)
		}
	}
	return code
}

// classify finds the exit code and the hint of an error.
func classify(err error) (code int, hint string) {
	if e, ok := errors.AsType[*usageError](err); ok {
		return exit.Usage, e.hint
	}
	if e, ok := errors.AsType[*scenarios.UsageError](err); ok {
		return exit.Usage, e.Hint
	}
	if _, ok := errors.AsType[scenarios.Mistakes](err); ok {
		return exit.Usage, "no script was run"
	}
	if e, ok := errors.AsType[*inspect.UnreadableError](err); ok {
		return exit.Usage, e.Hint
	}
	if e, ok := errors.AsType[*control.ConnectionError](err); ok {
		return exit.Usage, e.Hint
	}
	if e, ok := errors.AsType[*up.FileError](err); ok {
		return exit.Environment, e.Hint
	}
	if e, ok := errors.AsType[*environmentError](err); ok {
		return exit.Environment, e.hint
	}
	if _, ok := errors.AsType[*control.UnreachableError](err); ok {
		return exit.Environment, "has it ended? start one with: harness up"
	}
	if _, ok := errors.AsType[*world.SpecError](err); ok {
		return exit.Usage, "correct the file of --world"
	}
	if e, ok := errors.AsType[*record.Refusal](err); ok {
		return scenarios.RefusalExit(e.Code), e.Fix
	}
	if _, ok := errors.AsType[*chromium.MissingError](err); ok {
		return exit.Environment, "apt-get install chromium, or leave out --browser"
	}
	if e, ok := errors.AsType[*world.ListenError](err); ok && !errors.Is(e.Err, syscall.EADDRINUSE) {
		return exit.Usage, "give a loopback address, as in 127.0.0.1:0"
	}
	return ofTheSystem(err)
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
