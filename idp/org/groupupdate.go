package org

import (
	"context"
	"strings"

	"samlharness/internal/store"
)

// GroupUpdate changes those members of a group that are not nil.
type GroupUpdate struct{ Name, Description, Email *string }

// UpdateGroup changes a group. Its name stays unique without regard to case.
func (o *Organization) UpdateGroup(ctx context.Context, ref string, change GroupUpdate) (Group, error) {
	var before, g Group
	err := o.store.Update(ctx, func(tx store.Tx) (err error) {
		if before, err = findGroup(tx, ref); err != nil {
			return err
		}
		g = before
		assign(&g.Name, change.Name)
		assign(&g.Description, change.Description)
		assign(&g.Email, change.Email)
		if before.Name == AllUsers && g.Name != AllUsers {
			return invalid("the name of "+AllUsers, "as it is: new users join it by that name", g.Name)
		}
		if err := groupByName.Release(tx, fold(before.Name)); err != nil {
			return err
		}
		return putGroup(tx, g)
	})
	o.changed(ctx, err, "group_update", "user_group", g.ID, g.Name, differences(Change{"name", before.Name, g.Name},
		Change{"description", before.Description, g.Description})...)
	return g, err
}

// checkGroup refuses what JumpCloud would not save.
func checkGroup(g Group) error {
	if g.Name == "" || len(g.Name) > 255 || strings.TrimSpace(g.Name) != g.Name ||
		strings.ContainsFunc(g.Name, unprintable) {
		return invalid("group name", "1 to 255 printable characters without blanks around them", g.Name)
	}
	for _, text := range []string{g.Description, g.Email} {
		if len(text) > maxName || strings.ContainsFunc(text, unprintable) {
			return invalid("a field of the group", "at most 1024 bytes of printable characters", text)
		}
	}
	return nil
}
