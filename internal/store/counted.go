package store

import (
	"context"
	"sync/atomic"
)

// Counted is a store that counts the updates that were kept: while the number is the same, so is what is read. Memory
// and a file belong to one process, so that nobody else changes them.
type Counted struct {
	Store
	kept atomic.Uint64
}

// Update is that of the store.
func (c *Counted) Update(ctx context.Context, change func(Tx) error) error {
	err := c.Store.Update(ctx, change)
	if err == nil {
		c.kept.Add(1)
	}
	return err
}

// Updates is how many updates were kept, of those whose caller has returned all.
func (c *Counted) Updates() uint64 { return c.kept.Load() }
