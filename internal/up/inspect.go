package up

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"samlharness/inspect"
	"samlharness/internal/control"
	"samlharness/internal/exit"
	"samlharness/sp/signin"
	"samlharness/world"
)

// messageFile is what the message of an inspect call is called.
const messageFile = "message"

// InspectCall asks a world to judge a message by what it knows, at an instant or, when that is zero, at the
// world's own time. The answer's Stdout is the [inspect.Report] in JSON.
func InspectCall(message []byte, at time.Time) control.Call {
	call := control.Call{Args: []string{"inspect"}, Files: map[string][]byte{messageFile: message}}
	if !at.IsZero() {
		call.Args = append(call.Args, at.UTC().Format(time.RFC3339Nano))
	}
	return call
}

// inspectIn judges the message of an inspect call in the world. Nothing is recorded and nobody is signed in.
func inspectIn(ctx context.Context, w *world.World, call control.Call) control.Result {
	options := inspect.Options{
		At:        w.Clock.Now(),
		Directory: signin.Realms{Tenant: w.Entra},
		Skew:      time.Duration(w.Spec().ClockSkew),
	}
	if len(call.Args) > 1 {
		at, err := time.Parse(time.RFC3339Nano, call.Args[1])
		if err != nil {
			return failed(exit.Usage, err, "give an instant such as 2026-03-02T09:15:00Z")
		}
		options.At = at
	}
	report, err := inspect.Inspect(ctx, call.Files[messageFile], options)
	if err != nil {
		return failed(exit.Usage, err, "")
	}
	var out bytes.Buffer
	if err := report.WriteJSON(&out); err != nil {
		return failed(exit.Failed, fmt.Errorf("inspect: %w", err), "")
	}
	return control.Result{Stdout: out.String(), ExitCode: report.ExitCode()}
}
