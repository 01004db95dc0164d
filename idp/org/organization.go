package org

import (
	"io"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jonboulle/clockwork"

	"samlharness/certs"
	"samlharness/internal/expiring"
	"samlharness/internal/newest"
	"samlharness/internal/store"
	"samlharness/record"
)

// Organization is one emulated JumpCloud organization. It may be used by many goroutines at once.
type Organization struct {
	clock    clockwork.Clock
	store    *store.Counted
	record   *record.Log
	keys     certs.KeySource
	keyBits  int
	name     string
	sync     DirectorySync
	settings atomic.Pointer[settings]
	// settingsChange is held from a change of the settings in the store until settings has it.
	settingsChange sync.Mutex
	random         io.Reader // of ids; nil is the system's
	sessions       *expiring.Map[session]
	pushes         *expiring.Map[push]
	asked          *expiring.Map[challenge] // of WebAuthn
	parsed         keyring
	listed         atomic.Int64 // how many users the last whole list had, and a few more
	tokens         *expiring.Map[serviceGrant]
	events         newest.Log[Event]
	// throttled is how many calls of the API are still refused for their number.
	throttled atomic.Int64
}

// maxSessions bounds the memory of sessions; the least recently used goes first.
const maxSessions = 20_000

// ID is the organization's id, 24 hex digits.
func (o *Organization) ID() string { return o.settings.Load().ID }

// Founded is when it was made: the first eight digits of its id.
func (o *Organization) Founded() time.Time {
	seconds, _ := strconv.ParseInt(o.ID()[:8], 16, 64) // an id is hexadecimal
	return time.Unix(seconds, 0).UTC()
}

func (o *Organization) now() time.Time { return o.clock.Now().UTC() }
