package world

import (
	"time"

	"samlharness/sp/graph"
)

// GraphSpec says how Microsoft Graph behaves; see [graph.Settings]. The zero value is the usual one.
type GraphSpec struct {
	// PermissionsOff lets any token do anything.
	PermissionsOff bool `yaml:"permissionsOff,omitempty"`
	// Throttling refuses what exceeds the documented limits.
	Throttling bool `yaml:"throttling,omitempty"`
	// StrictJSON refuses texts in single quotes.
	StrictJSON bool `yaml:"strictJSON,omitempty"`
	// ConsistencyDelay is how long what was created is not found yet.
	ConsistencyDelay Duration `yaml:"consistencyDelay,omitempty"`
	// Faults make requests fail.
	Faults []FaultSpec `yaml:"faults,omitempty"`
}

// FaultSpec is a fault of Microsoft Graph; see [graph.Fault].
type FaultSpec struct {
	Name string `yaml:"name"`
	// Count is how many requests it is for; 0 means all.
	Count  int    `yaml:"count,omitempty"`
	Path   string `yaml:"path,omitempty"`
	Method string `yaml:"method,omitempty"`
	// RetryAfter is in seconds; see [graph.Fault].
	RetryAfter int `yaml:"retryAfter,omitempty"`
}

func (s GraphSpec) settings() graph.Settings {
	return graph.Settings{
		PermissionsOff:   s.PermissionsOff,
		Throttling:       s.Throttling,
		StrictJSON:       s.StrictJSON,
		ConsistencyDelay: time.Duration(s.ConsistencyDelay),
	}
}

func (f FaultSpec) fault() graph.Fault {
	return graph.Fault{Name: f.Name, Count: f.Count, Path: f.Path, Method: f.Method, RetryAfter: f.RetryAfter}
}
