package directory

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jonboulle/clockwork"

	"samlharness/internal/cloud"
	"samlharness/internal/domainname"
	"samlharness/internal/newest"
	"samlharness/internal/random"
	"samlharness/internal/store"
)

// Options say what a tenant is made of.
type Options struct {
	// Clock is the world's clock. Required: nothing here reads the machine's.
	Clock clockwork.Clock
	// Store keeps the state; nil means [store.NewMemory]. A store that has a tenant already is opened as it is.
	Store store.Store
	// TenantID is a GUID; "" lets the tenant choose one.
	TenantID string
	// DisplayName is the organization's name; "" means "Contoso".
	DisplayName string
	// InitialDomain is the verified domain that the tenant begins with, its first default domain; "" means
	// "contoso." and the suffix of the cloud.
	InitialDomain string
	// Cloud is where the tenant lives. A tenant that is opened stays in its own.
	Cloud cloud.Cloud
	// PropagationDelay is how long the sign-in service keeps seeing the old state after a federation change.
	PropagationDelay time.Duration
	// Random is where object ids come from; nil means the system's randomness.
	Random io.Reader
}

// Tenant is an Entra tenant. It may be used by many goroutines at once.
type Tenant struct {
	clock clockwork.Clock
	store *store.Counted
	delay atomic.Int64 // a time.Duration
	id    string
	name  string
	cloud cloud.Cloud
	// the logs of sign-ins and changes
	signIns newest.Log[SignIn]
	audits  newest.Log[AuditEvent]

	random io.Reader // of ids; nil is the system's
}

// New opens the tenant in the store, or makes one there. It uses no caller's context, since nothing waits in it but the
// store.
func New(o Options) (*Tenant, error) {
	t := &Tenant{clock: o.Clock, store: &store.Counted{Store: o.Store}, random: o.Random}
	if t.clock == nil {
		return nil, errors.New("open the tenant: no clock was given")
	}
	if o.Store == nil {
		t.store.Store = store.NewMemory()
	}
	t.delay.Store(int64(o.PropagationDelay))
	err := t.store.Update(context.Background(), func(tx store.Tx) error { return t.open(tx, o) })
	if err != nil {
		return nil, fmt.Errorf("open the tenant: %w", err)
	}
	return t, nil
}

func (t *Tenant) open(tx store.Tx, o Options) error {
	row, ok, err := tenants.Get(tx, theTenant)
	if err != nil {
		return err
	}
	if ok {
		t.id, t.name, t.cloud = row.ID, row.DisplayName, cmp.Or(row.Cloud, cloud.Global)
		if asked := cmp.Or(o.Cloud, cloud.Global); asked != t.cloud {
			return fmt.Errorf("the tenant that is kept lives in the cloud %s, not in %s", t.cloud, asked)
		}
		return nil
	}
	t.id, t.name = cmp.Or(strings.ToLower(o.TenantID), random.UUID(t.random)), cmp.Or(o.DisplayName, "Contoso")
	t.cloud = cmp.Or(o.Cloud, cloud.Global)
	row = tenantRow{ID: t.id, Cloud: t.cloud, DisplayName: t.name, CreatedAt: t.clock.Now().UTC(),
		Policy: TokenValidationPolicy{ID: random.UUID(t.random), RootDomains: RootDomainsAll}}
	initial := strings.ToLower(cmp.Or(o.InitialDomain, "contoso."+t.cloud.InitialSuffix()))
	if !domainname.Valid(initial) {
		return fmt.Errorf("initial domain %q is not a domain name", o.InitialDomain)
	}
	domain := newDomain(t.id, initial)
	domain.verify()
	domain.Initial, domain.Default = true, true
	if err := domains.Put(tx, initial, domainRow{Domain: domain}); err != nil {
		return err
	}
	return tenants.Put(tx, theTenant, row)
}

// Updates counts the changes of the tenant: while it is the same, so are its users, roles and domains.
func (t *Tenant) Updates() uint64 { return t.store.Updates() }

// ID is the tenant's id, a GUID in lower case.
func (t *Tenant) ID() string { return t.id }

// Cloud is where the tenant lives.
func (t *Tenant) Cloud() cloud.Cloud { return t.cloud }

// DisplayName is the organization's name.
func (t *Tenant) DisplayName() string { return t.name }

// PropagationDelay is how long the sign-in service lags behind a change that is made now.
func (t *Tenant) PropagationDelay() time.Duration { return time.Duration(t.delay.Load()) }

// SetPropagationDelay changes how long the sign-in service lags behind the changes that follow.
func (t *Tenant) SetPropagationDelay(d time.Duration) { t.delay.Store(int64(d)) }

// tenant reads the tenant's row.
func (t *Tenant) tenant(tx store.Tx) (tenantRow, error) {
	row, ok, err := tenants.Get(tx, theTenant)
	if err == nil && !ok {
		err = fmt.Errorf("directory: the store has no tenant in table %s", tenants.Name)
	}
	return row, err
}

// changeTenant rewrites the tenant's row.
func (t *Tenant) changeTenant(ctx context.Context, change func(*tenantRow)) error {
	return t.store.Update(ctx, func(tx store.Tx) error {
		row, err := t.tenant(tx)
		if err != nil {
			return err
		}
		change(&row)
		return tenants.Put(tx, theTenant, row)
	})
}
