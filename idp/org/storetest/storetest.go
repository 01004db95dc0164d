// Package storetest is the conformance suite of the identity provider's stores: what every implementation of
// [org.Store] must do.
package storetest

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp/org"
)

// Run tests a store; open makes a fresh, empty one.
func Run(t *testing.T, open func(t *testing.T) org.Store) {
	for _, c := range []struct {
		name string
		test func(*testing.T, org.Store)
	}{
		{"values", values}, {"scan", scan}, {"rollback on error", rollbackOnError}, {"rollback on panic", rollbackOnPanic},
		{"view is read-only", readOnly}, {"own writes are seen", ownWrites}, {"context", ended},
		{"updates do not lose each other", concurrent},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

func put(t *testing.T, s org.Store, table string, pairs ...string) {
	t.Helper()
	require.NoError(t, s.Update(t.Context(), func(tx org.Tx) error {
		for i := 0; i < len(pairs); i += 2 {
			if err := tx.Put(table, pairs[i], []byte(pairs[i+1])); err != nil {
				return err
			}
		}
		return nil
	}))
}

func get(t *testing.T, s org.Store, table, key string) (string, bool) {
	t.Helper()
	var value []byte
	var found bool
	require.NoError(t, s.View(t.Context(), func(tx org.Tx) (err error) {
		value, found, err = tx.Get(table, key)
		value = append([]byte(nil), value...)
		return err
	}))
	return string(value), found
}

func values(t *testing.T, s org.Store) {
	_, found := get(t, s, "t", "k")
	assert.False(t, found)
	put(t, s, "t", "k", "1", "王", "2", "empty", "")
	put(t, s, "t", "k", "3")
	for key, want := range map[string]string{"k": "3", "王": "2", "empty": ""} {
		value, found := get(t, s, "t", key)
		assert.True(t, found, key)
		assert.Equal(t, want, value, key)
	}
	_, found = get(t, s, "other", "k")
	assert.False(t, found, "tables are apart")
	require.NoError(t, s.Update(t.Context(), func(tx org.Tx) error {
		return errors.Join(tx.Delete("t", "k"), tx.Delete("t", "missing"), tx.Delete("no table", "k"))
	}))
	_, found = get(t, s, "t", "k")
	assert.False(t, found)
}

func keys(t *testing.T, s org.Store, table, prefix string) (list []string) {
	t.Helper()
	require.NoError(t, s.View(t.Context(), func(tx org.Tx) error {
		for key, value := range tx.Scan(table, prefix) {
			list = append(list, key+"="+string(value))
		}
		return nil
	}))
	return list
}

func scan(t *testing.T, s org.Store) {
	assert.Empty(t, keys(t, s, "t", ""))
	put(t, s, "t", "b/2", "x", "a/1", "y", "b/1", "z", "b", "w", "c", "v")
	assert.Equal(t, []string{"a/1=y", "b=w", "b/1=z", "b/2=x", "c=v"}, keys(t, s, "t", ""))
	assert.Equal(t, []string{"b/1=z", "b/2=x"}, keys(t, s, "t", "b/"))
	assert.Empty(t, keys(t, s, "t", "d"))
	put(t, s, "t", "b/15", "new")
	assert.Equal(t, []string{"b/1=z", "b/15=new", "b/2=x"}, keys(t, s, "t", "b/"), "a later key is seen")
	require.NoError(t, s.View(t.Context(), func(tx org.Tx) error {
		for key := range tx.Scan("t", "b") {
			assert.Equal(t, "b", key)
			break // ending early is allowed
		}
		return nil
	}))
}

var errStop = errors.New("stop")

func spoil(tx org.Tx) error {
	return errors.Join(tx.Put("t", "kept", []byte("changed")), tx.Put("t", "kept", []byte("changed again")),
		tx.Put("t", "new", []byte("1")),
		tx.Delete("t", "gone"), tx.Put("t", "gone", []byte("back")), tx.Delete("t", "gone"), tx.Put("fresh table", "k", nil))
}

func unspoilt(t *testing.T, s org.Store) {
	t.Helper()
	assert.Equal(t, []string{"gone=2", "kept=1"}, keys(t, s, "t", ""))
	assert.Empty(t, keys(t, s, "fresh table", ""))
}

func rollbackOnError(t *testing.T, s org.Store) {
	put(t, s, "t", "kept", "1", "gone", "2")
	err := s.Update(t.Context(), func(tx org.Tx) error {
		require.NoError(t, spoil(tx))
		return errStop
	})
	require.ErrorIs(t, err, errStop)
	unspoilt(t, s)
}

func rollbackOnPanic(t *testing.T, s org.Store) {
	put(t, s, "t", "kept", "1", "gone", "2")
	assert.Panics(t, func() {
		_ = s.Update(t.Context(), func(tx org.Tx) error {
			require.NoError(t, spoil(tx))
			panic("stop")
		})
	})
	unspoilt(t, s)
	put(t, s, "t", "alive", "1") // the store is not left locked
}

func readOnly(t *testing.T, s org.Store) {
	require.NoError(t, s.View(t.Context(), func(tx org.Tx) error {
		assert.ErrorIs(t, tx.Put("t", "k", nil), org.ErrReadOnly)
		assert.ErrorIs(t, tx.Delete("t", "k"), org.ErrReadOnly)
		return nil
	}))
	require.ErrorIs(t, s.View(t.Context(), func(org.Tx) error { return errStop }), errStop)
}

func ownWrites(t *testing.T, s org.Store) {
	put(t, s, "t", "old", "1")
	require.NoError(t, s.Update(t.Context(), func(tx org.Tx) error {
		require.NoError(t, errors.Join(tx.Put("t", "new", []byte("2")), tx.Delete("t", "old")))
		_, found, err := tx.Get("t", "old")
		assert.False(t, found)
		for key := range tx.Scan("t", "") {
			assert.Equal(t, "new", key)
		}
		return err
	}))
}

func ended(t *testing.T, s org.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	never := func(org.Tx) error { t.Error("ran after the context's end"); return nil }
	assert.ErrorIs(t, s.View(ctx, never), context.Canceled)
	assert.ErrorIs(t, s.Update(ctx, never), context.Canceled)
}

func concurrent(t *testing.T, s org.Store) {
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 25 {
				assert.NoError(t, s.Update(t.Context(), func(tx org.Tx) error {
					value, _, err := tx.Get("t", "n")
					n, _ := strconv.Atoi(string(value))
					return errors.Join(err, tx.Put("t", "n", []byte(strconv.Itoa(n+1))))
				}))
				assert.NoError(t, s.View(t.Context(), func(tx org.Tx) error {
					for range tx.Scan("t", "") {
						continue
					}
					return nil
				}))
			}
		})
	}
	all.Wait()
	value, _ := get(t, s, "t", "n")
	assert.Equal(t, "200", value)
}
