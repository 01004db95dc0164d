package directory

import (
	"context"
	"strings"

	"samlharness/internal/store"
)

// User returns an account by its id or user principal name; a refusal when there is none, see [IsNotFound]. The case of
// either does not matter.
func (t *Tenant) User(ctx context.Context, ref string) (User, error) {
	var u User
	err := t.store.View(ctx, func(tx store.Tx) error {
		row, err := t.user(tx, ref)
		u = row.User
		return err
	})
	return u, err
}

func (t *Tenant) user(tx store.Tx, ref string) (userRow, error) {
	key := strings.ToLower(ref)
	var row userRow
	var found bool
	var err error
	if strings.Contains(ref, "@") {
		row, found, err = users.Named(tx, usersByUPN, key)
	} else {
		row, found, err = users.Get(tx, key)
	}
	if err == nil && !found {
		err = NotFound(ref)
	}
	return row, err
}

// named finds a user through an index.
func (t *Tenant) named(ctx context.Context, index store.Index, name string) (row userRow, found bool, err error) {
	err = t.store.View(ctx, func(tx store.Tx) error {
		row, found, err = users.Named(tx, index, name)
		return err
	})
	return row, found, err
}

// UserByImmutableID returns the account whose immutable ID is exactly this; false when there is none.
func (t *Tenant) UserByImmutableID(ctx context.Context, id string) (User, bool, error) {
	row, found, err := t.named(ctx, usersByImmutableID, id)
	return row.User, found, err
}

// Users returns at most limit accounts (0: all) whose user principal names come after the given one, in the order of
// these names.
func (t *Tenant) Users(ctx context.Context, after string, limit int) ([]User, error) {
	return t.QueryUsers(ctx, UserQuery{After: after, Limit: limit})
}

// QueryUsers returns the accounts that the query asks for, in the order of their user principal names.
func (t *Tenant) QueryUsers(ctx context.Context, q UserQuery) ([]User, error) {
	q.After, q.Prefix = strings.ToLower(q.After), strings.ToLower(q.Prefix)
	if q.ImmutableID != "" {
		return t.queryOne(ctx, q)
	}
	found := []User{}
	err := t.store.View(ctx, func(tx store.Tx) error {
		for e, err := range usersByUPN.Scan(tx, q.from()) {
			if err != nil {
				return err
			}
			if !strings.HasPrefix(e.Key, q.Prefix) || q.Limit > 0 && len(found) == q.Limit {
				return nil
			}
			row, ok, err := users.Get(tx, e.Value)
			if err != nil {
				return err
			}
			if ok && (q.Match == nil || q.Match(row.User)) {
				found = append(found, row.User)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// from is the first user principal name that the query may ask for.
func (q UserQuery) from() string {
	if q.After == "" {
		return q.Prefix
	}
	return max(q.Prefix, q.After+"\x00")
}

// queryOne answers a query for one immutable ID from its index.
func (t *Tenant) queryOne(ctx context.Context, q UserQuery) ([]User, error) {
	u, found, err := t.UserByImmutableID(ctx, q.ImmutableID)
	upn := strings.ToLower(u.UserPrincipalName)
	if err != nil || !found || !strings.HasPrefix(upn, q.Prefix) || upn <= q.After || q.Match != nil && !q.Match(u) {
		return []User{}, err
	}
	return []User{u}, nil
}
