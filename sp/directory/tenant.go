package directory

import (
	"context"
	"log/slog"
	"time"

	"github.com/jonboulle/clockwork"
)

// Options say what a tenant is made of.
type Options struct {
	// Clock is the world's clock; nil means the real one.
	Clock clockwork.Clock
	// Store keeps the state; nil means [NewMemory]. A store that holds a tenant already is opened as it is.
	Store Store
	// TenantID is a GUID; "" lets the tenant choose one.
	TenantID string
	// DisplayName is the organization's name; "" means "Contoso".
	DisplayName string
	// InitialDomain is the verified domain that the tenant begins with, its first default domain;
	// "" means "contoso.onmicrosoft.com".
	InitialDomain string
	// PropagationDelay is how long the sign-in service keeps seeing the old state after a federation change.
	PropagationDelay time.Duration
	// Logger may be nil.
	Logger *slog.Logger
}

// Tenant is an Entra tenant. It may be used by many goroutines at once.
type Tenant struct {
	clock  clockwork.Clock
	store  Store
	logger *slog.Logger
	delay  time.Duration
}

// ID is the tenant's id, a GUID.
func (t *Tenant) ID() string { return "" }

var _ = context.Canceled
