package org

import (
	"context"
	"errors"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
)

// ErrReadOnly is returned by writes in a [Store]'s View.
var ErrReadOnly = errors.New("org: write in a read-only transaction")

// NewMemoryStore makes a [Store] that lives and dies with the process.
func NewMemoryStore() Store { return &memoryStore{tables: map[string]*memoryTable{}} }

type memoryStore struct {
	mu     sync.RWMutex
	tables map[string]*memoryTable
}

// memoryTable is a map with its keys sorted when somebody scans.
type memoryTable struct {
	values map[string][]byte
	mu     sync.Mutex // guards sorted among concurrent Views
	sorted []string   // nil when keys came or went since the last scan
}

func (s *memoryStore) View(ctx context.Context, fn func(Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return fn(&memoryTx{store: s})
}

func (s *memoryStore) Update(ctx context.Context, fn func(Tx) error) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	tx := &memoryTx{store: s, writes: true}
	done := false
	defer func() {
		if !done || err != nil {
			tx.rollback()
		}
	}()
	err = fn(tx)
	done = true
	return err
}

type memoryTx struct {
	store  *memoryStore
	writes bool
	undo   []undo
}

type undo struct {
	table, key string
	value      []byte
	existed    bool
}

func (t *memoryTx) Get(table, key string) ([]byte, bool, error) {
	if m := t.store.tables[table]; m != nil {
		v, ok := m.values[key]
		return v, ok, nil
	}
	return nil, false, nil
}

func (t *memoryTx) Put(table, key string, value []byte) error {
	if !t.writes {
		return ErrReadOnly
	}
	t.remember(table, key)
	t.set(table, key, value)
	return nil
}

func (t *memoryTx) Delete(table, key string) error {
	if !t.writes {
		return ErrReadOnly
	}
	t.remember(table, key)
	t.unset(table, key)
	return nil
}

func (t *memoryTx) Scan(table, prefix string) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		m := t.store.tables[table]
		if m == nil {
			return
		}
		keys := m.keys()
		first, _ := slices.BinarySearch(keys, prefix)
		for _, k := range keys[first:] {
			if !strings.HasPrefix(k, prefix) || !yield(k, m.values[k]) {
				return
			}
		}
	}
}

func (m *memoryTable) keys() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.sorted == nil {
		m.sorted = slices.Sorted(maps.Keys(m.values))
	}
	return m.sorted
}

func (t *memoryTx) remember(table, key string) {
	value, existed, _ := t.Get(table, key)
	t.undo = append(t.undo, undo{table, key, value, existed})
}

func (t *memoryTx) set(table, key string, value []byte) {
	m := t.store.tables[table]
	if m == nil {
		m = &memoryTable{values: map[string][]byte{}}
		t.store.tables[table] = m
	}
	if _, ok := m.values[key]; !ok {
		m.sorted = nil
	}
	m.values[key] = value
}

func (t *memoryTx) unset(table, key string) {
	if m := t.store.tables[table]; m != nil {
		if _, ok := m.values[key]; ok {
			m.sorted = nil
			delete(m.values, key)
		}
	}
}

func (t *memoryTx) rollback() {
	for _, u := range slices.Backward(t.undo) {
		if u.existed {
			t.set(u.table, u.key, u.value)
		} else {
			t.unset(u.table, u.key)
		}
	}
}
