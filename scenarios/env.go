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
	// Last is what the last verb did, for assertions; nil when there was none.
	Last *Outcome
	// Update asks cmp to take over what it got instead of comparing.
	Update bool

	updated map[string][]byte
	noted   string // the line that the last assertion looked for
}

// Outcome is what came of one verb.
type Outcome struct {
	// Command is the line as it may be shown, without secrets.
	Command        string
	Stdout, Stderr string
	// Err is why it failed, nil when it did what it was asked.
	Err error
	// since is the newest exchange of the world's record before the verb ran.
	since int64
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
