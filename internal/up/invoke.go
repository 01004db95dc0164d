package up

import (
	"context"
	"strings"

	"samlharness/internal/control"
	"samlharness/report"
	"samlharness/scenarios"
	"samlharness/world"
)

// invoker runs the calls of other commands by the verbs that scripts use.
func invoker(held *world.World) func(context.Context, control.Call) control.Result {
	w := scenarios.WorldOf(held)
	return func(ctx context.Context, call control.Call) control.Result {
		done, err := scenarios.Invoke(ctx, w, scenarios.Request{
			Args:   call.Args,
			Files:  call.Files,
			Color:  call.Color,
			Target: call.Target,
		})
		var result control.Result
		if err != nil {
			result = failed(err)
		}
		result.Stdout, result.Stderr, result.Files = done.Stdout, done.Stderr+result.Stderr, done.Files
		result.Next = done.Next
		return result
	}
}

// failed is a result that says what the command line says of an error.
func failed(err error) control.Result {
	var stderr strings.Builder
	_ = report.WriteError(&stderr, err) // it writes to memory
	return control.Result{Stderr: stderr.String(), ExitCode: report.ExitCode(err)}
}
