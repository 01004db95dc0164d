package signin

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"samlharness/certs"
	"samlharness/internal/cloud"
	"samlharness/internal/expiring"
	"samlharness/internal/page"
	"samlharness/record"
	"samlharness/sp/pages"
)

// Service is the sign-in service of one world. It may be used by many goroutines at once.
type Service struct {
	pages     *pages.Set
	flow      *flow
	entry     *entryPoint
	response  *responseReader
	landing   *landingPage
	signOut   *signOutPage
	discovery *realmDiscovery
	metadata  *metadataDocument
	cloud     cloud.Cloud
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
	set := pages.New(page.Site{World: o.World, Clock: o.Clock, Desk: o.Desk, Logger: o.Logger},
		"https://"+o.Tenant.Cloud().Office(), "https://"+o.Tenant.Cloud().M365())
	problems := &errorPage{set, o.Record, o.Clock, o.Logger}
	document := &metadataDocument{keys: o.Keys, clock: o.Clock, cloud: o.Tenant.Cloud(), errors: problems}
	signedIn := &sessions{expiring.New[session](o.Clock, maxSessions)}
	waiting := newAwaiting(o.Clock)
	codes := expiring.New[string](o.Clock, maxSessions)
	visitors := expiring.New[string](o.Clock, maxSessions)
	return &Service{
		pages: set,
		flow: &flow{errors: problems, logger: o.Logger, steps: steps(parts{
			Options: o, pages: set, pending: waiting, sessions: signedIn, codes: codes, metadata: document,
		})},
		entry: &entryPoint{signedIn, o.Clock},
		response: &responseReader{
			pending:   waiting,
			directory: Realms{o.Tenant},
			tenant:    o.Tenant,
			record:    o.Record,
			taken:     &takenAssertions{expiring.New[struct{}](o.Clock, maxSessions)},
			clock:     o.Clock,
			skew:      o.Skew,
		},
		landing:   &landingPage{set, o.Tenant, signedIn, codes, visitors},
		signOut:   &signOutPage{set, o.Tenant.Cloud(), signedIn, visitors},
		discovery: &realmDiscovery{o.Tenant, problems, o.Record, o.Clock},
		metadata:  document,
		cloud:     o.Tenant.Cloud(),
	}, nil
}

// Mount adds the service's hosts and paths to mux. The paths under /oauth2 are package oauth's, which calls
// [Service.Begin] and [Service.SignOut].
func (s *Service) Mount(mux *http.ServeMux) {
	login, landings := s.cloud.Login(), []string{s.cloud.Office(), s.cloud.M365()}
	for _, path := range []string{"/{$}", "/common/login", "/login"} {
		mux.HandleFunc("GET "+login+path, s.Begin)
	}
	mux.HandleFunc("GET "+login+federationPath, s.flow.handle(s.entry.named))
	mux.HandleFunc(login+"/login.srf", s.loginSRF) // other sites are meant to post here
	mux.HandleFunc("GET "+login+"/logout.srf", s.leave)
	mux.HandleFunc("GET "+login+"/error", s.flow.errors.lookup)
	s.pages.Mount(mux, append(landings, login, s.cloud.Metadata())...)
	s.flow.mount(mux, login)
	s.discovery.mount(mux, login)
	mux.HandleFunc("GET "+s.cloud.Metadata()+"/federationmetadata/saml20/federationmetadata.xml", s.metadata.serve)
	for _, host := range landings {
		s.landing.mount(mux, host)
		mux.HandleFunc("GET "+host+"/signout", s.signOut.leave)
	}
}

// Begin answers a request that begins a sign-in, by whoever is signed in already or by the first page.
func (s *Service) Begin(w http.ResponseWriter, r *http.Request) { s.flow.handle(s.entry.begin)(w, r) }

// BeginFor begins a sign-in for an application.
func (s *Service) BeginFor(w http.ResponseWriter, r *http.Request, a *Ask) {
	s.flow.handle(s.entry.asked(a))(w, r)
}

// SignOut ends the session of the request's browser. A person of a federated domain goes on to its signOutUri, others
// to next, or with "" to the page that says they have signed out.
func (s *Service) SignOut(w http.ResponseWriter, r *http.Request, next string) {
	s.signOut.end(w, r, next)
}

// Refuse shows the error page for a refusal that was recorded under a correlation ID.
func (s *Service) Refuse(w http.ResponseWriter, r *http.Request, no *record.Refusal, correlationID string) {
	req := newRequest(w, r)
	req.correlationID = correlationID
	s.flow.errors.refuse(req, &refused{Refusal: no, recorded: true})
}

func (s *Service) leave(w http.ResponseWriter, r *http.Request) { s.SignOut(w, r, "") }

// loginSRF takes responses, and two older kinds of links: to sign out, and to begin with a domain, such as the Login
// URL of a JumpCloud application.
func (s *Service) loginSRF(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	switch {
	case strings.HasPrefix(query.Get("wa"), "wsignout"):
		s.leave(w, r)
	case r.Method == http.MethodGet && query.Has("whr"):
		s.Begin(w, r)
	default:
		s.flow.handle(s.response.answer)(w, r)
	}
}
