package scenarios

import (
	"context"
	"crypto/rsa"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"samlharness/browser"
	"samlharness/browser/signin"
	"samlharness/certs"
	"samlharness/federation"
	"samlharness/idp/org"
	"samlharness/record"
	"samlharness/report"
	"samlharness/sp/directory"
	"samlharness/sp/graph"
	"samlharness/sp/oauth"
	"samlharness/world"
)

// World is what verbs act on: both companies, their clock, and the people's browser.
type World struct {
	// Clock is the world's time, which scripts move.
	Clock *world.Clock
	// JumpCloud is JumpCloud's side.
	JumpCloud *org.Organization
	// ClockSkew is what Microsoft forgives when it compares instants; 0 means the usual.
	ClockSkew time.Duration
	// Record holds every exchange of the world.
	Record *record.Log
	// Entra is Microsoft's side.
	Entra *directory.Tenant
	// Tokens is Microsoft's token service.
	Tokens *oauth.Handler
	// EntraGraph is Microsoft Graph.
	EntraGraph *graph.Handler
	// Operator makes whoever federates domains, with the credentials of the world's app registration. It prints results to
	// out and warnings to warn.
	Operator func(out, warn io.Writer) (*federation.Operator, error)
	// IdentityProvider is JumpCloud as a rotation of certificates needs it, with a pair that is to sign next; nil lets it
	// make one.
	IdentityProvider func(pair *certs.KeyPair) federation.IdentityProvider
	// People are the users of JumpCloud who are meant for a domain, for a preflight; nil where those who may sign in are
	// not known.
	People func(ctx context.Context, domain string) ([]federation.Person, error)
	// NewBrowser opens a browser without cookies that sees the world's hosts. Whoever opens it calls end.
	NewBrowser func(ctx context.Context) (agent browser.Agent, end func(), err error)
	// Driver walks people through the pages by a browser of NewBrowser; nil means [signin.Walk].
	Driver func(browser.Agent) signin.Driver
	// Client reaches the world's hosts by their production names; nil reaches none.
	Client *http.Client
	// Sites are those of neither company.
	Sites Sites
	// Person is who has that user principal name, with the passwords that the world gave them.
	Person func(upn string) signin.Person
	// Spec is what the world was made of.
	Spec world.Spec
	// Export is the world as it is now, for a world file.
	Export func(ctx context.Context) (world.Spec, error)
	// Close ends the world; nil when it is held open by somebody else.
	Close func() error

	see   func(report.Screen) // takes the pages that people see; nil where nobody asked for them
	exact bool                // a seed decides what the world says, so that cmp compares it as it is

	mu     sync.Mutex
	window *window // of the last sign-in
	ending sync.WaitGroup
}

// Sites are the sites of a world that belong to neither company, see [world.World.Handle].
type Sites interface {
	Handle(host string, site http.Handler) error
	Unhandle(host string) error
	// Site is the one that was brought in for a host; nil when there is none.
	Site(host string) http.Handler
	SigningKey(ctx context.Context) (*rsa.PrivateKey, error)
}

// window is one browser, which one sign-in uses at a time.
type window struct {
	sync.Mutex
	browser.Agent
	unwatched browser.Agent
	end       func()
}

func (w *World) close() error {
	if w == nil {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.window != nil {
		w.window.close()
		w.window = nil
	}
	w.ending.Wait()
	if w.Close == nil {
		return nil
	}
	return w.Close()
}

func (w *World) record() *record.Log {
	if w == nil {
		return nil
	}
	return w.Record
}

func (w *World) lastExchange() int64 { return w.record().LastID() }

// open returns the window of the last sign-in, or a new one without cookies. Whoever uses it locks it.
func (w *World) open(ctx context.Context, same bool) (*window, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if same && w.window != nil {
		return w.window, nil
	}
	agent, end, err := w.NewBrowser(ctx)
	if err != nil {
		return nil, err
	}
	if before := w.window; before != nil {
		w.ending.Go(before.close)
	}
	w.window = &window{Agent: w.watched(agent), unwatched: agent, end: end}
	return w.window, nil
}

// walk takes a person through the pages, in a window that the caller has locked.
func (w *World) walk(ctx context.Context, in *window, person signin.Person, start signin.Start) (signin.Result, error) {
	walk := signin.Walk
	if w.Driver != nil {
		walk = w.Driver(in.unwatched).Walk
	}
	result, err := walk(ctx, in, person, start)
	if err != nil {
		err = fmt.Errorf("the sign-in could not be walked: %w", err)
	}
	return result, err
}

// close ends the window when nobody uses it any more.
func (w *window) close() {
	w.Lock()
	defer w.Unlock()
	w.end()
}

// worldVerbs are the verbs that act on a world, by whom they belong to.
func worldVerbs() (verbs vocabulary) {
	for _, family := range []vocabulary{jumpCloudUserVerbs(), jumpCloudGroupVerbs(), jumpCloudAppVerbs(),
		jumpCloudCertificateVerbs(), jumpCloudMFAVerbs(), jumpCloudPolicyVerbs(), jumpCloudAPIKeyVerbs(), clockVerbs(),
		recordVerbs(), entraDomainVerbs(), entraUserVerbs(), entraAppVerbs(), entraTenantVerbs(), entraPolicyVerbs(),
		entraOrganizationVerbs(), entraGraphVerbs(),
		federationVerbs(), signInVerbs(), siteVerbs(), inspectVerbs(), worldFileVerbs()} {
		verbs = append(verbs, family...)
	}
	return verbs
}

// tile is the label of an application's tile in the User Portal; "" names the only application.
func (w *World) tile(ctx context.Context, ref string) (string, error) {
	if ref != "" {
		app, err := w.JumpCloud.Application(ctx, ref)
		return app.Label, err
	}
	apps, err := w.JumpCloud.Applications(ctx)
	if err != nil {
		return "", err
	}
	if len(apps) != 1 {
		return "", &UsageError{fmt.Sprintf("the User Portal has %d tiles", len(apps)),
			"name the application: signin UPN APP --idp-initiated"}
	}
	return apps[0].Label, nil
}
