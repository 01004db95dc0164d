package org

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"samlharness/internal/store"
)

// CreateGroup adds an empty group. Its name is unique without regard to case.
func (o *Organization) CreateGroup(ctx context.Context, name string) (Group, error) {
	g := Group{ID: NewID(o.random, o.now()), Name: name}
	err := o.store.Update(ctx, func(tx store.Tx) error { return putGroup(tx, g) })
	o.changed(ctx, err, "group_create", "user_group", g.ID, g.Name)
	return g, err
}

// Groups lists the groups by name.
func (o *Organization) Groups(ctx context.Context) ([]Group, error) {
	var list []Group
	err := o.store.View(ctx, func(tx store.Tx) (err error) {
		list, err = groups.Select(tx, nil)
		return err
	})
	slices.SortFunc(list, func(a, b Group) int { return strings.Compare(fold(a.Name), fold(b.Name)) })
	return list, err
}

// Group finds a group by id or name.
func (o *Organization) Group(ctx context.Context, ref string) (Group, error) {
	var g Group
	err := o.store.View(ctx, func(tx store.Tx) (err error) {
		g, err = findGroup(tx, ref)
		return err
	})
	return g, err
}

func findGroup(tx store.Tx, ref string) (Group, error) {
	g, ok, err := groups.Get(tx, ref)
	if err == nil && !ok {
		g, ok, err = groups.Named(tx, groupByName, fold(ref))
	}
	if err == nil && !ok {
		err = notFound("group", ref)
	}
	return g, err
}

// DeleteGroup removes a group; its members lose the applications that it gave them.
func (o *Organization) DeleteGroup(ctx context.Context, ref string) error {
	var g Group
	var had []string // the members whom it bound to the directory
	err := o.store.Update(ctx, func(tx store.Tx) (err error) {
		if g, err = findGroup(tx, ref); err != nil {
			return err
		}
		if bound, err := directoryGroups.Linked(tx, o.DirectoryID(), g.ID); err != nil || bound {
			if had, err = store.IDs(members.Rights(tx, g.ID)); err != nil {
				return err
			}
		}
		return cmp.Or(
			members.UnlinkLeft(tx, g.ID),
			directoryGroups.UnlinkRight(tx, g.ID),
			grants.UnlinkRight(tx, g.ID),
			groupByName.Release(tx, fold(g.Name)),
			groups.Delete(tx, g.ID),
		)
	})
	o.changed(ctx, err, "group_delete", "user_group", g.ID, g.Name)
	if err != nil || len(had) == 0 {
		return err
	}
	return o.followGroups(ctx, had...)
}

// AddToGroup makes a user a member of a group; a member stays one.
func (o *Organization) AddToGroup(ctx context.Context, userRef, groupRef string) error {
	return o.membership(ctx, userRef, groupRef, members.Link)
}

// RemoveFromGroup ends a membership; there need not be one.
func (o *Organization) RemoveFromGroup(ctx context.Context, userRef, groupRef string) error {
	return o.membership(ctx, userRef, groupRef, members.Unlink)
}

func (o *Organization) membership(ctx context.Context, userRef, groupRef string,
	change func(store.Tx, string, string) error) error {
	var u userRow
	err := o.store.Update(ctx, func(tx store.Tx) error {
		g, err := findGroup(tx, groupRef)
		if err != nil {
			return err
		}
		if u, err = findUser(tx, userRef); err != nil {
			return err
		}
		return change(tx, g.ID, u.ID)
	})
	if err != nil {
		return err
	}
	return o.followGroups(ctx, u.ID)
}

// Members lists a group's users in the order of their ids.
func (o *Organization) Members(ctx context.Context, groupRef string) ([]User, error) {
	var list []User
	err := o.store.View(ctx, func(tx store.Tx) error {
		g, err := findGroup(tx, groupRef)
		if err != nil {
			return err
		}
		found, err := linked(tx, members.Rights(tx, g.ID), users)
		for _, r := range found {
			list = append(list, r.User)
		}
		return err
	})
	return list, err
}
