package world

import (
	"io"

	"samlharness/certs"
	"samlharness/internal/random"
)

// random is where ids for one purpose come from: the world's seed, if it has one. Each company has streams of its own,
// and messages have one, so that what a browser asks for beside the sign-in does not shift the ids of objects.
func (w *World) random(purpose string) io.Reader { return random.Seeded(w.spec.Seed, purpose) }

// keysOf is where a company's keys come from: who starts the world may bring a source, a seed decides them, and else
// they are the process's, until the world is closed.
func (w *World) keysOf(o Options, company string) certs.KeySource {
	switch {
	case o.Keys != nil:
		return o.Keys
	case w.spec.Seed != 0:
		return certs.Shared().ForTests(w.spec.Seed, company)
	case w.keys == nil:
		w.keys = certs.Shared().ForWorld()
	}
	return w.keys
}
