package org

import (
	"context"
	"iter"
)

// Store keeps an organization's state as named tables of keys and values. Implementations must pass
// [samlharness/idp/storetest.Run].
//
// Values are opaque, tables need not be declared, and every key is valid UTF-8 of at most 1024 bytes.
type Store interface {
	// View runs fn on a state that does not change meanwhile. fn must not write.
	View(ctx context.Context, fn func(Tx) error) error
	// Update runs fn alone. If fn returns an error or panics, nothing of what it wrote remains. The error is
	// returned as it is.
	Update(ctx context.Context, fn func(Tx) error) error
}

// Tx is one transaction. It must not be used after the function that received it returns.
type Tx interface {
	// Get returns the value of a key; the caller must not change it.
	Get(table, key string) (value []byte, found bool, err error)
	// Put stores a value, which the caller must not change afterwards. In a View it fails with [ErrReadOnly].
	Put(table, key string, value []byte) error
	// Delete removes a key; a missing one is no error. In a View it fails with [ErrReadOnly].
	Delete(table, key string) error
	// Scan yields the keys that begin with prefix, with their values, in the order of their bytes. The table
	// must not be written during a scan.
	Scan(table, prefix string) iter.Seq2[string, []byte]
}
