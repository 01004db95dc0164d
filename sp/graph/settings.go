package graph

import (
	"sync"
	"time"
)

// Settings say how strictly Graph behaves. The zero value checks permissions, never throttles, and reads at once what
// was written.
type Settings struct {
	// PermissionsOff lets any token do anything.
	PermissionsOff bool
	// Throttling refuses what exceeds the documented limits of an application, by the world's clock.
	Throttling bool
	// StrictJSON refuses texts in single quotes.
	StrictJSON bool
	// ConsistencyDelay is how long what was created is not found yet.
	ConsistencyDelay time.Duration
}

// conduct is what changes while Graph is served: settings, faults, the units that are used up, and what is not found
// yet.
type conduct struct {
	mu       sync.Mutex
	settings *Settings // nil: those of the Handler
	faults   []Fault
	used     map[string]*usage
	unseen   map[string]time.Time
}

// Configure changes the settings.
func (h *Handler) Configure(s Settings) {
	h.conduct.mu.Lock()
	defer h.conduct.mu.Unlock()
	h.conduct.settings = &s
}

// Configured are the settings as they are now.
func (h *Handler) Configured() Settings {
	h.conduct.mu.Lock()
	defer h.conduct.mu.Unlock()
	if h.conduct.settings == nil {
		return h.Settings
	}
	return *h.conduct.settings
}
