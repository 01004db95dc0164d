package signin

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/jonboulle/clockwork"

	"samlharness/certs"
	"samlharness/internal/expiring"
	"samlharness/internal/page"
	"samlharness/record"
	"samlharness/sp/directory"
	"samlharness/sp/pages"
)

// The hosts of the service.
const (
	loginHost    = "login.microsoftonline.com"
	metadataHost = "nexus.microsoftonline-p.com"
	// landingHost is where a user arrives who asked for no application, newLandingHost its newer name.
	landingHost    = "www.office.com"
	newLandingHost = "m365.cloud.microsoft"
)

// Lifetimes on the world's clock. A session without "Stay signed in" lasts 24 hours from its last use, as Microsoft
// documents; the others are our choice.
const (
	sessionLife    = 24 * time.Hour
	persistentLife = 90 * 24 * time.Hour
	codeLife       = 5 * time.Minute
	pageLife       = time.Hour
)

// Bounds: how many are kept of a kind, the least recently used going first, and how many bytes a body may have.
const (
	maxSessions = 10_000
	maxPending  = 3 * maxSessions // a sign-in asks at most three questions
	maxBody     = 64 << 10
	maxMessage  = 4 << 20 // body of login.srf: a message of wire.MaxMessage, base64 in a form
)

// Options say what a service is made of. Tenant and Clock are needed.
type Options struct {
	// Tenant is the directory that users sign in to.
	Tenant *directory.Tenant
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
	// Logger receives failures and, at debug level, each step of each sign-in; nil discards.
	Logger *slog.Logger
}

// Service is the sign-in service of one world. It may be used by many goroutines at once.
type Service struct {
	flow      *flow
	entry     *entry
	response  *response
	landing   *landing
	signOut   *signOut
	discovery *discovery
	metadata  *metadata
}

// New makes a service. It fails when Tenant or Clock is missing.
func New(o Options) (*Service, error) {
	if o.Tenant == nil {
		return nil, errors.New("sign-in service: no tenant was given")
	}
	if o.Clock == nil {
		return nil, errors.New("sign-in service: no clock was given")
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Keys == nil {
		o.Keys = certs.Generator{}
	}
	set := pages.New(page.Site{World: o.World, Clock: o.Clock, Logger: o.Logger},
		"https://"+landingHost, "https://"+newLandingHost)
	problems := &errorPage{set, o.Clock, o.Logger}
	document := &metadata{keys: o.Keys, clock: o.Clock, errors: problems}
	signedIn := &sessions{expiring.New[session](o.Clock, maxSessions)}
	waiting := awaiting{expiring.New[pending](o.Clock, maxPending)}
	codes := expiring.New[string](o.Clock, maxSessions)
	visitors := expiring.New[string](o.Clock, maxSessions)
	return &Service{
		flow: &flow{errors: problems, logger: o.Logger, steps: steps(parts{
			Options: o, pages: set, pending: waiting, sessions: signedIn, codes: codes, metadata: document,
		})},
		entry:     &entry{signedIn},
		response:  &response{waiting, Realms{o.Tenant}, o.Record, o.Clock, o.Skew},
		landing:   &landing{set, o.Tenant, signedIn, codes, visitors},
		signOut:   &signOut{set, signedIn, visitors},
		discovery: &discovery{o.Tenant, problems},
		metadata:  document,
	}, nil
}

// Mount adds the service's hosts and paths to mux. The paths under /oauth2 are package oauth's, which calls
// [Service.Begin] and [Service.SignOut].
func (s *Service) Mount(mux *http.ServeMux) {
	for _, path := range []string{"/{$}", "/common/login", "/login"} {
		mux.HandleFunc("GET "+loginHost+path, s.Begin)
	}
	mux.HandleFunc("GET "+loginHost+federationPath, s.flow.handle(s.entry.named))
	mux.HandleFunc(loginHost+"/login.srf", s.loginSRF) // other sites are meant to post here
	mux.HandleFunc("GET "+loginHost+"/logout.srf", s.SignOut)
	s.flow.mount(mux)
	s.discovery.mount(mux)
	mux.HandleFunc("GET "+metadataHost+"/federationmetadata/saml20/federationmetadata.xml", s.metadata.serve)
	for _, host := range []string{landingHost, newLandingHost} {
		s.landing.mount(mux, host)
		mux.HandleFunc("GET "+host+"/signout", s.signOut.leave)
	}
}

// Begin answers a request that begins a sign-in, by whoever is signed in already or by the first page.
func (s *Service) Begin(w http.ResponseWriter, r *http.Request) { s.flow.handle(s.entry.begin)(w, r) }

// SignOut ends the session of the request's browser.
func (s *Service) SignOut(w http.ResponseWriter, r *http.Request) { s.signOut.end(w, r) }

// loginSRF takes responses, and two older kinds of links: to sign out, and to begin with a domain, such as the Login
// URL of a JumpCloud application.
func (s *Service) loginSRF(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	switch {
	case strings.HasPrefix(query.Get("wa"), "wsignout"):
		s.SignOut(w, r)
	case r.Method == http.MethodGet && query.Has("whr"):
		s.Begin(w, r)
	default:
		s.flow.handle(s.response.answer)(w, r)
	}
}
