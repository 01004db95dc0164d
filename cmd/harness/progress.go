package main

import (
	"fmt"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
	xterm "golang.org/x/term"

	"samlharness/internal/term"
	"samlharness/scenarios"
)

// progress tells a person who waits how far a run has come: on the terminal of standard error, in one line that is gone
// in the end.
type progress struct {
	clock   clockwork.Clock
	began   time.Time
	stop    chan struct{}
	stopped sync.WaitGroup

	mu     sync.Mutex
	status term.Status
	now    scenarios.Progress
}

// progress begins to tell. The caller ends it before it prints.
func (a *app) progress() *progress {
	p := &progress{clock: a.clock, began: a.clock.Now(), stop: make(chan struct{}), status: a.status()}
	if p.status.Terminal != nil {
		p.follow()
	}
	return p
}

// status is a line on the terminal of standard error; one that says nothing where that is not a terminal.
func (a *app) status() (s term.Status) {
	f, ok := a.stderr.(interface{ Fd() uintptr })
	if ok && a.getenv("TERM") != "dumb" && xterm.IsTerminal(int(f.Fd())) {
		s.Terminal = a.stderr
		s.Columns, _, _ = xterm.GetSize(int(f.Fd())) // 0 where it is not known
	}
	return s
}

// follow lets the time in the line go on while a script takes long.
func (p *progress) follow() {
	ticks := p.clock.NewTicker(time.Second)
	p.stopped.Go(func() {
		defer ticks.Stop()
		for {
			select {
			case <-p.stop:
				return
			case <-ticks.Chan():
				p.mu.Lock()
				p.write()
				p.mu.Unlock()
			}
		}
	})
}

// show takes how far the run has come.
func (p *progress) show(now scenarios.Progress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now = now
	p.write()
}

func (p *progress) write() {
	if p.now.Total == 0 {
		return
	}
	line := fmt.Sprintf("%d of %d scripts, %.0f s", p.now.Done, p.now.Total, p.clock.Since(p.began).Seconds())
	if running := p.now.Running; len(running) > 0 {
		line += ": " + running[0]
		if others := len(running) - 1; others > 0 {
			line += fmt.Sprintf(" and %d more", others)
		}
	}
	p.status.Show(line)
}

// end erases the line.
func (p *progress) end() {
	close(p.stop)
	p.stopped.Wait()
	p.status.Erase()
}
