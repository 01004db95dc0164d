package directory

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sync"
)

// errReadOnly is returned by a write inside [Store.View].
var errReadOnly = errors.New("directory store: write in a read-only transaction")

// Memory is a [Store] in memory.
type Memory struct {
	mu      sync.RWMutex
	buckets map[string]*table
}

// NewMemory makes an empty store in memory.
func NewMemory() *Memory { return &Memory{buckets: map[string]*table{}} }

// View is [Store.View]; views run side by side.
func (m *Memory) View(ctx context.Context, read func(Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	return read(&memoryTx{store: m})
}

// Update is [Store.Update]; updates run one after the other.
func (m *Memory) Update(ctx context.Context, change func(Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	tx := &memoryTx{store: m, writable: true}
	done := false
	defer func() {
		if !done {
			tx.rollBack()
		}
	}()
	if err := change(tx); err != nil {
		return err
	}
	done = true
	return nil
}

type memoryTx struct {
	store    *Memory
	writable bool
	undo     []undo
}

// undo is what stood under a key before a change; a nil value means nothing.
type undo struct {
	bucket, key string
	value       []byte
}

func (tx *memoryTx) Get(bucket, key string) ([]byte, error) {
	if t := tx.store.buckets[bucket]; t != nil {
		return t.values[key], nil
	}
	return nil, nil
}

func (tx *memoryTx) Put(bucket, key string, value []byte) error {
	if !tx.writable {
		return errReadOnly
	}
	t := tx.store.buckets[bucket]
	if t == nil {
		t = &table{values: map[string][]byte{}}
		tx.store.buckets[bucket] = t
	}
	tx.undo = append(tx.undo, undo{bucket, key, t.values[key]})
	t.put(key, append(make([]byte, 0, len(value)), value...))
	return nil
}

func (tx *memoryTx) Delete(bucket, key string) error {
	if !tx.writable {
		return errReadOnly
	}
	t := tx.store.buckets[bucket]
	if t == nil || t.values[key] == nil {
		return nil
	}
	tx.undo = append(tx.undo, undo{bucket, key, t.values[key]})
	t.remove(key)
	return nil
}

func (tx *memoryTx) Scan(bucket, from string) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		t := tx.store.buckets[bucket]
		if t == nil {
			return
		}
		keys := t.ordered()
		start, _ := slices.BinarySearch(keys, from)
		for _, key := range keys[start:] {
			if !yield(Entry{Key: key, Value: t.values[key]}, nil) {
				return
			}
		}
	}
}

func (tx *memoryTx) rollBack() {
	for _, u := range slices.Backward(tx.undo) {
		t := tx.store.buckets[u.bucket]
		if u.value == nil {
			t.remove(u.key)
		} else {
			t.put(u.key, u.value)
		}
	}
}

// table is one bucket. Its keys are put in order when somebody scans, so that a large import does not pay for
// it at every insertion.
type table struct {
	values map[string][]byte

	mu    sync.Mutex // guards what follows: readers put the keys in order while they hold the store's read lock
	keys  []string   // in order, but for what added and stale tell
	added []string   // keys that came since
	stale bool       // keys were removed since
}

func (t *table) put(key string, value []byte) {
	if _, ok := t.values[key]; !ok {
		t.added = append(t.added, key)
	}
	t.values[key] = value
}

func (t *table) remove(key string) {
	delete(t.values, key)
	t.stale = true
}

func (t *table) ordered() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.added) == 0 && !t.stale {
		return t.keys
	}
	keys := slices.Concat(t.keys, t.added)
	if t.stale {
		keys = slices.DeleteFunc(keys, func(k string) bool { _, ok := t.values[k]; return !ok })
	}
	slices.Sort(keys)
	t.keys, t.added, t.stale = slices.Compact(keys), nil, false
	return t.keys
}
