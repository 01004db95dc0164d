package directory

import (
	"context"
	"iter"
)

// Store keeps a tenant's state as values under keys in named buckets, in transactions. It may be used by many
// goroutines at once. Implementations pass storetest.Run.
type Store interface {
	// View runs read with a consistent state that no update changes meanwhile.
	View(ctx context.Context, read func(Tx) error) error
	// Update runs change alone; when it returns an error or panics, nothing of it stays.
	Update(ctx context.Context, change func(Tx) error) error
}

// Tx is the state as one transaction sees it, its own changes included. It must not be used after the
// transaction's end, and a transaction must not be begun inside another.
type Tx interface {
	// Get returns the value under key; nil when there is none. The value must not be changed.
	Get(bucket, key string) ([]byte, error)
	// Put stores a copy of value under key. Inside View it is an error.
	Put(bucket, key string, value []byte) error
	// Delete removes key; one that does not exist is no error. Inside View it is an error.
	Delete(bucket, key string) error
	// Scan yields the keys greater than or equal to from, with their values, in byte order. The bucket must not
	// be changed while scanning. An error is yielded last.
	Scan(bucket, from string) iter.Seq2[Entry, error]
}

// Entry is one key with its value.
type Entry struct {
	Key   string
	Value []byte
}
