package record

import (
	"context"
	"sync/atomic"
)

// Trace ties what is written in one piece of work together: a verb, or one HTTP request. It travels in a context.
type Trace struct {
	// Hop, From and To are those of the exchanges that are written; "" and 0 leave an exchange as it is.
	Hop      int64
	From, To Party

	log  *Log
	flow atomic.Int64 // 0 until it is needed
	http atomic.Bool  // an exchange with the request itself was written
	xml  atomic.Bool  // a message that came in the request was written
}

type traceKey struct{}

// Begin begins a flow: whatever is written with the context belongs together. A context that has a flow already is
// returned as it is. Numbers are given when something is written, so that what writes nothing takes none.
func (l *Log) Begin(ctx context.Context) context.Context {
	if l == nil || TraceOf(ctx) != nil {
		return ctx
	}
	return l.NewTrace(0).Within(ctx)
}

// NewTrace is a trace of a flow; 0 begins one.
func (l *Log) NewTrace(flow int64) *Trace {
	t := &Trace{log: l}
	t.flow.Store(flow)
	return t
}

// Within is the context of the work that the trace is about.
func (t *Trace) Within(ctx context.Context) context.Context {
	return context.WithValue(ctx, traceKey{}, t)
}

// TraceOf is the trace of a context; nil when it has none.
func TraceOf(ctx context.Context) *Trace {
	t, _ := ctx.Value(traceKey{}).(*Trace)
	return t
}

// Flow is the number of the flow. A nil trace has none, 0.
func (t *Trace) Flow() int64 {
	if t == nil {
		return 0
	}
	if n := t.flow.Load(); n != 0 {
		return n
	}
	t.log.mu.Lock()
	defer t.log.mu.Unlock()
	if t.flow.Load() == 0 {
		t.log.flows++
		t.flow.Store(t.log.flows)
	}
	return t.flow.Load()
}

// given is the number of the flow when it was needed before, else 0.
func (t *Trace) given() int64 {
	if t == nil {
		return 0
	}
	return t.flow.Load()
}

// Told says what was written already of the request that the trace is about: the request itself, and the message that
// came in it.
func (t *Trace) Told() (request, message bool) { return t.http.Load(), t.xml.Load() }

// mark ties an exchange to the trace.
func (t *Trace) mark(e *Exchange) {
	if t == nil {
		return
	}
	if e.HTTP != nil {
		t.http.Store(true)
	}
	if e.Message != "" && e.Verdict != Sent {
		t.xml.Store(true)
	}
	e.Flow = t.Flow()
	if t.Hop != 0 {
		e.Hop = t.Hop
	}
	if t.From != "" {
		e.From = t.From
	}
	if t.To != "" {
		e.To = t.To
	}
}
