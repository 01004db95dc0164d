package oauth

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jonboulle/clockwork"

	"samlharness/internal/cloud"
	"samlharness/internal/expiring"
	"samlharness/internal/page"
	"samlharness/internal/random"
	"samlharness/record"
	"samlharness/sp/aadsts"
	"samlharness/sp/directory"
	"samlharness/sp/oauth/client"
	"samlharness/sp/oauth/device"
	"samlharness/sp/oauth/problem"
	"samlharness/sp/oauth/token"
	"samlharness/sp/pages"
	"samlharness/sp/signin"
)

// SignIn is the service that has people's sessions and pages.
type SignIn interface {
	// Begin begins a sign-in that no application asked for.
	Begin(w http.ResponseWriter, r *http.Request)
	// BeginFor begins a sign-in for an application, which ends at [Handler.Answer] or [Handler.Refuse].
	BeginFor(w http.ResponseWriter, r *http.Request, a *signin.Ask)
	// SignOut ends the session of the request's browser and goes on to an address.
	SignOut(w http.ResponseWriter, r *http.Request, next string)
	// Refuse shows the error page for a refusal that was recorded under a correlation ID.
	Refuse(w http.ResponseWriter, r *http.Request, no *record.Refusal, correlationID string)
}

// Options say what a handler is made of. Tenant, Clock and Keys are needed.
type Options struct {
	// Tenant is the tenant that tokens are for.
	Tenant *directory.Tenant
	// Clock is the world's clock.
	Clock clockwork.Clock
	// Keys signs the tokens; share one with the [token.Verifier] of Graph.
	Keys *token.SigningKey
	// Host is the host name, without port, that Mount registers; "" means that of the tenant's cloud. URLs in answers bear
	// the host that the request named.
	Host string
	// World names the world in the pages' banner.
	World string
	// Desk is the address of the desk that keeps the world's record; see [page.Site].
	Desk func() string
	// Record receives every request for a token, without secrets; it may be nil.
	Record *record.Log
	// Logger may be nil.
	Logger *slog.Logger
}

// Handler serves the /oauth2 endpoints of one tenant. It may be used by many goroutines at once.
type Handler struct {
	o       Options
	people  SignIn // nil when there are tokens for applications alone
	pages   *pages.Set
	clients *client.Authenticator
	devices *device.Codes[*signin.Ask, grant]
	codes   *expiring.Map[grant] // by authorization code
	refresh *expiring.Map[grant] // by refresh token
}

// New makes a handler.
func New(o Options) *Handler {
	o.Host = cmp.Or(o.Host, o.Tenant.Cloud().Login())
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return &Handler{
		o:       o,
		pages:   pages.New(page.Site{World: o.World, Clock: o.Clock, Desk: o.Desk, Logger: o.Logger}),
		clients: client.New(o.Tenant, o.Clock),
		devices: device.New[*signin.Ask, grant](o.Clock),
		codes:   expiring.New[grant](o.Clock, maxGrants),
		refresh: expiring.New[grant](o.Clock, maxGrants),
	}
}

// Mount registers the endpoints. Without people, those that need a person are left out.
func (h *Handler) Mount(mux *http.ServeMux, people SignIn) {
	host := h.o.Host
	for _, version := range []string{"", "/v2.0"} {
		mux.HandleFunc("GET "+host+"/{tenant}"+version+"/.well-known/openid-configuration", h.serveConfiguration(version))
		mux.HandleFunc("GET "+host+"/{tenant}/discovery"+version+"/keys", h.serveKeys)
		mux.HandleFunc(host+"/{tenant}/oauth2"+version+"/token", h.serveToken(version))
	}
	mux.HandleFunc("GET "+host+"/common/discovery/instance", h.serveInstance)
	mux.HandleFunc(host+"/{tenant}/oauth2/{rest...}", h.serveUnknown)
	if people == nil {
		return
	}
	h.people = people
	for _, version := range []string{"", "/v2.0"} {
		for _, method := range []string{"GET ", "POST "} {
			mux.HandleFunc(method+host+"/{tenant}/oauth2"+version+"/authorize", h.serveAuthorize(version))
			mux.HandleFunc(method+host+"/{tenant}/oauth2"+version+"/logout", h.serveLogout)
		}
		mux.HandleFunc(host+"/{tenant}/oauth2"+version+"/devicecode", h.serveDeviceCode(version))
	}
	for _, path := range []string{"/devicelogin", "/device"} {
		mux.Handle("GET "+host+path, http.RedirectHandler(devicePath, http.StatusFound))
	}
	mux.HandleFunc("GET "+host+devicePath, h.askUserCode)
	mux.Handle("POST "+host+devicePath, page.SameOrigin(http.HandlerFunc(h.takeUserCode)))
	for _, method := range []string{"GET ", "POST "} {
		mux.HandleFunc(method+h.cloud().Graph()+"/oidc/userinfo", h.serveUserInfo)
		mux.HandleFunc(method+host+"/{tenant}/openid/userinfo", h.serveUserInfo)
	}
}

// serveUnknown answers for paths that the service does not have, in JSON as elsewhere: clients read nothing else.
func (h *Handler) serveUnknown(w http.ResponseWriter, r *http.Request) {
	no := problem.New("invalid_request", aadsts.InvalidRequest).Because("an endpoint of the discovery document",
		r.Method+" "+r.URL.Path, "")
	no.Status = http.StatusNotFound
	h.refuse(w, r, subject{"", correlationID(r)}, no)
}

