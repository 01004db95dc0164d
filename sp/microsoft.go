package sp

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/jonboulle/clockwork"

	"samlharness/certs"
	"samlharness/record"
	"samlharness/sp/arm"
	"samlharness/sp/directory"
	"samlharness/sp/graph"
	"samlharness/sp/oauth"
	"samlharness/sp/oauth/token"
	"samlharness/sp/signin"
)

// Options say what Microsoft is made of. Clock is needed; without anything else there is an empty tenant that no
// application may ask for tokens.
type Options struct {
	// Directory is the tenant as it is opened or made. Its Clock is taken from below.
	Directory directory.Options
	// Applications are registered in a new tenant; one that has the client id already stays as it is.
	Applications []directory.NewApplication
	// Graph are Graph's settings to begin with.
	Graph graph.Settings
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
	// Tokens is the token service.
	Tokens *oauth.Handler
	// Graph is Microsoft Graph.
	Graph *graph.Handler

	signIn *signin.Service
	manage *arm.Handler
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
	if err := register(tenant, o.Applications); err != nil {
		return nil, err
	}
	key := &token.SigningKey{Source: o.Keys}
	tokens := oauth.New(oauth.Options{
		Tenant: tenant,
		Clock:  o.Clock,
		Keys:   key,
		World:  o.World,
		Desk:   o.Desk,
		Record: o.Record,
		Logger: o.Logger,
	})
	signIn, err := signin.New(signin.Options{
		Tenant:       tenant,
		Applications: tokens,
		Clock:        o.Clock,
		Record:       o.Record,
		World:        o.World,
		Skew:         o.Skew,
		Keys:         o.Keys,
		Logger:       o.Logger,
		Desk:         o.Desk,
		DemoPassword: o.DemoPassword,
	})
	if err != nil {
		return nil, err
	}
	return &Microsoft{
		Tenant: tenant,
		signIn: signIn,
		Tokens: tokens,
		manage: &arm.Handler{Tenant: tenant, Clock: o.Clock, Keys: key},
		Graph: &graph.Handler{
			Tenant:   tenant,
			Settings: o.Graph,
			Tokens:   &token.Verifier{Keys: key, TenantID: tenant.ID(), Clock: o.Clock, Cloud: tenant.Cloud()},
			Clock:    o.Clock,
			Record:   o.Record,
			Logger:   o.Logger,
		},
	}, nil
}

// register registers the applications that the tenant does not have.
func register(tenant *directory.Tenant, applications []directory.NewApplication) error {
	ctx := context.Background() // nothing waits in it but the store
	for i, n := range applications {
		_, err := tenant.Application(ctx, n.AppID)
		if directory.IsNotFound(err) {
			_, err = tenant.CreateApplication(ctx, n)
		}
		if err != nil {
			return &ApplicationError{Index: i, Err: err}
		}
	}
	return nil
}

// ApplicationError says which of [Options.Applications] cannot be registered, and why.
type ApplicationError struct {
	Index int
	Err   error
}

func (e *ApplicationError) Error() string { return fmt.Sprintf("application %d: %v", e.Index+1, e.Err) }

// Unwrap gives the cause.
func (e *ApplicationError) Unwrap() error { return e.Err }

// Mount adds Microsoft's hosts and paths to mux.
func (m *Microsoft) Mount(mux *http.ServeMux) {
	m.signIn.Mount(mux)
	m.Tokens.Mount(mux, m.signIn)
	m.manage.Mount(mux)
	m.Graph.Mount(mux)
	if c := m.Tenant.Cloud(); c.OtherLogin() != "" {
		mux.Handle(c.OtherLogin()+"/", alias{c.Login(), mux})
	}
}
