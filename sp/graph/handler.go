package graph

import (
	"log/slog"
	"net/http"

	"github.com/jonboulle/clockwork"

	"samlharness/record"
	"samlharness/sp/directory"
	"samlharness/sp/oauth"
)

// Handler serves Microsoft Graph for one tenant.
type Handler struct {
	// Tenant is what Graph shows and changes.
	Tenant *directory.Tenant
	// Tokens checks the bearer tokens.
	Tokens *oauth.Verifier
	// Clock is the world's clock; nil means the real one.
	Clock clockwork.Clock
	// Record gets every request; it may be nil.
	Record *record.Log
	// Logger may be nil.
	Logger *slog.Logger
}

// Mount registers graph.microsoft.com.
func (h *Handler) Mount(mux *http.ServeMux) {}
