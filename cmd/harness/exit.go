package main

import (
	"context"
	"errors"
	"fmt"

	"samlharness/internal/exit"
	"samlharness/record"
	"samlharness/report"
	"samlharness/scenarios"
)

// usageError is a command line that cannot be understood.
type usageError struct{ message, hint string }

func (e *usageError) Error() string { return e.message }
func (e *usageError) Hint() string  { return e.hint }
func (e *usageError) ExitCode() int { return exit.Usage }

// environmentError is what the machine does not let us do.
type environmentError struct {
	err  error
	hint string
}

func (e *environmentError) Error() string { return e.err.Error() }
func (e *environmentError) Unwrap() error { return e.err }
func (e *environmentError) Hint() string  { return e.hint }
func (e *environmentError) ExitCode() int { return exit.Environment }

// exitError is an exit code whose reason the results have told already.
type exitError struct{ code int }

func (e *exitError) Error() string { return fmt.Sprintf("exit %d", e.code) }
func (e *exitError) ExitCode() int { return e.code }
func (e *exitError) Told() bool    { return true }

// withHint gives an error a hint, unless it has one.
func withHint(err error, hint string) error {
	if usage, ok := errors.AsType[*scenarios.UsageError](err); ok && usage.Fix == "" {
		return &usageError{err.Error(), hint}
	}
	return err
}

// ended makes an error of an exit code, nil for 0.
func ended(code int) error {
	if code == 0 {
		return nil
	}
	return &exitError{code}
}

// tellsState says whether the error of a command that was interrupted tells what became of it: the interrupt itself
// does with its state, and so does a refusal to which the command had come before.
func tellsState(err error) bool {
	_, refused := errors.AsType[*record.Refusal](err)
	return report.ExitCode(err) == exit.Interrupted || refused && !errors.Is(err, context.Canceled)
}

// exitCode writes what err says to standard error and returns the code to end with.
func (a *app) exitCode(ctx context.Context, err error) int {
	_, told := errors.AsType[*exitError](err)
	switch {
	case err == nil:
		return exit.Passed
	case told:
		return report.ExitCode(err)
	case errors.Is(err, errReaderGone):
		return exit.Passed // the reader has enough
	case ctx.Err() != nil && !tellsState(err):
		fmt.Fprintln(a.stderr, "harness: interrupted")
		return exit.Interrupted
	}
	_ = report.WriteError(a.stderr, err) // where standard error is closed the code still tells
	return report.ExitCode(err)
}
