package bolt

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"go.etcd.io/bbolt"

	"samlharness/internal/store"
)

// errEnded is returned by a read after the end of its transaction.
var errEnded = errors.New("store: read after the end of the transaction")

// transaction is a [store.Tx]. A table is a bucket.
type transaction struct {
	rules store.Rules
	ctx   context.Context
	bolt  *bbolt.Tx // nil when it is over
}

// end undoes what was not committed.
func (tx *transaction) end() {
	_ = tx.bolt.Rollback() // after a commit it says that the transaction is over
	tx.bolt, tx.rules.Writable = nil, false
}

func (tx *transaction) Get(table, key string, codec store.Codec) (any, bool, error) {
	if tx.bolt == nil {
		return nil, false, errEnded
	}
	bucket := tx.bolt.Bucket([]byte(table))
	if bucket == nil {
		return nil, false, nil
	}
	data := bucket.Get([]byte(key))
	if data == nil {
		return nil, false, nil
	}
	value, err := decode(codec, table, key, data)
	return value, err == nil, err
}

func decode(codec store.Codec, table, key string, data []byte) (any, error) {
	value, err := codec.Decode(data)
	if err != nil {
		return nil, fmt.Errorf("store: table %s, key %q cannot be read: %w", table, key, err)
	}
	return value, nil
}

func (tx *transaction) Put(table, key string, codec store.Codec, value any) error {
	if err := tx.rules.MayPut(table, key); err != nil {
		return err
	}
	data, err := codec.Encode(value)
	if err != nil {
		return fmt.Errorf("store: table %s, key %q cannot be written: %w", table, key, err)
	}
	bucket, err := tx.bolt.CreateBucketIfNotExists([]byte(table))
	if err != nil {
		return fmt.Errorf("store: table %q: %w", table, err)
	}
	return bucket.Put([]byte(key), data)
}

func (tx *transaction) Delete(table, key string) error {
	if err := tx.rules.MayDelete(table); err != nil {
		return err
	}
	bucket := tx.bolt.Bucket([]byte(table))
	if bucket == nil {
		return nil
	}
	return bucket.Delete([]byte(key))
}

func (tx *transaction) Scan(table, from string, codec store.Codec) iter.Seq2[store.Entry[any], error] {
	return func(yield func(store.Entry[any], error) bool) {
		if tx.bolt == nil {
			yield(store.Entry[any]{}, errEnded)
			return
		}
		bucket := tx.bolt.Bucket([]byte(table))
		if bucket == nil {
			return
		}
		defer tx.rules.Scanning(table)()
		cursor := bucket.Cursor()
		n := 0
		for key, data := cursor.Seek([]byte(from)); key != nil; key, data = cursor.Next() {
			e, err := store.Entry[any]{Key: string(key)}, error(nil)
			if n++; n%store.ScanStride == 0 {
				err = tx.ctx.Err()
			}
			if err == nil {
				e.Value, err = decode(codec, table, e.Key, data)
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}
