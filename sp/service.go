// Package sp is Microsoft's sign-in service as federated domains meet it: the pages of login.microsoftonline.com,
// home-realm discovery, the AuthnRequest to the identity provider, login.srf where the answer is judged, "Stay
// signed in?", and the landing page that says who is signed in.
//
// The state of the tenant lives in package directory; the judgement of a response in package loginsrf. The service
// itself keeps sessions only.
package sp

import (
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/jonboulle/clockwork"

	"samlharness/certs"
	"samlharness/internal/expiring"
	"samlharness/internal/page"
	"samlharness/record"
	"samlharness/sp/directory"
	"samlharness/sp/loginsrf"
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

// Options say what a service is made of. Tenant is needed.
type Options struct {
	// Tenant is the directory that users sign in to.
	Tenant *directory.Tenant
	// Clock is the world's clock. Required: nothing here reads the machine's.
	Clock clockwork.Clock
	// Record receives every message and verdict; nil keeps none.
	Record *record.Log
	// World names the world in the pages' banner.
	World string
	// Skew is how far the clocks of identity provider and service may be apart; 0 means [loginsrf.DefaultSkew].
	Skew time.Duration
	// Keys makes the key of the metadata document, when that is first asked for; nil generates one.
	Keys certs.KeySource
	// Logger may be nil.
	Logger *slog.Logger
}

// Service is the sign-in service of one world. It may be used by many goroutines at once.
type Service struct {
	clock     clockwork.Clock
	tenant    *directory.Tenant
	directory loginsrf.Directory
	record    *record.Log
	skew      time.Duration
	logger    *slog.Logger
	pages     *pages.Set
	site      *page.Site
	metadata  *metadata

	sessions *expiring.Map[session]  // by the value of ESTSAUTH
	kmsi     *expiring.Map[string]   // ctx of a "Stay signed in?" page: its session
	codes    *expiring.Map[string]   // one-time codes for the landing host: the session
	landings *expiring.Map[string]   // by the landing host's cookie: the session
	requests *expiring.Map[struct{}] // IDs of AuthnRequests on their way
}

// Lifetimes on the world's clock. A session without "Stay signed in" lasts 24 hours from its last use, as
// Microsoft documents; the others are our choice.
const (
	sessionLife    = 24 * time.Hour
	persistentLife = 90 * 24 * time.Hour
	codeLife       = 5 * time.Minute
	pageLife       = time.Hour

	maxSessions = 10_000 // the least recently used go first
	maxBody     = 64 << 10
	maxMessage  = 4 << 20 // body of login.srf: a message of wire.MaxMessage, base64 in a form
)

// New makes a service.
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
	set, err := pages.Load()
	if err != nil {
		return nil, err
	}
	return &Service{
		clock: o.Clock, tenant: o.Tenant, directory: Directory(o.Tenant), record: o.Record, skew: o.Skew, logger: o.Logger,
		pages:    set,
		site:     &page.Site{Company: "Microsoft", World: o.World, Clock: o.Clock, CSS: set.CSS, Logger: o.Logger},
		metadata: &metadata{keys: o.Keys, clock: o.Clock},
		sessions: expiring.New[session](o.Clock, maxSessions), kmsi: expiring.New[string](o.Clock, maxSessions),
		codes: expiring.New[string](o.Clock, maxSessions), landings: expiring.New[string](o.Clock, maxSessions),
		requests: expiring.New[struct{}](o.Clock, maxSessions),
	}, nil
}

// Mount adds the service's hosts and paths to mux.
func (s *Service) Mount(mux *http.ServeMux) {
	own := func(pattern string, h http.HandlerFunc) { mux.Handle(pattern, page.SameOrigin(h)) }
	login := func(method, path string, h http.HandlerFunc) { own(method+" "+loginHost+path, h) }

	for _, entry := range []string{"/{$}", "/common/login", "/login", "/common/oauth2/v2.0/authorize",
		"/organizations/oauth2/v2.0/authorize", "/common/oauth2/authorize"} {
		login("GET", entry, s.start)
	}
	login("POST", "/{tenant}/login", s.login)
	login("GET", federationPath, s.federated)
	login("POST", "/kmsi", s.staySignedIn)
	for _, path := range []string{"/common/oauth2/v2.0/logout", "/common/oauth2/logout", "/logout.srf"} {
		login("GET", path, s.signOut)
	}

	mux.HandleFunc(loginHost+"/login.srf", s.loginSRF) // other sites are meant to post here

	for _, path := range []string{"/getuserrealm.srf", "/GetUserRealm.srf", "/getUserRealm.srf"} {
		mux.HandleFunc("GET "+loginHost+path, s.getUserRealm)
	}
	for _, path := range []string{"/common/userrealm", "/common/UserRealm"} {
		mux.HandleFunc("GET "+loginHost+path+"/{user...}", s.userRealm)
	}
	login("POST", "/common/GetCredentialType", s.getCredentialType)

	mux.HandleFunc("GET "+metadataHost+"/federationmetadata/saml20/federationmetadata.xml", s.spMetadata)

	for _, host := range []string{landingHost, newLandingHost} {
		mux.HandleFunc("GET "+host+"/{$}", s.landing)
		mux.HandleFunc("GET "+host+"/landingv2", s.redeem)
		mux.HandleFunc("GET "+host+"/signout", s.leave)
	}
}
