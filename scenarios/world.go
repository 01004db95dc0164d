package scenarios

import (
	"context"
	"errors"
	"sync"

	"github.com/jonboulle/clockwork"

	"samlharness/browser"
	"samlharness/federation"
	"samlharness/record"
	"samlharness/sp/directory"
)

// World is what verbs act on: both companies, their clock, and the people's browser.
type World struct {
	// Clock is the world's time.
	Clock *clockwork.FakeClock
	// Record holds every exchange of the world.
	Record *record.Log
	// Entra is Microsoft's side.
	Entra *directory.Tenant
	// Graph makes the operator's client of Microsoft Graph, with credentials of the world's app registration.
	Graph func(ctx context.Context) (*federation.Graph, error)
	// NewBrowser opens a browser without cookies that sees the world's hosts.
	NewBrowser func() *browser.Browser
	// JumpCloudPassword and EntraPassword are what the people of the demo world type unless a script says
	// otherwise.
	JumpCloudPassword, EntraPassword string
	// Close ends the world; nil when it is held open by somebody else.
	Close func()

	mu     sync.Mutex
	window *browser.Browser // of the last sign-in
}

func (w *World) close() {
	if w != nil && w.Close != nil {
		w.Close()
	}
}

func (w *World) record() *record.Log {
	if w == nil {
		return nil
	}
	return w.Record
}

func (w *World) lastExchange() int64 { return w.record().LastID() }

// browser returns the window of the last sign-in, or a new one without cookies.
func (w *World) browser(same bool) *browser.Browser {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !same || w.window == nil {
		w.window = w.NewBrowser()
	}
	return w.window
}

func newWorld(context.Context, WorldOptions) (*World, error) {
	return nil, errors.New("no world can be made yet")
}

// worldVerbs are the verbs that act on a world, by whom they belong to.
func worldVerbs() (verbs Vocabulary) {
	for _, family := range []Vocabulary{clockVerbs(), recordVerbs(), entraDomainVerbs(), entraUserVerbs(), entraTenantVerbs(),
		federationVerbs(), signInVerbs()} {
		verbs = append(verbs, family...)
	}
	return verbs
}

// tile is the label of an application's tile in the User Portal.
func (w *World) tile(_ context.Context, app string) (string, error) {
	return app, nil
}
