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
	// SyncChangesAt is when a change of OnPremisesSyncEnabled takes effect that was asked for; zero when there is none.
	SyncChangesAt time.Time
	Contacts      Contacts
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
			Contacts: row.Contacts.clone()}
		o.OnPremisesSyncEnabled, o.SyncChangesAt = row.sync(t.clock.Now())
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
