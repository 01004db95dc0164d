package org

import (
	"context"
	"errors"

	"samlharness/internal/store"
	"samlharness/record"
)

func isDirectorySync(err error) bool { return record.IsCode(err, CodeDirectorySync) }

// bindDirectly binds a user, or ends that; a bound group keeps its members bound.
func (o *Organization) bindDirectly(ctx context.Context, userID string, add bool) error {
	if add {
		_, err := o.BindDirectory(ctx, userID, BindOptions{})
		return err
	}
	through, err := o.throughGroup(ctx, userID)
	if err != nil {
		return err
	}
	if through {
		_, err := o.changeUser(ctx, userID, func(u *User) { u.Directory.ThroughGroup = true })
		return err
	}
	_, err = o.UnbindDirectory(ctx, userID)
	return err
}

// bindGroupToDirectory binds the members of a group, or ends that for those whom nothing else binds.
func (o *Organization) bindGroupToDirectory(ctx context.Context, groupID string, add bool) error {
	var ids []string
	err := o.store.Update(ctx, func(tx store.Tx) (err error) {
		if ids, err = store.IDs(members.Rights(tx, groupID)); err != nil {
			return err
		}
		if add {
			return directoryGroups.Link(tx, o.DirectoryID(), groupID)
		}
		return directoryGroups.Unlink(tx, o.DirectoryID(), groupID)
	})
	if err != nil {
		return err
	}
	return o.followGroups(ctx, ids...)
}

// followGroups binds those of the users whom a bound group binds, and unbinds those whom none binds any more.
func (o *Organization) followGroups(ctx context.Context, userIDs ...string) error {
	var bind, unbind []string
	err := o.store.View(ctx, func(tx store.Tx) error {
		for _, id := range userIDs {
			r, found, err := users.Get(tx, id)
			if err != nil || !found {
				return err
			}
			through, err := o.hasBoundGroup(tx, id)
			if err != nil {
				return err
			}
			switch {
			case through && !r.Bound():
				bind = append(bind, id)
			case !through && r.Directory.ThroughGroup:
				unbind = append(unbind, id)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	_, err = o.bindThose(ctx, bind, true)
	for _, id := range unbind {
		_, failed := o.UnbindDirectory(ctx, id)
		err = errors.Join(err, failed)
	}
	return err
}

// throughGroup says whether a group binds the user to the directory.
func (o *Organization) throughGroup(ctx context.Context, userID string) (through bool, err error) {
	err = o.store.View(ctx, func(tx store.Tx) error {
		through, err = o.hasBoundGroup(tx, userID)
		return err
	})
	return through, err
}

// hasBoundGroup looks at the groups that are bound, which are few.
func (o *Organization) hasBoundGroup(tx store.Tx, userID string) (bool, error) {
	for group, err := range directoryGroups.Rights(tx, o.DirectoryID()) {
		if err != nil {
			return false, err
		}
		if member, err := members.Linked(tx, group, userID); err != nil || member {
			return member, err
		}
	}
	return false, nil
}
