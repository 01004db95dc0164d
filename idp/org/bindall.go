package org

import (
	"context"
	"fmt"
	"slices"

	"samlharness/internal/store"
	"samlharness/record"
)

// bindAtOnce is how many users are bound between two looks at the store.
const bindAtOnce = 1000

// BindAll binds the users that keep accepts to the M365 directory, nil accepting all, and tells Microsoft of many in
// one request. It passes over those who are bound already and whom Microsoft took. It returns how many were bound; a
// refusal with [CodeDirectorySync] says how many Microsoft did not take, whose bindings stay with their SyncError.
func (o *Organization) BindAll(ctx context.Context, keep func(User) bool) (bound int, err error) {
	ids, err := o.unbound(ctx, keep)
	if err != nil {
		return 0, err
	}
	return o.bindThose(ctx, ids, false)
}

// bindThose binds users, directly or because a group of theirs is bound.
func (o *Organization) bindThose(ctx context.Context, ids []string, through bool) (bound int, err error) {
	var first error
	refused := 0
	for some := range slices.Chunk(ids, bindAtOnce) {
		failed, err := o.bindSome(ctx, some, through)
		for _, f := range failed {
			if f == nil {
				bound++
				continue
			}
			refused++
			if first == nil {
				first = f
			}
		}
		if err != nil {
			return bound, err
		}
	}
	if refused == 0 {
		return bound, nil
	}
	return bound, &record.Refusal{
		Code:    CodeDirectorySync,
		OwnCode: true,
		Message: fmt.Sprintf("Microsoft 365 took %d users and did not take %d", bound, refused),
		Got:     "the first refusal: " + first.Error(),
		Fix:     "see in the record, or at each user, what Microsoft says; then bind them again",
		Cause:   first,
	}
}

// unbound are the ids of the users whom Microsoft was not told of, or did not take.
func (o *Organization) unbound(ctx context.Context, keep func(User) bool) (ids []string, err error) {
	err = o.store.View(ctx, func(tx store.Tx) error {
		for e, err := range users.Scan(tx, "") {
			if err != nil {
				return err
			}
			u := e.Value.User
			if (!u.Bound() || u.Directory.SyncError != "") && (keep == nil || keep(u)) {
				ids = append(ids, u.ID)
			}
		}
		return nil
	})
	return ids, err
}

// bindSome binds users and returns what came of telling Microsoft of each that is still there.
func (o *Organization) bindSome(ctx context.Context, ids []string, through bool) ([]error, error) {
	list, err := o.changeUsers(ctx, ids, func(u *User) {
		if !u.Bound() {
			u.Directory.ImmutableID, u.Directory.ThroughGroup = u.ID, through
		}
	})
	if err != nil {
		return nil, err
	}
	failed := make([]error, len(list))
	if o.sync != nil {
		failed = o.sync.BindAll(ctx, o.accounts(list))
		if err := o.writeDown(context.WithoutCancel(ctx), list, failed); err != nil {
			return failed, err
		}
	}
	return failed, ctx.Err()
}

// writeDown keeps at each user, and in the record, what came of telling Microsoft.
func (o *Organization) writeDown(ctx context.Context, list []User, failed []error) error {
	ids, outcome := make([]string, len(list)), map[string]error{}
	for i, u := range list {
		ids[i], outcome[u.ID] = u.ID, failed[i]
		_ = o.synced(ctx, u, record.DirectoryBind, fixBind, failed[i]) // the caller counts them
	}
	_, err := o.changeUsers(ctx, ids, func(u *User) { u.Directory.told(outcome[u.ID], o.now()) })
	return err
}

// changeUsers applies a change that touches no index to those of the users who are there, and returns them.
func (o *Organization) changeUsers(ctx context.Context, ids []string, change func(*User)) (list []User, err error) {
	list = make([]User, 0, len(ids))
	err = o.store.Update(ctx, func(tx store.Tx) error {
		for _, id := range ids {
			r, found, err := users.Get(tx, id)
			if err != nil {
				return err
			}
			if !found {
				continue
			}
			change(&r.User)
			if err := users.Put(tx, id, r); err != nil {
				return err
			}
			list = append(list, r.User)
		}
		return nil
	})
	return list, err
}
