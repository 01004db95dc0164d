package org

import (
	"strings"

	"samlharness/internal/store"
)

// putGroup stores a group whose name nobody else has.
func putGroup(tx store.Tx, g Group) error {
	if g.Name == "" || len(g.Name) > 255 || strings.TrimSpace(g.Name) != g.Name ||
		strings.ContainsFunc(g.Name, unprintable) {
		return invalid("group name", "1 to 255 printable characters without blanks around them", g.Name)
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
