package scenarios

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"samlharness/report"
)

// errTooLong is why a script ends that takes longer than it may.
var errTooLong = errors.New("the script takes too long")

// bounded is the context of one script.
func (o *RunOptions) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if o.Timeout <= 0 {
		return ctx, func() {}
	}
	return context.WithTimeoutCause(ctx, o.Timeout, errTooLong)
}

// tooLong says whether the script's own time is over.
func tooLong(ctx context.Context) bool { return errors.Is(context.Cause(ctx), errTooLong) }

// overTime is the failure of the line at which the time was over.
func overTime(f *report.Failure, timeout time.Duration) {
	f.Message = "the script took longer than it may"
	f.Expected, f.Got = "an end within "+timeout.String(), "this command had not ended"
	f.Hint = "give it longer with --timeout, or find out what it waits for"
}

// firstFailure ends a run with [RunOptions.FailFast].
type firstFailure struct {
	fast   bool
	failed atomic.Bool
}

func (f *firstFailure) saw(r report.ScriptResult) {
	if r.Result == report.Failed {
		f.failed.Store(true)
	}
}

// over says that no further script may begin.
func (f *firstFailure) over() bool { return f.fast && f.failed.Load() }
