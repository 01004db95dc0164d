package scenarios

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jonboulle/clockwork"

	"samlharness/federation"
	"samlharness/internal/exit"
	"samlharness/record"
	"samlharness/report"
)

// Env is what a verb works on: a world, the files that it may touch, and where it prints.
type Env struct {
	// World is the world; nil for the verbs that do without one: inspect by what the call itself tells, and the operator's
	// with Operator.
	World *World
	// Operator makes the operator of the real Microsoft Graph; nil means the world's.
	Operator func(call *Call, out, warn io.Writer) (*federation.Operator, error)
	// Ask returns when a person has done what it says; nil where nobody can be asked.
	Ask func(ctx context.Context, question string) error
	// Clock is the time where there is no world.
	Clock clockwork.Clock
	// Files are the script's folder, or the files that the command line sent along.
	Files Files
	// Stdout takes results, Stderr warnings and progress.
	Stdout, Stderr io.Writer
	// Color marks verdicts in results with ANSI colours.
	Color bool
	// Target are the words that lead a command to the same world where its usual place is another: "--connect", FILE.
	Target []string

	json   bool // results make a document
	result any  // of the document

	// follow takes the words by which the command line goes on after a verb that has no end; nil where nothing goes on.
	follow func(words []string)

	secrets []string // what was printed and does not belong into a report

	last   *outcome // of the last verb, for assertions; nil when there was none
	noted  string   // the line that the last assertion looked for
	golden *golden  // takes over what cmp gets; nil when it compares
}

// outcome is what came of one verb.
type outcome struct {
	command        string // the line as it may be shown, without secrets
	stdout, stderr string
	err            error // why it failed, nil when it did what it was asked
	since          int64 // the newest exchange of the world's record before the verb ran
}

// Printf prints a result to Stdout for people: nothing where results make a document. What others sent into the world
// cannot drive the reader's terminal.
func (e *Env) Printf(format string, args ...any) {
	if e.json {
		return
	}
	fmt.Fprint(e.Stdout, record.Visible(fmt.Sprintf(format, args...)))
}

// secret is a value that is printed and that the report of a run leaves out.
func (e *Env) secret(value string) string {
	e.secrets = append(e.secrets, value)
	return value
}

// withoutSecrets is a text as a report may show it.
func (e *Env) withoutSecrets(text string) string {
	for _, secret := range e.secrets {
		text = strings.ReplaceAll(text, secret, "***")
	}
	return text
}

// Warnf prints to Stderr.
func (e *Env) Warnf(format string, args ...any) {
	fmt.Fprint(e.Stderr, record.Visible(fmt.Sprintf(format, args...)))
}

// now is the time in the world, or where there is none, of the clock.
func (e *Env) now() time.Time {
	if e.World != nil {
		return e.World.Clock.Now()
	}
	return e.Clock.Now()
}

// runVerb runs one call. Under --json it writes what came of it as one document, also when the verb was refused; what
// others, such as the operator, print to Stdout goes to Stderr then.
func runVerb(ctx context.Context, env *Env, call *Call) error {
	out := env.Stdout
	env.json, env.result = call.Bool(flagJSON), nil
	if env.json {
		env.Stdout = env.Stderr
	}
	err := env.run(ctx, call)
	asked, result := env.json, env.result
	env.json, env.result, env.Stdout = false, nil, out
	halfWay := err != nil && ctx.Err() != nil && report.ExitCode(err) != exit.Interrupted // with no state to tell
	if !asked || halfWay {
		return err
	}
	return cmp.Or(Document{DocumentSchema, call.Verb.Name, result, refusalFor(err)}.write(out), err)
}

// run runs one call; names that are not known get the nearest. A panic becomes an error: one script must not end the
// others.
func (e *Env) run(ctx context.Context, call *Call) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("internal error in %s: %v", call.Verb.Name, cause)
		}
	}()
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx = e.World.record().Begin(ctx)
	err = call.Verb.Run(ctx, e, call)
	e.World.suggestName(ctx, call, err)
	if err == nil {
		e.noteCommand(ctx, call)
	}
	return err
}
