package directory

import (
	"context"
	"slices"
	"strings"
	"time"

	"samlharness/internal/store"
)

// deletedLife is how long a deleted account can be restored (Microsoft Graph REST v1.0: Delete user).
const deletedLife = 30 * 24 * time.Hour

// DeleteUser deletes an account named by its id or user principal name. For 30 days it is among the deleted ones.
func (t *Tenant) DeleteUser(ctx context.Context, ref string) error {
	var gone User
	err := t.store.Update(ctx, func(tx store.Tx) error {
		u, err := t.user(tx, ref)
		if err != nil {
			return err
		}
		gone = u.User
		return t.removeUser(tx, *u)
	})
	if err == nil {
		t.audit(ctx, userEvent("Delete user", "Delete", gone))
	}
	return err
}

// removeUser takes an account with its roles out of use.
func (t *Tenant) removeUser(tx store.Tx, u userRow) error {
	if err := roles.UnlinkRight(tx, u.ID); err != nil {
		return err
	}
	upn := strings.ToLower(u.UserPrincipalName)
	for _, name := range []struct {
		index store.Index
		name  string
	}{
		{usersByUPN, upn},
		{usersByDomain, domainKey(upn)},
		{usersByImmutableID, u.ImmutableID},
	} {
		if err := name.index.Release(tx, name.name); err != nil {
			return err
		}
	}
	if err := users.Delete(tx, u.ID); err != nil {
		return err
	}
	u.DeletedAt = t.clock.Now().UTC()
	if err := deletedUsers.Put(tx, u.ID, &u); err != nil {
		return err
	}
	return t.count(tx, -1)
}

// DeletedUsers are the accounts that can be restored, the last deleted first.
func (t *Tenant) DeletedUsers(ctx context.Context) ([]User, error) {
	list := []User{}
	err := t.store.View(ctx, func(tx store.Tx) error {
		for e, err := range deletedUsers.Scan(tx, "") {
			if err != nil {
				return err
			}
			if t.restorable(e.Value) {
				list = append(list, e.Value.User)
			}
		}
		return nil
	})
	slices.SortStableFunc(list, func(a, b User) int { return b.DeletedAt.Compare(a.DeletedAt) })
	return list, err
}

func (t *Tenant) restorable(u *userRow) bool {
	return t.clock.Now().Before(u.DeletedAt.Add(deletedLife))
}

func (t *Tenant) deletedUser(tx store.Tx, id string) (*userRow, error) {
	u, found, err := deletedUsers.Get(tx, strings.ToLower(id))
	if err == nil && (!found || !t.restorable(u)) {
		err = NotFound(id)
	}
	return u, err
}

// DeletedUser is a deleted account by its id; a refusal when there is none, see [IsNotFound].
func (t *Tenant) DeletedUser(ctx context.Context, id string) (User, error) {
	var found User
	err := t.store.View(ctx, func(tx store.Tx) error {
		u, err := t.deletedUser(tx, id)
		if err == nil {
			found = u.User
		}
		return err
	})
	return found, err
}

// RestoreUser takes a deleted account into use again, without the roles that it had. It is refused when another account
// has its name or immutable ID by now.
func (t *Tenant) RestoreUser(ctx context.Context, id string) (User, error) {
	var restored User
	err := t.store.Update(ctx, func(tx store.Tx) error {
		kept, err := t.deletedUser(tx, id)
		if err != nil {
			return err
		}
		u := *kept
		u.DeletedAt = time.Time{}
		restored = u.User
		if err := t.insertUser(tx, u); err != nil {
			return err
		}
		return deletedUsers.Delete(tx, u.ID)
	})
	if err == nil {
		t.audit(ctx, userEvent("Restore user", "Update", restored))
	}
	return restored, err
}

// PurgeUser removes a deleted account for good.
func (t *Tenant) PurgeUser(ctx context.Context, id string) error {
	var gone User
	err := t.store.Update(ctx, func(tx store.Tx) error {
		u, err := t.deletedUser(tx, id)
		if err != nil {
			return err
		}
		gone = u.User
		return deletedUsers.Delete(tx, u.ID)
	})
	if err == nil {
		t.audit(ctx, userEvent("Hard Delete user", "Delete", gone))
	}
	return err
}
