package federation

import (
	"fmt"
	"time"
)

// pace is how long a wait lasts without a word.
const pace = 3 * time.Second

// waitFor says what the operation waits for from now on.
func (r *run) waitFor(what string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.doing = what
	if r.Wall != nil {
		r.since = r.Wall.Now()
	}
}

// report writes a line for every three seconds of the operation, until stop.
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
				r.tell(r.progress())
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

// progress is the line for the present wait.
func (r *run) progress() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return fmt.Sprintf("waiting for %s, %d s …", r.doing, int(r.Wall.Since(r.since).Round(time.Second)/time.Second))
}
