package org

import (
	"context"

	"samlharness/internal/store"
)

// HasPassword says whether this is a user's password. It is for whoever sets a scene and shows it: nothing is counted,
// recorded or locked, as it is by [Organization.SignIn].
func (o *Organization) HasPassword(ctx context.Context, u User, password string) (bool, error) {
	var r userRow
	err := o.store.View(ctx, func(tx store.Tx) (err error) {
		r, _, err = users.Get(tx, u.ID)
		return err
	})
	if err != nil {
		return false, err
	}
	return r.Password.Matches(password)
}
