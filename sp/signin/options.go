package signin

import (
	"log/slog"
	"time"

	"github.com/jonboulle/clockwork"

	"samlharness/certs"
	"samlharness/record"
	"samlharness/sp/directory"
)

// Options say what a service is made of. Tenant and Clock are needed.
type Options struct {
	// Tenant is the directory that users sign in to.
	Tenant *directory.Tenant
	// Applications answers applications that asked for a sign-in; it may be nil when there are none.
	Applications Applications
	// Clock is the world's clock.
	Clock clockwork.Clock
	// Record receives every message and verdict; nil keeps none.
	Record *record.Log
	// World names the world in the pages' banner.
	World string
	// Skew is how far the clocks of identity provider and service may be apart; 0 means [loginsrf.DefaultSkew].
	Skew time.Duration
	// Keys makes the key of the metadata document, when that is first asked for; nil generates one.
	Keys certs.KeySource
	// Desk is the address of the desk that shows the world's record, "" while none is served; nil never is. It is where
	// error pages are explained, and whoever sits at it is offered the people of a demo world.
	Desk func() string
	// DemoPassword is what people of a demo world have as password; "" offers nobody.
	DemoPassword string
	// Logger receives failures and, at debug level, each step of each sign-in; nil discards.
	Logger *slog.Logger
}
