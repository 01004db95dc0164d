package org

import (
	"context"

	"samlharness/internal/store"
)

// BindGroup grants an application to a group. Without a grant nobody may use an application.
func (o *Organization) BindGroup(ctx context.Context, groupRef, appRef string) error {
	return o.grant(ctx, groupRef, appRef, grants.Link)
}

// UnbindGroup takes an application from a group; it need not have been granted.
func (o *Organization) UnbindGroup(ctx context.Context, groupRef, appRef string) error {
	return o.grant(ctx, groupRef, appRef, grants.Unlink)
}

func (o *Organization) grant(ctx context.Context, groupRef, appRef string,
	change func(tx store.Tx, app, group string) error) error {
	return o.store.Update(ctx, func(tx store.Tx) error {
		g, err := findGroup(tx, groupRef)
		if err != nil {
			return err
		}
		a, err := findApplication(tx, appRef)
		if err != nil {
			return err
		}
		return change(tx, a.ID, g.ID)
	})
}

// BoundGroups lists the groups that an application is granted to.
func (o *Organization) BoundGroups(ctx context.Context, appRef string) ([]Group, error) {
	var list []Group
	err := o.store.View(ctx, func(tx store.Tx) error {
		a, err := findApplication(tx, appRef)
		if err != nil {
			return err
		}
		list, err = linked(tx, grants.Rights(tx, a.ID), groups)
		return err
	})
	return list, err
}