// cloud is where the tenant lives.
func (h *Handler) cloud() cloud.Cloud { return h.o.Tenant.Cloud() }

func (h *Handler) now() time.Time { return h.o.Clock.Now() }

// notATenant is what cannot be a tenant's name at all.
var notATenant = regexp.MustCompile(`[^A-Za-z0-9.-]`)

// isTenant says whether a path segment names the tenant: its id, one of its verified domains, or common and
// organizations.
func (h *Handler) isTenant(ctx context.Context, name string) error {
	switch {
	case strings.EqualFold(name, h.o.Tenant.ID()), everyTenant(name):
		return nil
	case notATenant.MatchString(name) || !strings.ContainsAny(name, ".-"):
		return problem.New("invalid_request", aadsts.TenantMalformed, name)
	}
	d, err := h.o.Tenant.Domain(ctx, name)
	if directory.IsNotFound(err) || err == nil && !d.Verified {
		return problem.New("invalid_request", aadsts.TenantUnknown, name)
	}
	return err
}

func everyTenant(name string) bool {
	return strings.EqualFold(name, "common") || strings.EqualFold(name, "organizations")
}

// consumers is the name of the tenant of personal accounts, to which no application here is open.
func consumers(name string) bool {
	return strings.EqualFold(name, "consumers") || name == "9188040d-6c67-4c5b-b112-36a304b66dad"
}

// workOnly is the refusal at /consumers.
func workOnly(app directory.Application) error {
	return problem.New("unauthorized_client", aadsts.WorkAccountsOnly, app.AppID, app.DisplayName)
}

// refuse answers with an error in JSON and records it.
func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, who subject, err error) {
	no := h.explain(r, err)
	h.record(r, who, no.Status, no.Refusal())
	h.send(w, r, no, who.correlation)
}

// send answers with an error in JSON.
func (h *Handler) send(w http.ResponseWriter, r *http.Request, no *problem.Error, correlation string) {
	body := no.Body(random.Of(r.Context()), h.cloud().Login(), correlation, h.now())
	w.Header().Set("x-ms-request-id", body.TraceID)
	writeJSON(w, no.Status, body)
}

// explain is the problem in an error; the log gets what no answer explains.
func (h *Handler) explain(r *http.Request, err error) *problem.Error {
	if refusal, ok := errors.AsType[*record.Refusal](err); ok {
		if code, known := strings.CutPrefix(refusal.Code, "AADSTS"); known { // else it is the directory's
			no := problem.Grant(aadsts.Code(code))
			no.Text = refusal.Message
			return no.Because(refusal.Expected, refusal.Got, refusal.Fix)
		}
	}
	no, explained := problem.Of(err)
	if !explained {
		h.o.Logger.ErrorContext(r.Context(), "token service failed", "path", r.URL.Path, "error", err)
	}
	return no
}

// subject is whom an entry of the record is about.
type subject struct{ name, correlation string }

// record writes down what a program asked for: neither the secret nor the token.
func (h *Handler) record(r *http.Request, who subject, status int, refusal *record.Refusal) {
	h.add(r, who, record.Exchange{
		From: record.Operator,
		HTTP: &record.HTTP{Method: r.Method, URL: "https://" + r.Host + r.URL.Path, Status: status},
	}, refusal)
}

// refusePage shows a person the error page, which leads to the record's entry.
func (h *Handler) refusePage(w http.ResponseWriter, r *http.Request, name string, no *record.Refusal) {
	who := subject{name, correlationID(r)}
	h.recordPage(r, who, no)
	h.people.Refuse(w, r, no, who.correlation)
}

// recordPage writes down what a person's browser asked for on behalf of a program.
func (h *Handler) recordPage(r *http.Request, who subject, refusal *record.Refusal) {
	h.add(r, who, record.Exchange{
		From: record.Browser,
		HTTP: &record.HTTP{Method: r.Method, URL: "https://" + r.Host + r.URL.Path},
	}, refusal)
}

func (h *Handler) add(r *http.Request, who subject, e record.Exchange, refusal *record.Refusal) {
	e.At, e.By, e.Kind, e.To = h.now(), record.Microsoft, record.TokenRequest, record.Microsoft
	e.Subject, e.CorrelationID, e.Verdict = who.name, who.correlation, record.Accepted
	if refusal != nil {
		e.Verdict, e.Refusal = record.Refused, refusal
	}
	h.o.Record.Add(r.Context(), e)
}

// writeJSON answers with JSON that must not be kept.
func writeJSON(w http.ResponseWriter, status int, body any) {
	header := w.Header()
	header.Set("Content-Type", "application/json; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("Pragma", "no-cache")
	header.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // a client that is gone needs no answer
}

// correlationID is the client's own id for the request, or a new one.
func correlationID(r *http.Request) string {
	for _, id := range []string{r.Header.Get("client-request-id"), r.URL.Query().Get("client-request-id")} {
		if parsed, err := uuid.Parse(id); err == nil {
			return parsed.String()
		}
	}
	return random.UUID(random.Of(r.Context()))
}
