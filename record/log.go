package record

import (
	"cmp"
	"context"
	"slices"
	"sync"
)

// What a log keeps unless told otherwise.
const (
	DefaultLimit = 5000     // exchanges, some 300 sign-ins with their hops
	DefaultBytes = 32 << 20 // of all of them together
)

// Options say how much a log keeps. The zero value has the defaults.
type Options struct {
	// Limit is how many exchanges are kept; 0 means [DefaultLimit].
	Limit int
	// Bytes is about how much memory they may take together; 0 means [DefaultBytes]. The newest is always kept.
	Bytes int
}

// Log holds the newest exchanges of a world, within its options; older ones are forgotten, long texts and lists cut, so
// that memory stays flat whatever is sent. A nil *Log takes exchanges and keeps none, so recording can be left out. It
// may be used by many goroutines at once.
type Log struct {
	mu      sync.Mutex
	options Options
	last    int64 // number of the newest exchange
	flows   int64 // of the newest flow
	hops    int64 // of the newest hop
	bytes   int
	entries []*entry // oldest first; what they point to never changes
	gone    int      // how many at the front are forgotten
	changed chan struct{}
	done    history
}

type entry struct {
	Exchange
	size int
}

// NewLog makes an empty log.
func NewLog(o Options) *Log {
	if o.Limit <= 0 {
		o.Limit = DefaultLimit
	}
	if o.Bytes <= 0 {
		o.Bytes = DefaultBytes
	}
	return &Log{options: o}
}

// Add stores an exchange and returns its number. It is a part of the context's flow, see [Log.Begin]; without one it is
// a flow of its own.
func (l *Log) Add(ctx context.Context, e Exchange) int64 {
	if l == nil {
		return 0
	}
	t := TraceOf(ctx)
	if t == nil || t.log != l {
		t = l.NewTrace(0)
	}
	t.mark(&e)
	e = e.titled().bounded()
	size := e.size()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last++
	e.ID = l.last
	l.entries = append(l.entries, &entry{e, size})
	l.bytes += size
	l.forget()
	l.wake()
	return e.ID
}

// NextHop is the number of a new hop.
func (l *Log) NextHop() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.hops++
	return l.hops
}

// LastFlow is the number of the newest flow, 0 when there was none.
func (l *Log) LastFlow() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.flows
}

// forget drops the oldest entries beyond the bounds. Their places are taken back in blocks, so that the amortised cost
// of Add stays constant.
func (l *Log) forget() {
	for {
		kept := len(l.entries) - l.gone
		if kept <= 1 || kept <= l.options.Limit && l.bytes <= l.options.Bytes {
			break
		}
		l.bytes -= l.entries[l.gone].size
		l.entries[l.gone] = nil
		l.gone++
	}
	if l.gone > len(l.entries)/2 {
		l.entries, l.gone = slices.Clone(l.entries[l.gone:]), 0
	}
}

// Clear forgets all exchanges, and returns how many there were. Numbers go on, and [Log.Commands] stay.
func (l *Log) Clear() (forgotten int) {
	if l == nil {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	forgotten = len(l.entries) - l.gone
	l.entries, l.gone, l.bytes = nil, 0, 0
	return forgotten
}

// since are the kept entries whose number is greater than id, oldest first.
func (l *Log) since(id int64) []*entry {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	kept := l.entries[l.gone:]
	i, _ := slices.BinarySearchFunc(kept, id+1, func(e *entry, id int64) int { return cmp.Compare(e.ID, id) })
	return slices.Clone(kept[i:])
}

// Since returns the kept exchanges whose number is greater than id, oldest first; Since(0) returns all.
func (l *Log) Since(id int64) []Exchange {
	kept := l.since(id)
	exchanges := make([]Exchange, len(kept))
	for i, e := range kept {
		exchanges[i] = e.Exchange
	}
	return exchanges
}

// Len is how many exchanges are kept.
func (l *Log) Len() int {
	if l == nil {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.entries) - l.gone
}

// LastID is the number of the newest exchange, 0 when there was none.
func (l *Log) LastID() int64 {
	if l == nil {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.last
}

// Last returns the newest exchange that match accepts; a nil match accepts all.
func (l *Log) Last(match func(Exchange) bool) (Exchange, bool) {
	for _, e := range slices.Backward(l.since(0)) {
		if match == nil || match(e.Exchange) {
			return e.Exchange, true
		}
	}
	return Exchange{}, false
}

// LastRefused returns the newest exchange that was refused: its Refusal says why, [Exchange.FailedCheck] by which
// check.
func (l *Log) LastRefused() (Exchange, bool) {
	return l.Last(func(e Exchange) bool { return e.Verdict == Refused })
}
