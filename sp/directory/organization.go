package directory

import (
	"context"
	"time"

	"samlharness/internal/store"
)

// Organization is the tenant as Graph's organization resource shows it.
type Organization struct {
	ID, DisplayName string
	CreatedAt       time.Time
	// OnPremisesSyncEnabled is nil when directory synchronisation was never on.
	OnPremisesSyncEnabled *bool
	// VerifiedDomains are the tenant's verified domains as they are now.
	VerifiedDomains []Domain
	// Users is how many accounts there are.
	Users int
}

// Organization returns what the tenant says of itself, with its verified domains in step with [Tenant.Domains].
func (t *Tenant) Organization(ctx context.Context) (Organization, error) {
	var o Organization
	err := t.store.View(ctx, func(tx store.Tx) error {
		row, err := t.tenant(tx)
		if err != nil {
			return err
		}
		o = Organization{ID: row.ID, DisplayName: row.DisplayName, CreatedAt: row.CreatedAt,
			OnPremisesSyncEnabled: cloneFlag(row.OnPremisesSync)}
		if o.Users, _, err = counts.Get(tx, userCount); err != nil {
			return err
		}
		all, err := t.domains(tx)
		for _, d := range all {
			if d.Verified {
				o.VerifiedDomains = append(o.VerifiedDomains, d)
			}
		}
		return err
	})
	return o, err
}

// SetOnPremisesSync sets onPremisesSyncEnabled; nil is Graph's null, never synchronised. It takes effect at once.
func (t *Tenant) SetOnPremisesSync(ctx context.Context, on *bool) error {
	return t.changeTenant(ctx, func(row *tenantRow) {
		row.OnPremisesSync = cloneFlag(on)
	})
}
