package scenarios

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"samlharness/report"

	"rsc.io/script"
)

// engine runs the steps of one script in one world by rsc.io/script. Nothing else in the package knows of
// that module.
type engine struct {
	env        *Env
	vocabulary Vocabulary
	options    *RunOptions
	state      *script.State
	machine    *script.Engine

	// of the step that runs:
	log      strings.Builder
	happened string
	ran      int
	last     *attempt // of this step
}

// attempt is a verb that ran, and how.
type attempt struct {
	call           *Call
	stdout, stderr string
	err            error
}

func newEngine(ctx context.Context, dir string, env *Env, vocabulary Vocabulary, options *RunOptions) (*engine, error) {
	state, err := script.NewState(ctx, dir, []string{}) // an empty environment: nothing of the host's gets in
	if err != nil {
		return nil, err
	}
	e := &engine{env: env, vocabulary: vocabulary, options: options, state: state}
	e.machine = &script.Engine{Cmds: make(map[string]script.Cmd), Conds: map[string]script.Cond{
		"emulated": script.BoolCondition(conditions["emulated"], options.Target != "real"),
		"real":     script.BoolCondition(conditions["real"], options.Target == "real"),
		"chromium": script.BoolCondition(conditions["chromium"], options.Browser == "chromium"),
	}}
	for _, head := range vocabulary.heads() {
		e.machine.Cmds[head] = script.Command(script.CmdUsage{
			Summary: head,
		}, func(s *script.State, args ...string) (script.WaitFunc, error) {
			return func(s *script.State) (stdout, stderr string, err error) {
				return e.run(s.Context(), append([]string{head}, args...))
			}, nil
		})
	}
	return e, nil
}

func (e *engine) close() error { return e.state.CloseAndWait(io.Discard) }

// step runs one step; the failure is nil when it passed.
func (e *engine) step(file string, s step) (result StepResult) {
	e.log.Reset()
	e.happened, e.ran, e.last = "", 0, nil
	result = StepResult{Title: s.title, Line: s.line, Result: Passed}
	err := e.machine.Execute(e.state, file, bufio.NewReader(strings.NewReader(s.padded())), io.Discard)
	result.Log, result.Happened = e.log.String(), e.happened
	switch {
	case err != nil:
		result.Result, result.Failure = Failed, e.failure(file, s, err)
	case e.ran == 0:
		result.Result = Skipped
	}
	return result
}

// run is one verb.
func (e *engine) run(ctx context.Context, words []string) (stdout, stderr string, err error) {
	verb, rest, mistake := e.vocabulary.find(words)
	if mistake != nil {
		return "", "", mistake
	}
	call, mistakes := verb.parse(words, rest)
	if len(mistakes) > 0 {
		return "", "", mistakes[0]
	}
	var out, warnings bytes.Buffer
	e.env.Stdout, e.env.Stderr = &out, &warnings
	since := e.env.World.lastExchange()
	err = runVerb(ctx, e.env, call)
	if err != nil && !verb.Assertion {
		fmt.Fprintln(&warnings, errorText(err))
	}
	e.ran++
	a := &attempt{call, out.String(), warnings.String(), err}
	e.last = a
	e.note(a)
	if !verb.Assertion {
		e.env.Last = &Outcome{Command: call.masked(), Stdout: a.stdout, Stderr: a.stderr, Err: err, since: since}
	}
	return a.stdout, a.stderr, err
}

// note writes the verb into the step's log and keeps in one line what happened: what an assertion looked for,
// else why the verb failed, else the first line of its results.
func (e *engine) note(a *attempt) {
	fmt.Fprintf(&e.log, "> %s\n%s%s", a.call.masked(), a.stdout, a.stderr)
	happened := e.env.noted
	e.env.noted = ""
	if !a.call.Verb.Assertion {
		happened, _, _ = strings.Cut(a.stdout, "\n")
		if a.err != nil {
			happened, _, _ = strings.Cut(errorText(a.err), "\n")
		}
	}
	if happened = strings.Join(strings.Fields(happened), " "); happened != "" {
		e.happened = happened
	}
}

// failure explains why a step failed.
func (e *engine) failure(file string, s step, err error) *Failure {
	f := &Failure{File: file, Line: s.line, Message: err.Error()}
	command, ok := errors.AsType[*script.CommandError](err)
	if !ok {
		return f
	}
	f.Line, f.Command = command.Line, e.source(s, command.Line)
	a := e.last
	if a == nil {
		f.Message = command.Err.Error()
		return f
	}
	f.Command = a.call.masked()
	if o := e.env.Last; o != nil {
		f.Stdout, f.Stderr = tail(o.Stdout), tail(o.Stderr)
		f.Explanation = o.explain(e.env.World.record())
	}
	unmet, isExpectation := errors.AsType[*expectation](command.Err)
	switch {
	case errors.Is(command.Err, script.ErrUnexpectedSuccess):
		f.Command = "! " + f.Command
		f.Message, f.Expected, f.Got = "it succeeded but must fail", s.why(command.Line), "success"
		if text, _, _ := strings.Cut(a.stdout, "\n"); text != "" {
			f.Got += ": " + text
		}
	case isExpectation:
		f.Message, f.Expected, f.Got, f.Difference, f.Hint = unmet.message, unmet.expected, unmet.got, unmet.difference, unmet.hint
	default:
		f.Message, f.Expected, f.Got = "it failed", "success", errorText(command.Err)
		f.Hint = hintOf(command.Err)
	}
	return f
}

// source is the command on a line, without secrets.
func (e *engine) source(s step, number int) string {
	for _, l := range s.commands() {
		if l.number != number {
			continue
		}
		verb, _, mistake := e.vocabulary.find(l.words)
		if mistake != nil {
			return l.words[0]
		}
		return quoteWords(maskSecrets(verb, l.words))
	}
	return ""
}

// why is what the line after a ! line says must be the reason.
func (s step) why(number int) string {
	for _, l := range s.commands() {
		if l.number > number {
			return "a failure with " + quoteWords(l.words)
		}
	}
	return "a failure"
}

// errorText is an error as the command line prints it.
func errorText(err error) string { return strings.TrimRight(err.Error(), "\n") }

// hintOf is what an error of a verb proposes to do.
func hintOf(err error) string { return report.Hint(asRefusal(err)) }

// tail is the end of a text, at most 20 lines of it.
func tail(text string) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	if len(lines) > 20 {
		lines = append([]string{"…"}, lines[len(lines)-20:]...)
	}
	return strings.Join(lines, "\n")
}
