package graph

import (
	"strings"
	"time"
)

// created notes that what lies at a path is not found before the consistency delay is over.
func (h *Handler) created(path ...string) {
	delay := h.Configured().ConsistencyDelay
	if delay <= 0 {
		return
	}
	h.conduct.mu.Lock()
	defer h.conduct.mu.Unlock()
	if h.conduct.unseen == nil {
		h.conduct.unseen = map[string]time.Time{}
	}
	now := h.now()
	for known, until := range h.conduct.unseen {
		if !now.Before(until) {
			delete(h.conduct.unseen, known)
		}
	}
	h.conduct.unseen[pathKey(path)] = now.Add(delay)
}

// seen says whether reads find what lies at a path, or below it.
func (h *Handler) seen(path ...string) bool {
	h.conduct.mu.Lock()
	defer h.conduct.mu.Unlock()
	if len(h.conduct.unseen) == 0 {
		return true
	}
	for n := range path {
		if until, found := h.conduct.unseen[pathKey(path[:n+1])]; found && h.now().Before(until) {
			return false
		}
	}
	return true
}

func pathKey(path []string) string { return strings.ToLower(strings.Join(path, "/")) }
