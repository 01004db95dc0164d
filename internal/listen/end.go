package listen

import "context"

// endKey is the key of a server's end in the contexts of its requests.
type endKey struct{}

// WithEnd lets requests with this context learn when their server begins to end: when end does.
func WithEnd(ctx, end context.Context) context.Context { return context.WithValue(ctx, endKey{}, end) }

// UntilEnd is ctx, ended too when the request's server begins to end. It is for answers that never end by themselves,
// such as streams of events: a server waits for its answers.
func UntilEnd(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	if end, ok := ctx.Value(endKey{}).(context.Context); ok {
		stop := context.AfterFunc(end, cancel)
		return ctx, func() { stop(); cancel() }
	}
	return ctx, cancel
}
