// Package store keeps the state of an emulated company: tables of keys and values, read and changed in transactions.
//
// [Store] and [Tx] are the contract of the implementations; they pass storetest.Run. [NewMemory] lives and dies with
// the process, the package bolt keeps one file. What works with a store declares typed tables on top: [Table], [Index]
// for unique names, [Links] for pairs.
//
//	var (
//		users  = store.Table[User]{Name: "users"}
//		byName = store.Index{Name: "users-by-name"}
//	)
//
//	err := s.Update(ctx, func(tx store.Tx) error {
//		free, err := byName.Claim(tx, name, id)
//		if err != nil || !free {
//			return cmp.Or(err, errTaken)
//		}
//		return users.Put(tx, id, User{Name: name})
//	})
package store

import (
	"context"
	"errors"
	"iter"
)

const (
	// MaxKey is the greatest length of a key in bytes.
	MaxKey = 2048
	// ScanStride is after how many entries a scan looks whether its context has ended.
	ScanStride = 64
)

var (
	// ErrReadOnly is returned by a write in a View, and by one after the end of its transaction.
	ErrReadOnly = errors.New("store: write in a read-only or ended transaction")
	// ErrKey is returned by a write under a key that is empty or longer than [MaxKey].
	ErrKey = errors.New("store: a key has 1 to 2048 bytes")
	// ErrScanning is returned by a write to a table that is being scanned.
	ErrScanning = errors.New("store: write to a table that is being scanned")
	// ErrClosed is returned by transactions that begin after Close.
	ErrClosed = errors.New("store: closed")
)

// Store is a set of tables. It may be used by many goroutines at once. A transaction must not be begun inside another,
// and no function may keep its Tx.
type Store interface {
	// View runs read with a consistent state that no update changes meanwhile. Views run beside each other and beside an
	// update. It returns the context's error when that ended before, else read's.
	View(ctx context.Context, read func(Tx) error) error
	// Update runs change, one update at a time. Everything it wrote is kept, or nothing when change returns an error or
	// panics, when the context ends before it is kept, or when it cannot be kept. It returns the error of change as it is,
	// the context's, or that of the medium.
	Update(ctx context.Context, change func(Tx) error) error
	// Close ends the store, after the transactions that still run, or beside views of a snapshot. Closing again does
	// nothing. It must not be called inside a transaction.
	Close() error
}

// Tx is the state as one transaction sees it, its own changes included. A table need not be declared: one that was
// never written is empty.
//
// Keys are any bytes in their order, 1 to [MaxKey] of them. There is nothing under another key: Get finds nothing,
// Delete deletes nothing, and Put fails with [ErrKey].
//
// A value that was put or got belongs to the store: it, and what it points to, must not be changed afterwards, neither
// by who put it nor by who got it. Make a copy, change that and put it. (storetest.Guarded finds who does otherwise.)
type Tx interface {
	// Get returns the value under key.
	Get(table, key string, codec Codec) (value any, found bool, err error)
	// Put stores a value under key.
	Put(table, key string, codec Codec, value any) error
	// Delete removes key; one that does not exist is not an error.
	Delete(table, key string) error
	// Scan yields the entries whose keys are greater than or equal to from, in the order of their bytes. An error, also
	// the context's when it ends meanwhile, is yielded last, with an entry that means nothing. The table must not be
	// written before the scan is over or left: [ErrScanning].
	Scan(table, from string, codec Codec) iter.Seq2[Entry[any], error]
}

// Entry is a key with its value.
type Entry[T any] struct {
	Key   string
	Value T
}

// Codec turns a table's values into bytes and back, for the implementations that keep bytes. It may be used by many
// goroutines at once.
type Codec interface {
	Encode(value any) ([]byte, error)
	// Decode must not keep data.
	Decode(data []byte) (any, error)
}
