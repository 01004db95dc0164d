package scenarios

import (
	"context"
	"fmt"
	"io"

	"samlharness/record"
)

// Env is what a verb works on: a world, the files that it may touch, and where it prints.
type Env struct {
	// World is the world.
	World *World
	// Files are the script's folder, or the files that the command line sent along.
	Files Files
	// Stdout takes results, Stderr warnings and progress.
	Stdout, Stderr io.Writer

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

// Printf prints to Stdout. What others sent into the world cannot drive the reader's terminal.
func (e *Env) Printf(format string, args ...any) {
	fmt.Fprint(e.Stdout, record.Visible(fmt.Sprintf(format, args...)))
}

// Warnf prints to Stderr.
func (e *Env) Warnf(format string, args ...any) {
	fmt.Fprint(e.Stderr, record.Visible(fmt.Sprintf(format, args...)))
}

// runVerb runs one call and takes down what came of it. A panic becomes an error: one script must not end
// the others.
func runVerb(ctx context.Context, env *Env, call *Call) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("internal error in %s: %v", call.Verb.Name, cause)
		}
	}()
	if err := ctx.Err(); err != nil {
		return err
	}
	return call.Verb.Run(ctx, env, call)
}
