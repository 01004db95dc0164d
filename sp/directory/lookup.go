package directory

import (
	"context"
	"fmt"
	"strings"
)

// User returns an account by its id or user principal name; an [*Error] with status 404 when there is none.
// The case of either does not matter.
func (t *Tenant) User(ctx context.Context, ref string) (User, error) {
	var u User
	err := t.store.View(ctx, func(tx Tx) error {
		var err error
		u, err = t.user(tx, ref)
		return err
	})
	return u, err
}

func (t *Tenant) user(tx Tx, ref string) (User, error) {
	id := strings.ToLower(ref)
	if strings.Contains(ref, "@") {
		u, ok, err := t.indexed(tx, bucketUPN, id)
		if err == nil && !ok {
			err = NotFound(ref)
		}
		return u, err
	}
	record, ok, err := load[userRecord](tx, bucketUsers, id)
	if err == nil && !ok {
		err = NotFound(ref)
	}
	return record.user(), err
}

// indexed finds a user through an index.
func (t *Tenant) indexed(tx Tx, bucket, key string) (User, bool, error) {
	id, err := tx.Get(bucket, key)
	if err != nil || id == nil {
		return User{}, false, err
	}
	record, ok, err := load[userRecord](tx, bucketUsers, string(id))
	if err == nil && !ok {
		err = fmt.Errorf("directory store: index %s points at the missing user %s", bucket, id)
	}
	return record.user(), ok, err
}

func (t *Tenant) lookUp(ctx context.Context, bucket, key string) (User, bool, error) {
	var u User
	found := false
	err := t.store.View(ctx, func(tx Tx) error {
		var err error
		u, found, err = t.indexed(tx, bucket, key)
		return err
	})
	return u, found, err
}

// UserByImmutableID returns the account whose immutable ID is exactly this; false when there is none.
func (t *Tenant) UserByImmutableID(ctx context.Context, id string) (User, bool, error) {
	if id == "" {
		return User{}, false, nil
	}
	return t.lookUp(ctx, bucketImmutable, id)
}

func (t *Tenant) userByUPN(ctx context.Context, upn string) (User, bool, error) {
	return t.lookUp(ctx, bucketUPN, strings.ToLower(upn))
}

// Users returns at most limit accounts (0: all) whose user principal names come after the given one, in the
// order of these names.
func (t *Tenant) Users(ctx context.Context, after string, limit int) ([]User, error) {
	return t.QueryUsers(ctx, UserQuery{After: after, Limit: limit})
}

// queryChunk is how many users one transaction of a query looks at, so that a query over many users does not
// hold up writers.
const queryChunk = 1000

// QueryUsers returns the accounts that the query asks for, in the order of their user principal names.
func (t *Tenant) QueryUsers(ctx context.Context, q UserQuery) ([]User, error) {
	if q.ImmutableID != "" {
		return t.queryOne(ctx, q)
	}
	users := []User{}
	q.After, q.Prefix = strings.ToLower(q.After), strings.ToLower(q.Prefix)
	from := q.Prefix
	if q.After != "" {
		from = max(from, q.After+"\x00")
	}
	for more := true; more; {
		err := t.store.View(ctx, func(tx Tx) error {
			var err error
			users, from, more, err = t.queryFrom(tx, q, from, users)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return users, nil
}

// queryOne answers a query for one immutable ID from its index.
func (t *Tenant) queryOne(ctx context.Context, q UserQuery) ([]User, error) {
	u, found, err := t.UserByImmutableID(ctx, q.ImmutableID)
	upn := strings.ToLower(u.UserPrincipalName)
	if err != nil || !found || !strings.HasPrefix(upn, strings.ToLower(q.Prefix)) || upn <= strings.ToLower(q.After) ||
		q.Match != nil && !q.Match(u) {
		return []User{}, err
	}
	return []User{u}, nil
}

// queryFrom adds to users what one chunk of the index gives; it returns where the next chunk begins and
// whether there may be more.
func (t *Tenant) queryFrom(tx Tx, q UserQuery, from string, users []User) ([]User, string, bool, error) {
	seen := 0
	for e, err := range tx.Scan(bucketUPN, from) {
		if err != nil {
			return nil, "", false, err
		}
		if !strings.HasPrefix(e.Key, q.Prefix) {
			return users, "", false, nil
		}
		if seen++; seen > queryChunk {
			return users, e.Key, true, nil
		}
		record, ok, err := load[userRecord](tx, bucketUsers, string(e.Value))
		if err != nil {
			return nil, "", false, err
		}
		if u := record.user(); ok && (q.Match == nil || q.Match(u)) {
			users = append(users, u)
			if q.Limit > 0 && len(users) == q.Limit {
				return users, "", false, nil
			}
		}
	}
	return users, "", false, nil
}
