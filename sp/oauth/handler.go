package oauth

import (
	"log/slog"
	"net/http"

	"github.com/jonboulle/clockwork"

	"samlharness/record"
	"samlharness/sp/directory"
)

// Handler serves the token service of one tenant.
type Handler struct {
	// Tenant is the tenant that tokens are for.
	Tenant *directory.Tenant
	// Apps are the app registrations.
	Apps []App
	// Clock is the world's clock; nil means the real one.
	Clock clockwork.Clock
	// Keys signs the tokens; share one with the [Verifier] of Graph.
	Keys *SigningKey
	// Record may be nil.
	Record *record.Log
	// Logger may be nil.
	Logger *slog.Logger
}

// Mount registers the endpoints at login.microsoftonline.com.
func (h *Handler) Mount(mux *http.ServeMux) {}
