package storetest

import (
	"bytes"
	"context"
	"reflect"
	"sync"
	"testing"

	"samlharness/internal/store"
)

// Guarded makes a store in memory for the tests of those who use a store. It fails the test when a value is not the
// same after its codec, and so would be damaged by a store that keeps bytes; and, at the test's end, when a value was
// changed after it was put or got.
func Guarded(t testing.TB) store.Store {
	g := &guarded{Store: store.NewMemory(), t: t}
	t.Cleanup(g.check)
	return g
}

type guarded struct {
	store.Store
	t testing.TB

	mu   sync.Mutex
	puts []putValue
}

// putValue is a value with what its codec made of it when it was put. The memory store hands the same value to whoever
// gets it, so their changes are seen here too.
type putValue struct {
	table, key string
	codec      store.Codec
	value      any
	encoded    []byte
}

// Update hands out transactions that look at what is put.
func (g *guarded) Update(ctx context.Context, change func(store.Tx) error) error {
	return g.Store.Update(ctx, func(tx store.Tx) error { return change(guardedTx{Tx: tx, guard: g}) })
}

type guardedTx struct {
	store.Tx
	guard *guarded
}

func (tx guardedTx) Put(table, key string, codec store.Codec, value any) error {
	encoded, err := codec.Encode(value)
	if err != nil {
		return err
	}
	decoded, err := codec.Decode(encoded)
	if err != nil {
		return err
	}
	g := tx.guard
	if !reflect.DeepEqual(value, decoded) {
		g.t.Errorf("table %s, key %q: the value is not the same after its codec\n  put:   %#v\n  after: %#v",
			table, key, value, decoded)
	}
	g.mu.Lock()
	g.puts = append(g.puts, putValue{table: table, key: key, codec: codec, value: value, encoded: encoded})
	g.mu.Unlock()
	return tx.Tx.Put(table, key, codec, value)
}

func (g *guarded) check() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, p := range g.puts {
		now, err := p.codec.Encode(p.value)
		if err != nil || !bytes.Equal(now, p.encoded) {
			g.t.Errorf("table %s, key %q: the value was changed after it was put\n  put: %s\n  now: %s (error: %v)",
				p.table, p.key, p.encoded, now, err)
		}
	}
}
