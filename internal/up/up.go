package up

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"sync"

	"github.com/jonboulle/clockwork"

	"samlharness/certs"
	"samlharness/internal/control"
	"samlharness/internal/term"
	"samlharness/record"
	"samlharness/report"
	"samlharness/scenarios"
	"samlharness/world"
)

// The addresses that a world listens on unless told otherwise.
const (
	DefaultListen = "127.0.0.1:8443" // TLS, by production names
	DefaultSites  = "127.0.0.1:8080" // plain HTTP, by *.localhost names
	DefaultProxy  = "127.0.0.1:8888" // CONNECT
)

// Options say what is held open and where. The zero value is the demo world on the default addresses.
type Options struct {
	// Spec says who and what is in the world; nil means the demo world.
	Spec *world.Spec
	// Federate are domains that are federated with JumpCloud, as [world.World.Federate] does it, and Scripts what runs in
	// the world, before anybody else comes in. What they change stays.
	Federate []string
	Scripts  []scenarios.Script
	// Clock is what the world's clock follows; nil means that it stands still at the spec's instant.
	Clock clockwork.Clock
	// Listen, Sites and Proxy are loopback addresses, HOST:PORT; port 0 takes a free one.
	Listen, Sites, Proxy string
	// ConnectionFile is where the connection file goes, with the certificate authority beside it. Required.
	ConnectionFile string
	// Seed is as in [world.Options].
	Seed uint64
	// KeyBits is the size of signing keys; 0 means that of JumpCloud's, [certs.ProfileBits].
	KeyBits int
	// Record and Listeners are as in [world.Options].
	Record    record.Options
	Listeners world.Limits
	// Logger receives faults; nil discards.
	Logger *slog.Logger
	// Warn is told when the connection file of a world that has ended is replaced, and, where Status has no terminal,
	// while many users come in; nil discards.
	Warn io.Writer
	// Status shows how many of many users have come in.
	Status term.Status
}

// Held is a world that is held open. Close it.
type Held struct {
	// World is the world, Connection what the connection file says.
	World      *world.World
	Connection control.Connection
	// ConnectionFile is its path.
	ConnectionFile string
	// Report is what came of the scripts of [Options]; nil when there were none.
	Report *report.Report

	ca      authorityFile
	scripts scriptRunner
	people  []signOn // who can sign in by SSO; see signOns
	// morePeople says that the organization has more users than were looked at for people.
	morePeople bool
	ended      chan struct{}
	end        func() // closes ended, once
}

// Ended is closed when somebody has asked for the world's end, which Close brings.
func (h *Held) Ended() <-chan struct{} { return h.ended }

// Open starts a world and writes the connection file when all of it answers. The error is a *[world.ListenError] when a
// port is taken, a *[FileError] when the connection file cannot be written or leads to another world that still
// answers, a *[ScriptsError] when a script failed.
func Open(ctx context.Context, o Options) (*Held, error) {
	o.complete()
	if err := vacant(ctx, o.ConnectionFile, o.Warn); err != nil {
		return nil, err
	}
	release, err := lock(o.ConnectionFile)
	if err != nil {
		return nil, err
	}
	defer release()
	if err := vacant(ctx, o.ConnectionFile, nil); err != nil { // another was faster
		return nil, err
	}
	certs.Shared().Prepare(o.KeyBits) // while the rest opens, and the user types
	h := &Held{ConnectionFile: o.ConnectionFile, ended: make(chan struct{})}
	h.end = sync.OnceFunc(func() { close(h.ended) })
	h.World, err = world.New(ctx, world.Options{
		Spec:      o.Spec,
		Seed:      o.Seed,
		Clock:     o.Clock,
		KeyBits:   o.KeyBits,
		Address:   o.Listen,
		Record:    o.Record,
		Listeners: o.Listeners,
		Progress:  progressTo(o.Warn, &o.Status),
		Logger:    o.Logger,
	})
	o.Status.Erase()
	if err == nil && h.World.Spec().Seed != 0 && o.Warn != nil {
		fmt.Fprintf(o.Warn, "harness: signing keys follow from the seed %d, for tests alone: who knows it can sign as this "+
			"world does; federate no real domain with its metadata\n", h.World.Spec().Seed)
	}
	if err == nil {
		err = h.prepare(ctx, o)
	}
	if err == nil {
		err = h.open(ctx, o)
	}
	if err != nil {
		return nil, errors.Join(err, h.Close())
	}
	return h, nil
}

func (o *Options) complete() {
	for _, d := range []struct {
		value *string
		usual string
	}{{&o.Listen, DefaultListen}, {&o.Sites, DefaultSites}, {&o.Proxy, DefaultProxy}} {
		if *d.value == "" {
			*d.value = d.usual
		}
	}
	if o.KeyBits == 0 {
		o.KeyBits = certs.ProfileBits
	}
}

// open opens the further listeners and writes the files.
func (h *Held) open(ctx context.Context, o Options) (err error) {
	w, c := h.World, &h.Connection
	*c = control.Connection{
		World:        w.Name,
		Token:        rand.Text(),
		TenantID:     w.Entra.ID(),
		ClientID:     w.ClientID,
		ClientSecret: w.ClientSecret,
		ProcessID:    os.Getpid(),
	}
	if c.ProxyURL, err = w.OpenProxy(ctx, o.Proxy); err != nil {
		return err
	}
	if c.Sites, err = w.OpenSites(ctx, o.Sites); err != nil {
		return err
	}
	c.HomeURL = bare(c.Sites)
	mux := http.NewServeMux()
	(&control.Server{
		Token:  c.Token,
		Invoke: invoker(w),
		Run:    h.scripts.answer,
		End:    h.end,
		Logger: o.Logger,
	}).Mount(mux)
	if c.ControlURL, err = w.OpenControl(ctx, "127.0.0.1:0", mux); err != nil {
		return err
	}
	c.CACertificateFile = besideConnection(h.ConnectionFile)
	if err := h.openDesk(o); err != nil {
		return err
	}
	if err := h.writeFiles(); err != nil {
		return err
	}
	h.ca.follow(o.Listeners.Time(), h.World, o.Logger)
	return nil
}

// Close ends the world and removes the files that lead to it.
func (h *Held) Close() error {
	h.ca.end()
	errs := []error{h.removeFiles()}
	if h.World != nil {
		errs = append(errs, h.World.Close())
	}
	return errors.Join(errs...)
}
