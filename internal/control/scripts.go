package control

import (
	"encoding/json"
	"time"
)

// Scripts are scripts to run in the world, one after the other.
type Scripts struct {
	Scripts []Script `json:"scripts"`
	// Browser is whose browser people use: go or chromium.
	Browser string `json:"browser,omitempty"`
	// Keep leaves the scripts' folders where they are.
	Keep bool `json:"keep,omitempty"`
	// Record puts what was sent and seen into the report.
	Record bool `json:"record,omitempty"`
	// Only is the regular expression of [scenarios.RunOptions], "" for none; the others are those of the same name there.
	Only      string        `json:"only,omitempty"`
	KeepGoing bool          `json:"keepGoing,omitempty"`
	FailFast  bool          `json:"failFast,omitempty"`
	Timeout   time.Duration `json:"timeout,omitempty"` // in nanoseconds
}

// Script is one script: how reports call it, and its text.
type Script struct {
	Name string `json:"name"`
	Data []byte `json:"data"`
}

// ScriptsResult is what came of scripts.
type ScriptsResult struct {
	// Report is the report of the run in JSON; empty when nothing was run, which Result explains then.
	Report json.RawMessage `json:"report,omitempty"`
	Result Result          `json:"result"`
}
