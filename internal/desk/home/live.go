package home

import (
	"context"
	"net/http"
	"sync"
	"time"

	"samlharness/internal/desk"
)

// liveState is the last look at the world, which watchers share: many of them cost no more than one.
type liveState struct {
	mu    sync.Mutex
	state *state
	at    time.Time
}

// liveFor is how long watchers share one look, by the clock of the network.
const liveFor = time.Second

func (l *liveState) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.state = nil
}

// look reads the world, unless somebody did a moment ago.
func (h *Home) look(ctx context.Context) (*state, error) {
	h.live.mu.Lock()
	defer h.live.mu.Unlock()
	now := h.Time.Now()
	if h.live.state != nil && now.Sub(h.live.at) < liveFor {
		return h.live.state, nil
	}
	s, err := h.read(ctx)
	if err == nil {
		h.live.state, h.live.at = s, now
	}
	return s, err
}

// watch gives the parts of the page that follow the world.
func (h *Home) watch(w http.ResponseWriter, r *http.Request) {
	s, err := h.look(r.Context())
	if err != nil {
		h.desk.Broken(w, r, err)
		return
	}
	h.desk.WriteLive(w, r, homeTemplate(), desk.Page{Body: h.body(s, viewOf(r))})
}
