package org

import (
	"io"
	"sync/atomic"
	"time"

	"github.com/jonboulle/clockwork"

	"samlharness/certs"
	"samlharness/internal/expiring"
	"samlharness/internal/store"
	"samlharness/record"
)

// Organization is one emulated JumpCloud organization. It may be used by many goroutines at once.
type Organization struct {
	clock    clockwork.Clock
	store    store.Store
	record   *record.Log
	keys     certs.KeySource
	keyBits  int
	name     string
	sync     DirectorySync
	settings settings
	random   io.Reader // of ids; nil is the system's
	sessions *expiring.Map[session]
	pushes   *expiring.Map[push]
	asked    *expiring.Map[challenge] // of WebAuthn
	parsed   keyring
	listed   atomic.Int64 // how many users the last whole list had, and a few more
}

// maxSessions bounds the memory of sessions; the least recently used goes first.
const maxSessions = 20_000

// ID is the organization's id, 24 hex digits.
func (o *Organization) ID() string { return o.settings.ID }

// APIKey is the secret that API calls carry in the header x-api-key. Keep it out of logs.
func (o *Organization) APIKey() string { return o.settings.APIKey }

func (o *Organization) now() time.Time { return o.clock.Now().UTC() }
