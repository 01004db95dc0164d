package org

import "samlharness/internal/store"

// putGroup stores a group whose name nobody else has.
func putGroup(tx store.Tx, g Group) error {
	if err := checkGroup(g); err != nil {
		return err
	}
	free, err := groupByName.Claim(tx, fold(g.Name), g.ID)
	if err != nil {
		return err
	}
	if !free {
		return taken("group", "name", g.Name)
	}
	return groups.Put(tx, g.ID, g)
}
