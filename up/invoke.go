package up

import (
	"context"
	"errors"
	"strings"

	"samlharness/control"
	"samlharness/scenarios"
)

// invoker runs the calls of other commands by the verbs that scripts use.
func invoker(w *scenarios.World) func(context.Context, control.Call) control.Result {
	return func(ctx context.Context, call control.Call) control.Result {
		done, err := scenarios.Invoke(ctx, w, call.Args, call.Files)
		result := control.Result{Stdout: done.Stdout, Stderr: done.Stderr, Files: done.Files}
		if err == nil {
			return result
		}
		result.ExitCode = scenarios.ExitFailed
		hint := done.Hint
		if usage, ok := errors.AsType[*scenarios.UsageError](err); ok {
			result.ExitCode, hint = scenarios.ExitUsage, usage.Hint
		}
		result.Stderr += "harness: " + err.Error() + "\n"
		for line := range strings.Lines(hint) {
			result.Stderr += "hint: " + strings.TrimRight(line, "\n") + "\n"
		}
		return result
	}
}
