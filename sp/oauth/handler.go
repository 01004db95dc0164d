package oauth

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jonboulle/clockwork"

	"samlharness/record"
	"samlharness/sp/directory"
)

// productionHost is the name of the token service.
const productionHost = "login.microsoftonline.com"

// The two names of Microsoft Graph as a resource.
const (
	graphResource = "https://graph.microsoft.com"
	graphAppID    = "00000003-0000-0000-c000-000000000000"
)

// SignIn is the service that has people's sessions.
type SignIn interface {
	// Begin answers an authorization request by beginning a sign-in. What the application asked for, such as its
	// redirect_uri, is not looked at: the person arrives at the landing page.
	Begin(w http.ResponseWriter, r *http.Request)
	// SignOut ends the session of the request's browser.
	SignOut(w http.ResponseWriter, r *http.Request)
}

// Handler serves the /oauth2 endpoints of one tenant.
type Handler struct {
	// Tenant is the tenant that tokens are for.
	Tenant *directory.Tenant
	// Apps are the app registrations; they do not change while the handler serves.
	Apps []App
	// SignIn signs people in and out; without it the handler issues tokens to applications alone.
	SignIn SignIn
	// Clock is the world's clock. Required: nothing here reads the machine's.
	Clock clockwork.Clock
	// Keys signs the tokens; share one with the [Verifier] of Graph.
	Keys *SigningKey
	// Host is the host name, without port, that Mount registers; "" means login.microsoftonline.com. URLs in answers bear
	// the host that the request named.
	Host string
	// Record receives every request for a token, without secrets; it may be nil.
	Record *record.Log
	// Logger may be nil.
	Logger *slog.Logger
}

// Mount registers the endpoints at login.microsoftonline.com.
func (h *Handler) Mount(mux *http.ServeMux) {
	host := h.Host
	if host == "" {
		host = productionHost
	}
	mux.HandleFunc("GET "+host+"/{tenant}/v2.0/.well-known/openid-configuration", h.serveConfiguration)
	mux.HandleFunc("GET "+host+"/{tenant}/discovery/v2.0/keys", h.serveKeys)
	mux.HandleFunc("GET "+host+"/common/discovery/instance", h.serveInstance)
	mux.HandleFunc(host+"/{tenant}/oauth2/v2.0/token", h.serveToken(scopeRule))
	mux.HandleFunc(host+"/{tenant}/oauth2/token", h.serveToken(resourceRule))
	if h.SignIn == nil {
		return
	}
	for _, path := range []string{"/common/oauth2/v2.0/authorize", "/organizations/oauth2/v2.0/authorize",
		"/common/oauth2/authorize"} {
		mux.HandleFunc("GET "+host+path, h.SignIn.Begin)
	}
	for _, path := range []string{"/common/oauth2/v2.0/logout", "/common/oauth2/logout"} {
		mux.HandleFunc("GET "+host+path, h.SignIn.SignOut)
	}
}

func (h *Handler) now() time.Time { return h.Clock.Now() }

func (h *Handler) log() *slog.Logger {
	if h.Logger == nil {
		return slog.New(slog.DiscardHandler)
	}
	return h.Logger
}

// notATenant is what cannot be a tenant's name at all.
var notATenant = regexp.MustCompile(`[^A-Za-z0-9.-]`)

// isTenant says whether a path segment names the tenant: its id, one of its verified domains, or common and
// organizations.
func (h *Handler) isTenant(ctx context.Context, name string) error {
	switch {
	case strings.EqualFold(name, h.Tenant.ID()), everyTenant(name):
		return nil
	case notATenant.MatchString(name) || !strings.ContainsAny(name, ".-"):
		return malformedTenant(name)
	}
	d, err := h.Tenant.Domain(ctx, name)
	if directory.IsNotFound(err) || err == nil && !d.Verified {
		return unknownTenant(name)
	}
	return err
}

func everyTenant(name string) bool {
	return strings.EqualFold(name, "common") || strings.EqualFold(name, "organizations")
}

// writeJSON answers with JSON that must not be kept.
func writeJSON(w http.ResponseWriter, status int, body any) {
	header := w.Header()
	header.Set("Content-Type", "application/json; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("Pragma", "no-cache")
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
	return uuid.NewString()
}

// opaque is a value that means nothing to anybody, as some claims are.
func opaque() string { return rand.Text()[:22] }
