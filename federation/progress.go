package federation

import (
	"fmt"
	"time"
)

// pace is how long a wait lasts without a word, and slowly how long after its first minute.
const pace, slowly = 3 * time.Second, time.Minute

// waitFor says what the operation waits for from now on.
func (r *run) waitFor(what string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.doing = what
	if r.Wall != nil {
		r.since = r.Wall.Now()
	}
}

// report writes a line for every three seconds of a wait, and after a minute for every minute, until stop.
func (r *run) report() (stop func()) {
	if r.Wall == nil || r.Warn == nil {
		return func() {}
	}
	ticker := r.Wall.NewTicker(pace)
	ended, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.Chan():
				if line := r.progress(); line != "" {
					r.tell(line)
				}
			case <-ended:
				return
			}
		}
	}()
	return func() {
		close(ended)
		<-stopped
	}
}

// progress is the line for the present wait, "" when there is none to be written now.
func (r *run) progress() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	waited := r.Wall.Since(r.since).Round(time.Second)
	if waited > slowly && waited%slowly >= pace {
		return ""
	}
	return fmt.Sprintf("waiting for %s, %d s …", r.doing, int(waited/time.Second))
}
