package up

import (
	"context"
	"errors"
	"strings"

	"samlharness/internal/control"
	"samlharness/internal/exit"
	"samlharness/record"
	"samlharness/scenarios"
	"samlharness/world"
)

// invoker runs the calls of other commands by the verbs that scripts use.
func invoker(held *world.World) func(context.Context, control.Call) control.Result {
	w := scenarios.WorldOf(held)
	return func(ctx context.Context, call control.Call) control.Result {
		if len(call.Args) > 0 && call.Args[0] == "inspect" {
			return inspectIn(ctx, held, call)
		}
		done, err := scenarios.Invoke(ctx, w, call.Args, call.Files)
		result := control.Result{}
		if usage, ok := errors.AsType[*scenarios.UsageError](err); ok {
			result = failed(exit.Usage, err, usage.Hint)
		} else if err != nil {
			result = failed(scenarios.RefusalExit(done.Code), err, done.Hint)
		}
		result.Stdout, result.Stderr, result.Files = done.Stdout, done.Stderr+result.Stderr, done.Files
		return result
	}
}

// failed is a result that says what the command line says of an error.
func failed(code int, err error, hint string) control.Result {
	var s strings.Builder
	s.WriteString("harness: " + err.Error() + "\n")
	for _, line := range scenarios.Details(err) {
		s.WriteString(line + "\n")
	}
	for line := range strings.SplitSeq(hint, "\n") {
		if line != "" && !strings.Contains(err.Error(), line) {
			s.WriteString("hint: " + line + "\n")
		}
	}
	return control.Result{Stderr: record.Visible(s.String()), ExitCode: code}
}
