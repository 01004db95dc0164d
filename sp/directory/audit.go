package directory

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// Actor is who made a change: an application, or a person.
type Actor struct {
	AppID, AppName            string
	UserID, UserPrincipalName string
	IPAddress                 string
	// CorrelationID ties the change to a request.
	CorrelationID string
}

type actorKey struct{}

// As returns a context in which changes are an actor's.
func As(ctx context.Context, a Actor) context.Context { return context.WithValue(ctx, actorKey{}, a) }

// AuditEvent is an entry of the tenant's audit log, as Graph's directoryAudit shows it.
type AuditEvent struct {
	ID string
	At time.Time
	// Activity is its display name, such as "Set domain authentication"; Category such as "DirectoryManagement"; Operation
	// is Add, Update, Delete or Assign.
	Activity, Category, Operation string
	Actor                         Actor
	Target                        AuditTarget
}

// AuditTarget is what was changed.
type AuditTarget struct {
	// ID is the object's, "" of a domain.
	ID string
	// DisplayName is the domain's name or the person's; Type is Domain, User, Role or Directory.
	DisplayName, Type, UserPrincipalName string
	Modified                             []ModifiedProperty
}

// ModifiedProperty is a property of the target with its values before and after in JSON.
type ModifiedProperty struct{ Name, Old, New string }

// AuditLog are the newest 10,000 entries of the audit log, newest first.
func (t *Tenant) AuditLog() []AuditEvent { return t.audits.NewestFirst() }

// audit keeps an event that took place.
func (t *Tenant) audit(ctx context.Context, e AuditEvent) {
	e.ID, e.At = uuid.NewString(), t.clock.Now().UTC()
	e.Actor, _ = ctx.Value(actorKey{}).(Actor)
	t.audits.Add(e)
}
