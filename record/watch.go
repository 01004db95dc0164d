package record

import (
	"context"
	"iter"
)

// Watch yields what comes after the exchange since, in order and as much at a time as there is, until the context ends
// or the loop is left. Nobody waits for a watcher, and one that pauses in the loop costs nothing meanwhile: it gets
// what came together, without what the log has forgotten.
func (l *Log) Watch(ctx context.Context, since int64) iter.Seq[[]Exchange] {
	return func(yield func([]Exchange) bool) {
		for ctx.Err() == nil {
			more := l.more()
			if news := l.Since(since); len(news) > 0 {
				since = news[len(news)-1].ID
				if !yield(news) {
					return
				}
				continue
			}
			select {
			case <-ctx.Done():
			case <-more:
			}
		}
	}
}

// more is closed when the next exchange is added. That of a nil log never is.
func (l *Log) more() <-chan struct{} {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.changed == nil {
		l.changed = make(chan struct{})
	}
	return l.changed
}

// wake ends the waiting of all watchers.
func (l *Log) wake() {
	if l.changed != nil {
		close(l.changed)
		l.changed = nil
	}
}
