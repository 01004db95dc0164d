package store

import (
	"context"
	"iter"
	"maps"
	"sync/atomic"

	"github.com/tidwall/btree"
)

// NewMemory makes an empty [Store] that lives and dies with the process. It keeps values as they are put, so nothing is
// encoded, and a view reads a snapshot: it waits for nothing and nothing waits for it.
func NewMemory() Store {
	m := &memory{writer: make(chan struct{}, 1)}
	m.kept.Store(&tables{})
	return m
}

// memory publishes its state as maps that are never changed again. An update works on copies that share all nodes that
// it does not touch, and publishes them at its end.
type memory struct {
	kept   atomic.Pointer[tables] // nil when the store is closed
	writer chan struct{}          // holds one element while an update runs
}

type (
	tables  map[string]*ordered
	ordered = btree.Map[string, any]
)

// degree is half the greatest number of entries in a node. An update copies the nodes from the root to what it writes:
// small nodes make that cheap, and look-ups little slower (measured with an import of 100,000 users).
const degree = 8

func (m *memory) View(ctx context.Context, read func(Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	kept := m.kept.Load()
	if kept == nil {
		return ErrClosed
	}
	return read(&memoryTx{ctx: ctx, kept: *kept})
}

func (m *memory) Update(ctx context.Context, change func(Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case m.writer <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-m.writer }()
	kept := m.kept.Load()
	if kept == nil {
		return ErrClosed
	}
	tx := &memoryTx{rules: Rules{Writable: true}, ctx: ctx, kept: *kept, changed: tables{}}
	defer func() { tx.rules.Writable = false }()
	if err := change(tx); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	next := maps.Clone(*kept)
	maps.Copy(next, tx.changed)
	m.kept.Store(&next)
	return nil
}

func (m *memory) Close() error {
	m.writer <- struct{}{}
	defer func() { <-m.writer }()
	m.kept.Store(nil)
	return nil
}

type memoryTx struct {
	rules   Rules
	ctx     context.Context
	kept    tables
	changed tables // what this update has written to, complete
}

// table returns a table as this transaction sees it, nil when it is empty.
func (tx *memoryTx) table(name string) *ordered {
	if t := tx.changed[name]; t != nil {
		return t
	}
	return tx.kept[name]
}

// own returns the update's own copy of a table.
func (tx *memoryTx) own(name string) *ordered {
	t := tx.changed[name]
	if t == nil {
		if t = tx.kept[name]; t != nil {
			t = t.Copy()
		} else {
			t = btree.NewMap[string, any](degree)
		}
		tx.changed[name] = t
	}
	return t
}

func (tx *memoryTx) Get(table, key string, _ Codec) (any, bool, error) {
	t := tx.table(table)
	if t == nil {
		return nil, false, nil
	}
	value, found := t.Get(key)
	return value, found, nil
}

func (tx *memoryTx) Put(table, key string, _ Codec, value any) error {
	if err := tx.rules.MayPut(table, key); err != nil {
		return err
	}
	tx.own(table).Set(key, value)
	return nil
}

func (tx *memoryTx) Delete(table, key string) error {
	if err := tx.rules.MayDelete(table); err != nil {
		return err
	}
	if t := tx.table(table); t != nil {
		if _, found := t.Get(key); found { // else nothing needs to be copied
			tx.own(table).Delete(key)
		}
	}
	return nil
}

func (tx *memoryTx) Scan(table, from string, _ Codec) iter.Seq2[Entry[any], error] {
	return func(yield func(Entry[any], error) bool) {
		t := tx.table(table)
		if t == nil {
			return
		}
		defer tx.rules.Scanning(table)()
		var failure error
		n := 0
		t.Ascend(from, func(key string, value any) bool {
			if n++; n%ScanStride == 0 {
				if failure = tx.ctx.Err(); failure != nil {
					return false
				}
			}
			return yield(Entry[any]{Key: key, Value: value}, nil)
		})
		if failure != nil {
			yield(Entry[any]{}, failure)
		}
	}
}
