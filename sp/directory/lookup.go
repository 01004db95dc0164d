package directory

import (
	"context"
	"slices"
	"strings"

	"samlharness/internal/store"
)

// User returns an account by its id or user principal name; a refusal when there is none, see [IsNotFound]. The case of
// either does not matter.
func (t *Tenant) User(ctx context.Context, ref string) (User, error) {
	var u User
	err := t.store.View(ctx, func(tx store.Tx) error {
		row, err := t.user(tx, ref)
		if err == nil {
			u = row.User
		}
		return err
	})
	return u, err
}

func (t *Tenant) user(tx store.Tx, ref string) (row *userRow, err error) {
	key := strings.ToLower(ref)
	var found bool
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
		kept, ok, err := users.Named(tx, index, name)
		if ok {
			row, found = *kept, true
		}
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
	err := t.store.View(ctx, func(tx store.Tx) (err error) {
		found, err = q.run(tx)
		return err
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

// walked is how many accounts a query looks at in the order of their names before it looks at all of them.
const walked = 500

// run walks along the user principal names, which finds soon what many accounts fulfil. When it does not find enough,
// the rest is faster looked for in the table itself, in which accounts stand one after the other.
func (q UserQuery) run(tx store.Tx) ([]User, error) {
	found, looked := []User{}, 0
	if q.Match == nil && q.Limit > 0 && q.Limit <= walked*2 {
		found = make([]User, 0, q.Limit) // a page is mostly full
	}
	for e, err := range usersByUPN.Scan(tx, q.from()) {
		if err != nil {
			return nil, err
		}
		if !strings.HasPrefix(e.Key, q.Prefix) || q.Limit > 0 && len(found) == q.Limit {
			return found, nil
		}
		if looked == walked && q.Match != nil {
			if q.Limit > 0 {
				q.Limit -= len(found)
			}
			rest, err := q.scan(tx)
			return append(found, rest...), err
		}
		row, ok, err := users.Get(tx, e.Value)
		if err != nil {
			return nil, err
		}
		if ok && (q.Match == nil || q.Match(&row.User)) {
			found = append(found, row.User)
		}
		q.After = e.Key
		looked++
	}
	return found, nil
}

// scan looks at every account and returns those that come first by their user principal names.
func (q UserQuery) scan(tx store.Tx) ([]User, error) {
	var found []User
	for e, err := range users.Scan(tx, "") {
		if err != nil {
			return nil, err
		}
		u := &e.Value.User
		if !q.Match(u) || !q.names(*u) {
			continue
		}
		if found = append(found, *u); q.Limit > 0 && len(found) >= 2*q.Limit {
			found = first(found, q.Limit)
		}
	}
	return first(found, q.Limit), nil
}

// names says whether the query asks for such a user principal name.
func (q UserQuery) names(u User) bool {
	upn := strings.ToLower(u.UserPrincipalName)
	return upn > q.After && strings.HasPrefix(upn, q.Prefix)
}

// first are the first accounts by their user principal names, 0 meaning all.
func first(list []User, limit int) []User {
	slices.SortFunc(list, func(a, b User) int {
		return strings.Compare(strings.ToLower(a.UserPrincipalName), strings.ToLower(b.UserPrincipalName))
	})
	if limit > 0 && len(list) > limit {
		list = list[:limit]
	}
	return list
}

// queryOne answers a query for one immutable ID from its index.
func (t *Tenant) queryOne(ctx context.Context, q UserQuery) ([]User, error) {
	u, found, err := t.UserByImmutableID(ctx, q.ImmutableID)
	if err != nil || !found || !q.names(u) || q.Match != nil && !q.Match(&u) {
		return []User{}, err
	}
	return []User{u}, nil
}
