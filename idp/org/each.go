package org

import (
	"context"
	"errors"
	"iter"

	"samlharness/internal/store"
)

// errEnough ends a look at the store.
var errEnough = errors.New("enough")

// EachUser goes through the users in the order of their ids, all of one moment, without a list of them.
func (o *Organization) EachUser(ctx context.Context) iter.Seq2[User, error] {
	return func(yield func(User, error) bool) {
		err := o.store.View(ctx, func(tx store.Tx) error {
			for e, err := range users.Scan(tx, "") {
				if err != nil {
					return err
				}
				if !yield(e.Value.User, nil) {
					return errEnough
				}
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(User{}, err)
		}
	}
}
