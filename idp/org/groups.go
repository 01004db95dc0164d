package org

import (
	"context"
	"slices"
	"strings"
)

// AllUsers is the group that every organization has and every new user joins.
const AllUsers = "All Users"

// Group is a group of users. Applications are granted to groups.
type Group struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
}

// CreateGroup adds an empty group. Its name is unique without regard to case.
func (o *Organization) CreateGroup(ctx context.Context, name string) (Group, error) {
	g := Group{ID: newID(o.now()), Name: name}
	err := o.store.Update(ctx, func(tx Tx) error { return putGroup(tx, g) })
	return g, err
}

func putGroup(tx Tx, g Group) error {
	if g.Name == "" || len(g.Name) > 255 || strings.TrimSpace(g.Name) != g.Name ||
		strings.ContainsFunc(g.Name, unprintable) {
		return invalid("group name", "1 to 255 printable characters without blanks around them", g.Name)
	}
	free, err := index(tx, tableGroupByName, fold(g.Name), g.ID)
	if err != nil {
		return err
	}
	if !free {
		return taken("group", "name", g.Name)
	}
	return save(tx, tableGroups, g.ID, g)
}

// Groups lists the groups by name.
func (o *Organization) Groups(ctx context.Context) ([]Group, error) {
	var list []Group
	err := o.store.View(ctx, func(tx Tx) (err error) {
		list, err = collect[Group](tx, tableGroups, nil)
		return err
	})
	slices.SortFunc(list, func(a, b Group) int { return strings.Compare(fold(a.Name), fold(b.Name)) })
	return list, err
}

// Group finds a group by id or name.
func (o *Organization) Group(ctx context.Context, ref string) (Group, error) {
	var g Group
	err := o.store.View(ctx, func(tx Tx) (err error) {
		g, err = findGroup(tx, ref)
		return err
	})
	return g, err
}

func findGroup(tx Tx, ref string) (Group, error) {
	g, ok, err := load[Group](tx, tableGroups, ref)
	if err == nil && !ok {
		g, ok, err = loadIndexed[Group](tx, tableGroupByName, fold(ref), tableGroups)
	}
	if err == nil && !ok {
		err = notFound("group", ref)
	}
	return g, err
}

// DeleteGroup removes a group; its members lose the applications that it gave them.
func (o *Organization) DeleteGroup(ctx context.Context, ref string) error {
	return o.store.Update(ctx, func(tx Tx) error {
		g, err := findGroup(tx, ref)
		if err != nil {
			return err
		}
		for user := range collectLinks(tx, tableMembers, g.ID) {
			if err := unlink(tx, g.ID, user); err != nil {
				return err
			}
		}
		apps, err := collect[Application](tx, tableApplications, nil)
		if err != nil {
			return err
		}
		for _, a := range apps {
			if err := tx.Delete(tableAppGroups, a.ID+"/"+g.ID); err != nil {
				return err
			}
		}
		if err := tx.Delete(tableGroupByName, fold(g.Name)); err != nil {
			return err
		}
		return tx.Delete(tableGroups, g.ID)
	})
}

// AddToGroup makes a user a member of a group; a member stays one.
func (o *Organization) AddToGroup(ctx context.Context, userRef, groupRef string) error {
	return o.membership(ctx, userRef, groupRef, link)
}

// RemoveFromGroup ends a membership; there need not be one.
func (o *Organization) RemoveFromGroup(ctx context.Context, userRef, groupRef string) error {
	return o.membership(ctx, userRef, groupRef, unlink)
}

func (o *Organization) membership(ctx context.Context, userRef, groupRef string,
	change func(Tx, string, string) error) error {
	return o.store.Update(ctx, func(tx Tx) error {
		g, err := findGroup(tx, groupRef)
		if err != nil {
			return err
		}
		u, err := findUser(tx, userRef)
		if err != nil {
			return err
		}
		return change(tx, g.ID, u.ID)
	})
}

// Members lists a group's users in the order of their ids.
func (o *Organization) Members(ctx context.Context, groupRef string) ([]User, error) {
	var list []User
	err := o.store.View(ctx, func(tx Tx) error {
		g, err := findGroup(tx, groupRef)
		if err != nil {
			return err
		}
		for id := range links(tx, tableMembers, g.ID) {
			u, _, err := load[User](tx, tableUsers, id)
			if err != nil {
				return err
			}
			list = append(list, u)
		}
		return nil
	})
	return list, err
}

func link(tx Tx, group, user string) error {
	if err := tx.Put(tableMembers, group+"/"+user, nil); err != nil {
		return err
	}
	return tx.Put(tableMemberships, user+"/"+group, nil)
}

func unlink(tx Tx, group, user string) error {
	if err := tx.Delete(tableMembers, group+"/"+user); err != nil {
		return err
	}
	return tx.Delete(tableMemberships, user+"/"+group)
}

// collectLinks is links read to the end first, so that the table may be written meanwhile.
func collectLinks(tx Tx, table, left string) func(func(string) bool) {
	return slices.Values(slices.Collect(links(tx, table, left)))
}
