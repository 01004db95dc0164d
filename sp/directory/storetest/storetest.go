// Package storetest is the suite that every implementation of directory.Store passes.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/sp/directory"
)

// Run runs the suite; open makes an empty store for each of its tests.
func Run(t *testing.T, open func(*testing.T) directory.Store) {
	for name, test := range map[string]func(*testing.T, directory.Store){
		"values are kept":             valuesAreKept,
		"values are copies":           valuesAreCopies,
		"updates see their changes":   updatesSeeTheirChanges,
		"an error rolls back":         anErrorRollsBack,
		"a panic rolls back":          aPanicRollsBack,
		"views cannot write":          viewsCannotWrite,
		"scans are ordered":           scansAreOrdered,
		"a scan can be left":          aScanCanBeLeft,
		"updates exclude each other":  updatesExcludeEachOther,
		"views run beside updates":    viewsRunBesideUpdates,
		"an ended context is refused": anEndedContextIsRefused,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func put(t *testing.T, s directory.Store, bucket string, pairs ...string) {
	t.Helper()
	require.NoError(t, s.Update(t.Context(), func(tx directory.Tx) error {
		for i := 0; i < len(pairs); i += 2 {
			if err := tx.Put(bucket, pairs[i], []byte(pairs[i+1])); err != nil {
				return err
			}
		}
		return nil
	}))
}

// all is "key=value" of a bucket from a key on.
func all(t *testing.T, s directory.Store, bucket, from string) []string {
	t.Helper()
	found := []string{}
	require.NoError(t, s.View(t.Context(), func(tx directory.Tx) error {
		for e, err := range tx.Scan(bucket, from) {
			if err != nil {
				return err
			}
			found = append(found, e.Key+"="+string(e.Value))
		}
		return nil
	}))
	return found
}

func get(t *testing.T, s directory.Store, bucket, key string) (value []byte) {
	t.Helper()
	require.NoError(t, s.View(t.Context(), func(tx directory.Tx) error {
		v, err := tx.Get(bucket, key)
		if v != nil {
			value = append([]byte{}, v...)
		}
		return err
	}))
	return value
}

func valuesAreKept(t *testing.T, s directory.Store) {
	assert.Nil(t, get(t, s, "a", "k"), "nothing there")
	put(t, s, "a", "k", "1", "empty", "")
	put(t, s, "b", "k", "2")
	assert.Equal(t, "1", string(get(t, s, "a", "k")))
	assert.Equal(t, "2", string(get(t, s, "b", "k")), "buckets are apart")
	assert.NotNil(t, get(t, s, "a", "empty"), "an empty value is a value")
	put(t, s, "a", "k", "3")
	assert.Equal(t, "3", string(get(t, s, "a", "k")))
	require.NoError(t, s.Update(t.Context(), func(tx directory.Tx) error {
		return errors.Join(tx.Delete("a", "k"), tx.Delete("a", "never there"), tx.Delete("no bucket", "k"))
	}))
	assert.Nil(t, get(t, s, "a", "k"))
	assert.Equal(t, []string{"empty="}, all(t, s, "a", ""))
}

func valuesAreCopies(t *testing.T, s directory.Store) {
	value := []byte("before")
	require.NoError(t, s.Update(t.Context(), func(tx directory.Tx) error { return tx.Put("a", "k", value) }))
	copy(value, "after!")
	assert.Equal(t, "before", string(get(t, s, "a", "k")))
}

func updatesSeeTheirChanges(t *testing.T, s directory.Store) {
	put(t, s, "a", "gone", "1")
	require.NoError(t, s.Update(t.Context(), func(tx directory.Tx) error {
		require.NoError(t, tx.Put("a", "new", []byte("2")))
		require.NoError(t, tx.Delete("a", "gone"))
		v, err := tx.Get("a", "new")
		require.NoError(t, err)
		assert.Equal(t, "2", string(v))
		v, err = tx.Get("a", "gone")
		require.NoError(t, err)
		assert.Nil(t, v)
		var keys []string
		for e, err := range tx.Scan("a", "") {
			require.NoError(t, err)
			keys = append(keys, e.Key)
		}
		assert.Equal(t, []string{"new"}, keys)
		return nil
	}))
}

func anErrorRollsBack(t *testing.T, s directory.Store) {
	put(t, s, "a", "changed", "old", "deleted", "old")
	failure := errors.New("no")
	err := s.Update(t.Context(), func(tx directory.Tx) error {
		return errors.Join(tx.Put("a", "changed", []byte("1")), tx.Put("a", "changed", []byte("2")),
			tx.Delete("a", "deleted"),
			tx.Put("a", "new", []byte("3")), tx.Put("fresh bucket", "k", []byte("4")), failure)
	})
	require.ErrorIs(t, err, failure)
	assert.Equal(t, []string{"changed=old", "deleted=old"}, all(t, s, "a", ""))
	assert.Empty(t, all(t, s, "fresh bucket", ""))
}

func aPanicRollsBack(t *testing.T, s directory.Store) {
	put(t, s, "a", "k", "old")
	assert.Panics(t, func() {
		_ = s.Update(t.Context(), func(tx directory.Tx) error {
			_ = tx.Put("a", "k", []byte("new"))
			panic("in the middle")
		})
	})
	assert.Equal(t, "old", string(get(t, s, "a", "k")))
	put(t, s, "a", "k", "usable") // the lock is free again
}

func viewsCannotWrite(t *testing.T, s directory.Store) {
	put(t, s, "a", "k", "old")
	require.NoError(t, s.View(t.Context(), func(tx directory.Tx) error {
		assert.Error(t, tx.Put("a", "k", []byte("new")))
		assert.Error(t, tx.Delete("a", "k"))
		return nil
	}))
	assert.Equal(t, "old", string(get(t, s, "a", "k")))
}

func scansAreOrdered(t *testing.T, s directory.Store) {
	put(t, s, "a", "b", "1", "ä", "2", "a", "3", "B", "4")
	assert.Equal(t, []string{"B=4", "a=3", "b=1", "ä=2"}, all(t, s, "a", ""), "byte order")
	assert.Equal(t, []string{"b=1", "ä=2"}, all(t, s, "a", "aa"))
	put(t, s, "a", "aa", "5")
	assert.Equal(t, []string{"aa=5", "b=1", "ä=2"}, all(t, s, "a", "aa"), "from is included")
	require.NoError(t, s.Update(t.Context(), func(tx directory.Tx) error { return tx.Delete("a", "b") }))
	put(t, s, "a", "b", "6")
	assert.Equal(t, []string{"b=6", "ä=2"}, all(t, s, "a", "b"), "removed and added again")
	assert.Empty(t, all(t, s, "a", "\xff"))
}

func aScanCanBeLeft(t *testing.T, s directory.Store) {
	put(t, s, "a", "1", "", "2", "", "3", "")
	require.NoError(t, s.View(t.Context(), func(tx directory.Tx) error {
		n := 0
		for range tx.Scan("a", "") {
			if n++; n == 2 {
				break
			}
		}
		assert.Equal(t, 2, n)
		return nil
	}))
}

func updatesExcludeEachOther(t *testing.T, s directory.Store) {
	put(t, s, "a", "n", "")
	var writers sync.WaitGroup
	for range 8 {
		writers.Go(func() {
			for range 25 {
				assert.NoError(t, s.Update(t.Context(), func(tx directory.Tx) error {
					v, err := tx.Get("a", "n")
					return errors.Join(err, tx.Put("a", "n", append(append([]byte{}, v...), 'x')))
				}))
			}
		})
	}
	writers.Wait()
	assert.Len(t, get(t, s, "a", "n"), 200)
}

func viewsRunBesideUpdates(t *testing.T, s directory.Store) {
	var all sync.WaitGroup
	for w := range 4 {
		all.Go(func() {
			for i := range 50 {
				key := fmt.Sprintf("%d-%d", w, i)
				assert.NoError(t, s.Update(t.Context(), func(tx directory.Tx) error {
					return errors.Join(tx.Put("a", key, []byte(key)), tx.Put("b", key, []byte(key)))
				}))
			}
		})
		all.Go(func() {
			for range 50 {
				assert.NoError(t, s.View(t.Context(), func(tx directory.Tx) error {
					counts := map[string]int{}
					for _, bucket := range []string{"a", "b"} {
						for _, err := range tx.Scan(bucket, "") {
							if err != nil {
								return err
							}
							counts[bucket]++
						}
					}
					assert.Equal(t, counts["a"], counts["b"], "a view is consistent")
					return nil
				}))
			}
		})
	}
	all.Wait()
}

func anEndedContextIsRefused(t *testing.T, s directory.Store) {
	ctx := endedContext(t)
	untouched := func(directory.Tx) error { t.Error("ran"); return nil }
	assert.ErrorIs(t, s.View(ctx, untouched), ctx.Err())
	assert.ErrorIs(t, s.Update(ctx, untouched), ctx.Err())
}

func endedContext(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}
