package org

import (
	"cmp"
	"context"
	"strings"
	"time"

	"samlharness/internal/store"
	"samlharness/record"
)

// BindOptions say how a user is bound to the M365 directory.
type BindOptions struct {
	// ImmutableID is the one that a user who was imported from Microsoft already had; "" means the user's id.
	ImmutableID string
}

// BindDirectory binds a user to the M365 directory and tells Microsoft. If Microsoft does not take it, the binding
// stays, its SyncError says why, and so does the returned error, with [CodeDirectorySync]. Binding again tries again.
func (o *Organization) BindDirectory(ctx context.Context, userRef string, opts BindOptions) (User, error) {
	if err := checkImmutableID(opts.ImmutableID); err != nil {
		return User{}, err
	}
	u, err := o.changeUser(ctx, userRef, func(u *User) {
		u.Directory = DirectoryBinding{ImmutableID: cmp.Or(opts.ImmutableID, u.ImmutableID(), u.ID)}
	})
	if err != nil || o.sync == nil {
		return u, err
	}
	failed := o.sync.Bind(ctx, o.account(u))
	stored, err := o.changeUser(context.WithoutCancel(ctx), u.ID, func(u *User) { u.Directory.told(failed, o.now()) })
	if err != nil {
		return u, err
	}
	return stored, o.synced(ctx, stored, record.DirectoryBind, fixBind, failed)
}

// checkImmutableID refuses what no directory takes.
func checkImmutableID(id string) error {
	if len(id) > 256 || strings.ContainsFunc(id, unprintable) {
		return invalid("immutable ID", "at most 256 printable characters", id)
	}
	return nil
}

const fixBind = "see what Microsoft says, then bind the user again"

// told writes down what came of telling Microsoft.
func (b *DirectoryBinding) told(failed error, now time.Time) {
	switch {
	case b.ImmutableID == "": // unbound meanwhile
	case failed != nil:
		b.SyncError = failed.Error()
	default:
		b.SyncError, b.SyncedAt = "", now
	}
}

// UnbindDirectory ends a user's binding and removes the immutable ID at Microsoft. If Microsoft does not let go of it,
// the user is unbound nevertheless and the error, with [CodeDirectorySync], says so.
func (o *Organization) UnbindDirectory(ctx context.Context, userRef string) (User, error) {
	bound := false
	u, err := o.changeUser(ctx, userRef, func(u *User) {
		bound = u.Bound()
		u.Directory = DirectoryBinding{}
	})
	if err != nil || o.sync == nil || !bound {
		return u, err
	}
	return u, o.synced(ctx, u, record.DirectoryUnbind, "see what Microsoft says, then clear the immutable ID there",
		o.sync.Unbind(ctx, o.account(u)))
}

// synced records what came of telling Microsoft and makes the error of it.
func (o *Organization) synced(ctx context.Context, u User, kind record.Kind, fix string, failed error) error {
	e := record.Exchange{At: o.now(), By: record.JumpCloud, Kind: kind, Subject: u.Email, Verdict: record.Accepted}
	var told error
	if failed != nil {
		refusal := &record.Refusal{
			Code:    CodeDirectorySync,
			OwnCode: true,
			Message: "Microsoft 365 did not take the change of " + u.Email,
			Got:     failed.Error(),
			Fix:     fix,
			Cause:   failed,
		}
		e.Verdict, e.Refusal, told = record.Refused, refusal, refusal
	}
	o.record.Add(ctx, e)
	return told
}

// changeUser applies a change that touches no index.
func (o *Organization) changeUser(ctx context.Context, ref string, change func(*User)) (User, error) {
	var r userRow
	err := o.store.Update(ctx, func(tx store.Tx) (err error) {
		if r, err = findUser(tx, ref); err != nil {
			return err
		}
		change(&r.User)
		return users.Put(tx, r.ID, r)
	})
	return r.User, err
}
