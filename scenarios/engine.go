package scenarios

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"samlharness/internal/script"
	"samlharness/report"
)

// engine runs the steps of one script in one world. It is a [script.Runner].
type engine struct {
	env     *Env
	options *RunOptions

	// of the step that runs:
	log      strings.Builder
	happened string
	stdout   string // of the command that ran last
	lines    []script.Line
	command  script.Command // that runs
	screens  []report.Screen
}

// Holds says whether a guard's condition is met.
func (e *engine) Holds(condition string) bool {
	switch condition {
	case whenChromium:
		return e.options.Browser == "chromium"
	case whenReal:
		return e.options.Target == "real"
	}
	return e.options.Target != "real"
}

// step runs one step; the failure is nil when it passed.
func (e *engine) step(ctx context.Context, file string, s *script.Step) report.StepResult {
	e.log.Reset()
	e.happened, e.screens, e.lines = "", nil, s.Lines
	result := report.StepResult{Title: s.Title, Line: s.Line, Result: report.Passed}
	since := e.env.World.lastExchange()
	ran, line, err := s.Run(ctx, e)
	result.Log, result.Happened = e.log.String(), e.happened
	switch {
	case line != nil:
		result.Result, result.Failure = report.Failed, e.failure(s, line, err)
		result.Failure.File = file
	case ran == 0:
		result.Result = report.Skipped
	}
	result.Lines = e.linesRun(s, line)
	if e.options.Record {
		e.recorded(&result, since)
	}
	return result
}

// Do is one verb.
func (e *engine) Do(ctx context.Context, parsed script.Command) error {
	e.command = parsed
	call := parsed.(command).Call
	var out, warnings bytes.Buffer
	e.env.Stdout, e.env.Stderr = &out, &warnings
	since := e.env.World.lastExchange()
	err := runVerb(ctx, e.env, call)
	if err != nil && !call.Verb.Assertion {
		fmt.Fprintln(&warnings, errorText(err))
	}
	o := &outcome{
		command: call.masked(),
		stdout:  e.env.withoutSecrets(out.String()),
		stderr:  e.env.withoutSecrets(warnings.String()),
		err:     err,
		since:   since,
	}
	e.stdout = o.stdout
	e.note(call, o)
	if !call.Verb.Assertion {
		e.env.last = o
	}
	return err
}

// note writes the verb into the step's log and keeps in one line what happened: what an assertion looked for, else why
// the verb failed, else the first line of its results.
func (e *engine) note(call *Call, o *outcome) {
	fmt.Fprintf(&e.log, "> %s\n%s%s", o.command, o.stdout, o.stderr)
	happened := e.env.noted
	e.env.noted = ""
	if !call.Verb.Assertion {
		happened, _, _ = strings.Cut(o.stdout, "\n")
		if o.err != nil {
			happened, _, _ = strings.Cut(errorText(o.err), "\n")
		}
	}
	if happened = strings.Join(strings.Fields(happened), " "); happened != "" {
		e.happened = happened
	}
}

// failure explains why a step failed at a line.
func (e *engine) failure(s *script.Step, line *script.Line, err error) *report.Failure {
	f := &report.Failure{Line: line.Number, Command: line.Command.Text()}
	if o := e.env.last; o != nil {
		f.Stdout, f.Stderr = tail(o.stdout), tail(o.stderr)
		f.Explanation = o.explain(e.env.World.record())
	}
	unmet, isExpectation := errors.AsType[*expectation](err)
	switch {
	case errors.Is(err, script.ErrSucceeded):
		f.Command = "! " + f.Command
		f.Message, f.Expected, f.Got = err.Error(), "a failure", "success"
		if why := s.Why(line); why != "" {
			f.Expected += " with " + why
		}
		if text, _, _ := strings.Cut(e.stdout, "\n"); text != "" {
			f.Got += ": " + text
		}
	case isExpectation:
		f.Message, f.Expected, f.Got = unmet.message, unmet.expected, unmet.got
		f.Difference, f.Hint = unmet.difference, unmet.hint
	default:
		f.Message, f.Expected, f.Got = "the command failed", "success", errorText(err)
		f.Hint = hintOf(err)
	}
	return f
}

// errorText is an error as the command line prints it.
func errorText(err error) string { return strings.TrimRight(err.Error(), "\n") }

// hintOf is what an error of a verb proposes to do.
func hintOf(err error) string { return report.Hint(err) }

// tail is the end of a text, at most 20 lines of it.
func tail(text string) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	if len(lines) > 20 {
		lines = append([]string{"…"}, lines[len(lines)-20:]...)
	}
	return strings.Join(lines, "\n")
}
