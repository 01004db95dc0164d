package record

import (
	"cmp"
	"slices"
	"sync"
)

// DefaultLimit is how many exchanges a log keeps unless told otherwise.
const DefaultLimit = 1000

// Log holds the newest exchanges of a world, at most its limit; older ones are forgotten and long texts cut, so that
// memory stays flat whatever is sent. A nil *Log takes exchanges and keeps none, so recording can be left out. It may
// be used by many goroutines at once.
type Log struct {
	mu      sync.Mutex
	limit   int
	last    int64
	entries []Exchange // oldest first
}

// NewLog makes a log of at most limit exchanges; 0 means [DefaultLimit].
func NewLog(limit int) *Log {
	if limit <= 0 {
		limit = DefaultLimit
	}
	return &Log{limit: limit}
}

// Add stores an exchange and returns its number.
func (l *Log) Add(e Exchange) int64 {
	if l == nil {
		return 0
	}
	e = e.bounded()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last++
	e.ID = l.last
	l.entries = append(l.entries, e)
	if len(l.entries) >= 2*l.limit { // trimmed in blocks: the amortised cost of Add stays constant
		l.entries = slices.Clone(l.entries[len(l.entries)-l.limit:])
	}
	return e.ID
}

// Since returns the kept exchanges whose number is greater than id, oldest first; Since(0) returns all.
func (l *Log) Since(id int64) []Exchange {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	kept := l.entries[max(0, len(l.entries)-l.limit):]
	i, _ := slices.BinarySearchFunc(kept, id+1, func(e Exchange, id int64) int { return cmp.Compare(e.ID, id) })
	return slices.Clone(kept[i:])
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
	for _, e := range slices.Backward(l.Since(0)) {
		if match == nil || match(e) {
			return e, true
		}
	}
	return Exchange{}, false
}

// LastRefused returns the newest exchange that was refused: its Refusal says why, [Exchange.FailedCheck] by which
// check.
func (l *Log) LastRefused() (Exchange, bool) {
	return l.Last(func(e Exchange) bool { return e.Verdict == Refused })
}
