package org

import "context"

// BindGroup grants an application to a group. Without a grant nobody may use an application.
func (o *Organization) BindGroup(ctx context.Context, groupRef, appRef string) error {
	return o.grant(ctx, groupRef, appRef, func(tx Tx, key string) error { return tx.Put(tableAppGroups, key, nil) })
}

// UnbindGroup takes an application from a group; it need not have been granted.
func (o *Organization) UnbindGroup(ctx context.Context, groupRef, appRef string) error {
	return o.grant(ctx, groupRef, appRef, func(tx Tx, key string) error { return tx.Delete(tableAppGroups, key) })
}

func (o *Organization) grant(ctx context.Context, groupRef, appRef string, change func(Tx, string) error) error {
	return o.store.Update(ctx, func(tx Tx) error {
		g, err := findGroup(tx, groupRef)
		if err != nil {
			return err
		}
		a, err := findApplication(tx, appRef)
		if err != nil {
			return err
		}
		return change(tx, a.ID+"/"+g.ID)
	})
}

// BoundGroups lists the groups that an application is granted to.
func (o *Organization) BoundGroups(ctx context.Context, appRef string) ([]Group, error) {
	var list []Group
	err := o.store.View(ctx, func(tx Tx) error {
		a, err := findApplication(tx, appRef)
		if err != nil {
			return err
		}
		for id := range links(tx, tableAppGroups, a.ID) {
			g, _, err := load[Group](tx, tableGroups, id)
			if err != nil {
				return err
			}
			list = append(list, g)
		}
		return nil
	})
	return list, err
}
