package directory

import (
	"context"
	"time"
)

// syncChange is a value of onPremisesSyncEnabled that takes effect later.
type syncChange struct {
	At time.Time
	On *bool
}

// sync is onPremisesSyncEnabled at an instant, and when it changes after that.
func (r tenantRow) sync(now time.Time) (on *bool, changes time.Time) {
	switch {
	case r.SyncChange == nil:
	case now.Before(r.SyncChange.At):
		changes = r.SyncChange.At
	default:
		return cloneFlag(r.SyncChange.On), changes
	}
	return cloneFlag(r.OnPremisesSync), changes
}

// SetOnPremisesSync sets onPremisesSyncEnabled, at once; nil is Graph's null, never synchronised. To switch it off
// where it never was on leaves null.
func (t *Tenant) SetOnPremisesSync(ctx context.Context, on *bool) error {
	return t.SetOnPremisesSyncIn(ctx, on, 0)
}

// SetOnPremisesSyncIn is [Tenant.SetOnPremisesSync] that takes effect after a while, as it does at Microsoft: 20
// minutes by JumpCloud's article, up to 72 hours by Microsoft's.
func (t *Tenant) SetOnPremisesSyncIn(ctx context.Context, on *bool, after time.Duration) error {
	return t.changeTenant(ctx, func(row *tenantRow) {
		now := t.clock.Now().UTC()
		row.OnPremisesSync, _ = row.sync(now)
		row.SyncChange = nil
		switch {
		case on != nil && !*on && row.OnPremisesSync == nil:
		case after > 0:
			row.SyncChange = &syncChange{At: now.Add(after), On: cloneFlag(on)}
		default:
			row.OnPremisesSync = cloneFlag(on)
		}
	})
}
