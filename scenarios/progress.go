package scenarios

import (
	"slices"
	"sync"
)

// Progress is how far a run has come.
type Progress struct {
	// Total is how many scripts are run, Done how many of them have ended.
	Total, Done int
	// Running are the names of those under way, in the order in which they began.
	Running []string
}

// tally counts the scripts of a run.
type tally struct {
	tell func(Progress) // nil tells nobody

	mu  sync.Mutex
	now Progress
}

func (t *tally) begin(name string) {
	t.change(func(p *Progress) { p.Running = append(p.Running, name) })
}

func (t *tally) end(name string) {
	t.change(func(p *Progress) {
		i := slices.Index(p.Running, name)
		p.Running = slices.Delete(p.Running, i, i+1)
		p.Done++
	})
}

func (t *tally) change(by func(*Progress)) {
	if t.tell == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	by(&t.now)
	p := t.now
	p.Running = slices.Clone(p.Running)
	t.tell(p)
}
