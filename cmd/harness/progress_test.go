package main

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/term"
	"samlharness/scenarios"
)

// screen is a terminal that many may look at.
type screen struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.Write(p)
}

// line is what stands in the line now.
func (s *screen) line() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	shown := s.all.String()
	return shown[strings.LastIndex(shown, "\x1b[K")+len("\x1b[K"):]
}

func TestProgressOfARun(t *testing.T) {
	clock, terminal := clockwork.NewFakeClock(), &screen{}
	p := &progress{
		clock:  clock,
		began:  clock.Now(),
		stop:   make(chan struct{}),
		status: term.Status{Terminal: terminal, Columns: 60},
	}
	p.follow()
	require.NoError(t, clock.BlockUntilContext(t.Context(), 1))
	p.show(scenarios.Progress{Total: 24, Running: []string{"a.txtar"}})
	assert.Equal(t, "0 of 24 scripts, 0 s: a.txtar", terminal.line())
	clock.Advance(3 * time.Second)
	require.Eventually(t, func() bool { return terminal.line() == "0 of 24 scripts, 3 s: a.txtar" }, time.Minute,
		time.Millisecond, "the time goes on by itself")
	p.show(scenarios.Progress{Total: 24, Done: 3, Running: []string{"b.txtar", "c.txtar"}})
	assert.Equal(t, "3 of 24 scripts, 3 s: b.txtar and 1 more", terminal.line())
	p.end()
	assert.Empty(t, terminal.line(), "erased")
}

// What is not a terminal gets nothing: standard error of a run is empty, as in run.txtar.
func TestNoProgressWithoutATerminal(t *testing.T) {
	a, _, stderr := inProcess(nil)
	p := a.progress()
	p.show(scenarios.Progress{Total: 1, Running: []string{"a.txtar"}})
	p.end()
	assert.Empty(t, stderr.String())
}
