package sp

import (
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/jonboulle/clockwork"

	"samlharness/certs"
	"samlharness/record"
	"samlharness/sp/directory"
	"samlharness/sp/graph"
	"samlharness/sp/oauth"
	"samlharness/sp/signin"
)

// Options say what Microsoft is made of. Clock is needed; without anything else there is an empty tenant that no
// application may ask for tokens.
type Options struct {
	// Directory is the tenant as it is opened or made. Its Clock is taken from below.
	Directory directory.Options
	// Apps are the app registrations of the tenant.
	Apps []oauth.App
	// Clock is the world's clock.
	Clock clockwork.Clock
	// Record receives every message and verdict; nil keeps none.
	Record *record.Log
	// World names the world in the pages' banner.
	World string
	// Skew is how far the clocks of an identity provider and Microsoft may be apart; 0 means loginsrf.DefaultSkew.
	Skew time.Duration
	// Keys makes the keys of tokens and of the SAML metadata, when they are first needed; nil generates them.
	Keys certs.KeySource
	// Desk and DemoPassword are those of the sign-in service.
	Desk         func() string
	DemoPassword string
	// Logger may be nil.
	Logger *slog.Logger
}

// Microsoft is one tenant with its services. It may be used by many goroutines at once.
type Microsoft struct {
	// Tenant is the directory.
	Tenant *directory.Tenant

	signIn *signin.Service
	tokens *oauth.Handler
	graph  *graph.Handler
}

// New opens or makes the tenant and wires the services to it. It fails without a clock, and when the tenant cannot be
// opened.
func New(o Options) (*Microsoft, error) {
	if o.Clock == nil {
		return nil, errors.New("Microsoft: no clock was given")
	}
	o.Directory.Clock = o.Clock
	tenant, err := directory.New(o.Directory)
	if err != nil {
		return nil, err
	}
	signIn, err := signin.New(signin.Options{
		Tenant: tenant,
		Clock:  o.Clock,
		Record: o.Record,
		World:  o.World,
		Skew:   o.Skew,
		Keys:   o.Keys,
		Logger: o.Logger,

		Desk:         o.Desk,
		DemoPassword: o.DemoPassword,
	})
	if err != nil {
		return nil, err
	}
	key := &oauth.SigningKey{Source: o.Keys}
	return &Microsoft{
		Tenant: tenant,
		signIn: signIn,
		tokens: &oauth.Handler{
			Tenant: tenant,
			Apps:   o.Apps,
			SignIn: signIn,
			Clock:  o.Clock,
			Keys:   key,
			Record: o.Record,
			Logger: o.Logger,
		},
		graph: &graph.Handler{
			Tenant: tenant,
			Tokens: &oauth.Verifier{Keys: key, TenantID: tenant.ID(), Clock: o.Clock},
			Clock:  o.Clock,
			Record: o.Record,
			Logger: o.Logger,
		},
	}, nil
}

// Mount adds Microsoft's hosts and paths to mux.
func (m *Microsoft) Mount(mux *http.ServeMux) {
	m.signIn.Mount(mux)
	m.tokens.Mount(mux)
	m.graph.Mount(mux)
}
