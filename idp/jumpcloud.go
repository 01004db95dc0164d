package idp

import (
	"errors"
	"log/slog"
	"net/http"

	"github.com/jonboulle/clockwork"

	"samlharness/idp/api"
	"samlharness/idp/console"
	"samlharness/idp/org"
	"samlharness/idp/pages"
	"samlharness/idp/signon"
	"samlharness/internal/page"
	"samlharness/record"
)

// Options say what a [JumpCloud] is made of. Organization and Clock are required.
type Options struct {
	// Organization is whom it serves.
	Organization *org.Organization
	// Clock is the world's clock; it governs pending requests, messages and the login API's tokens.
	Clock clockwork.Clock
	// Record receives every request and response of sign-on; nil records nothing.
	Record *record.Log
	// World names the world on the pages.
	World string
	// Desk is the address of the desk that shows the world's record, "" while none is served; nil never is. It is where
	// refusals are explained, and whoever sits at it is offered the people of a demo world.
	Desk func() string
	// DemoPassword is what people of a demo world have as password; "" offers nobody.
	DemoPassword string
	// Logger receives internal faults; nil discards.
	Logger *slog.Logger
}

// JumpCloud is what JumpCloud shows of one organization to browsers and programs. It may be used by many goroutines at
// once.
type JumpCloud struct{ services []service }

// service is a part of JumpCloud that serves some of its addresses.
type service interface{ Mount(mux *http.ServeMux) }

// New makes the sign-on service, the console and the API.
func New(o Options) (*JumpCloud, error) {
	if o.Organization == nil || o.Clock == nil {
		return nil, errors.New("idp: Options.Organization or Options.Clock is missing")
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	look := pages.New(page.Site{World: o.World, Clock: o.Clock, Desk: o.Desk, Logger: o.Logger})
	pending := signon.NewPendingRequests(o.Clock)
	return &JumpCloud{[]service{
		look,
		&signon.Handler{
			Organization: o.Organization,
			Pending:      pending,
			Pages:        look,
			Clock:        o.Clock,
			Record:       o.Record,
		},
		&console.Login{
			Organization: o.Organization,
			Pending:      pending,
			Pages:        look,
			XSRF:         console.NewXSRF(o.Clock),
			Clock:        o.Clock,
			DemoPassword: o.DemoPassword,
		},
		&console.Portal{
			Organization: o.Organization,
			Pages:        look,
			Clock:        o.Clock,
		},
		&api.Handler{
			Organization: o.Organization,
			Clock:        o.Clock,
			Record:       o.Record,
			Logger:       o.Logger,
		},
	}}, nil
}

// Mount serves JumpCloud on mux under its production host names.
func (j *JumpCloud) Mount(mux *http.ServeMux) {
	for _, r := range j.services {
		r.Mount(mux)
	}
}
