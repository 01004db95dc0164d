package world

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"samlharness/certs"
	"samlharness/idp/org"
	"samlharness/record"
	"samlharness/sp/directory"
	"samlharness/sp/graph"
	"samlharness/sp/oauth"
)

// Options say what a world is made of. The zero value is the demo world with a clock that stands still.
type Options struct {
	// Spec says who and what is in it; nil means [Demo].
	Spec *Spec
	// Seed is that of [Spec.Seed], and wins over it; 0 leaves it.
	Seed uint64
	// Clock is what the world's clock follows; nil means a clock that stands still at the spec's instant.
	Clock clockwork.Clock
	// Keys makes RSA keys; nil takes them from the process's pool, [certs.Shared], until the world is closed.
	Keys certs.KeySource
	// KeyBits is the size of signing keys; 0 means certs.FastBits.
	KeyBits int
	// Address is where the TLS listener binds; "" means a free port of 127.0.0.1.
	Address string
	// Record says how much of what happens is kept in [World.Record]; its zero value, 5000 exchanges within 32 MiB.
	Record record.Options
	// Listeners bound what the peers of a listener may hold; the zero value has bounds for a machine of one person.
	Listeners Limits
	// Progress is called while the users come in, after each thousand; nil says nothing.
	Progress func(done, total int)
	// Logger receives faults; nil discards.
	Logger *slog.Logger
}

// World is a running world. It may be used by many goroutines at once. Close it.
type World struct {
	// Name is what banners and certificates call the world.
	Name string
	// Clock says what time it is in the world, and moves it.
	Clock *Clock
	// JumpCloud is the identity provider's organization, Entra the tenant's directory. They are for setting a scene; what
	// the companies say to each other goes over HTTP.
	JumpCloud *org.Organization
	Entra     *directory.Tenant
	// Record holds every exchange.
	Record *record.Log
	// Tokens is the tenant's token service, EntraGraph its Microsoft Graph.
	Tokens     *oauth.Handler
	EntraGraph *graph.Handler
	// ClientID and ClientSecret are the app registration of the tenant for Graph clients.
	ClientID, ClientSecret string

	spec      Spec
	people    map[string]UserSpec // see peopleOf
	log       *slog.Logger
	authority *certs.Authority
	network   *network
	keys      *certs.WorldKeys // of the process's pool, nil when keys come from elsewhere
	siteKeys  certs.KeySource
	client    *http.Client

	mu        sync.Mutex
	proxy     string
	certified map[string]bool // hosts of sites that have a certificate, also after they were taken away
}

// clientID is that of the app registration in every world.
const clientID = "22222222-2222-2222-2222-222222222222"

// New starts a world. The context bounds the start alone.
func New(ctx context.Context, o Options) (*World, error) {
	w := &World{
		ClientID:     clientID,
		ClientSecret: rand.Text(),
		Record:       record.NewLog(o.Record),
		log:          o.Logger,
		spec:         Demo(),
		certified:    map[string]bool{},
	}
	if o.Spec != nil {
		w.spec = *o.Spec
	}
	w.spec.Seed = cmp.Or(o.Seed, w.spec.Seed)
	if w.log == nil {
		w.log = slog.New(slog.DiscardHandler)
	}
	if w.Name = w.spec.Name; w.Name == "" {
		w.Name = Demo().Name
	}
	if o.Clock == nil {
		o.Clock = clockwork.NewFakeClockAt(w.spec.Now)
	}
	w.people = peopleOf(w.spec)
	w.Clock = &Clock{Clock: o.Clock}
	people := w.random("people")
	w.spec.Users = identified(w.spec.Users, func() string { return org.NewID(people, w.Clock.Now()) })
	if o.KeyBits == 0 {
		o.KeyBits = certs.FastBits
	}
	if err := w.start(ctx, o); err != nil {
		return nil, errors.Join(fmt.Errorf("start world %s: %w", w.Name, err), w.Close())
	}
	return w, nil
}

// start opens the network, wires the companies to it, and fills them.
func (w *World) start(ctx context.Context, o Options) error {
	mux := http.NewServeMux()
	if err := w.openNetwork(ctx, o, mux); err != nil {
		return err
	}
	if err := w.wire(mux, o); err != nil {
		return err
	}
	w.serve(o.Listeners.Time())
	return w.fill(ctx, o.Progress)
}

// Close ends the world: its listeners, its connections, its keys.
func (w *World) Close() error {
	// closing goes on when the caller's context has ended
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	var err error
	if w.client != nil {
		w.client.CloseIdleConnections()
	}
	if w.network != nil {
		err = w.network.close(ctx)
	}
	if w.keys != nil {
		w.keys.Release()
	}
	return err
}
