package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/store"
)

func scansAreOrdered(t *testing.T, s store.Store) {
	assert.Empty(t, all(t, s, texts, ""))
	put(t, s, "b", "1", "ä", "2", "a", "3", "B", "4")
	assert.Equal(t, []string{"B=4", "a=3", "b=1", "ä=2"}, all(t, s, texts, ""), "byte order")
	assert.Equal(t, []string{"b=1", "ä=2"}, all(t, s, texts, "aa"))
	put(t, s, "aa", "5")
	assert.Equal(t, []string{"aa=5", "b=1", "ä=2"}, all(t, s, texts, "aa"), "from is included")
	update(t, s, func(tx store.Tx) error { return texts.Delete(tx, "b") })
	put(t, s, "b", "6")
	assert.Equal(t, []string{"b=6", "ä=2"}, all(t, s, texts, "b"), "removed and added again")
	assert.Empty(t, all(t, s, texts, "\xff"))
}

func prefixes(t *testing.T, s store.Store) {
	put(t, s, "b/2", "x", "a/1", "y", "b/1", "z", "b", "w", "c", "v", "b0", "u")
	for prefix, want := range map[string][]string{
		"": {"a/1", "b", "b/1", "b/2", "b0", "c"}, "b": {"b", "b/1", "b/2", "b0"}, "b/": {"b/1", "b/2"},
		"b/2": {"b/2"}, "b/3": nil, "d": nil,
	} {
		var got []string
		view(t, s, func(tx store.Tx) error {
			for e, err := range texts.ScanPrefix(tx, prefix) {
				if err != nil {
					return err
				}
				got = append(got, e.Key)
			}
			return nil
		})
		assert.Equal(t, want, got, "%q", prefix)
	}
}

func aScanCanBeLeft(t *testing.T, s store.Store) {
	put(t, s, "1", "", "2", "", "3", "")
	read := func(tx store.Tx) error {
		for range 3 { // also again
			n := 0
			for _, err := range texts.Scan(tx, "") {
				require.NoError(t, err)
				if n++; n == 2 {
					break
				}
			}
			assert.Equal(t, 2, n)
		}
		return nil
	}
	view(t, s, read)
	update(t, s, read)
}

func anErrorInMidScanIsReported(t *testing.T, s store.Store) {
	mixed := store.Table[any](texts)
	update(t, s, func(tx store.Tx) error {
		return errors.Join(texts.Put(tx, "1", "a"), mixed.Put(tx, "2", 3.5), texts.Put(tx, "3", "c"))
	})
	view(t, s, func(tx store.Tx) error {
		keys, failures := []string{}, []error{}
		for e, err := range texts.Scan(tx, "") {
			if err != nil {
				failures = append(failures, err)
				continue
			}
			keys = append(keys, e.Key)
		}
		assert.Equal(t, []string{"1"}, keys, "nothing comes after the error")
		require.Len(t, failures, 1)
		assert.ErrorContains(t, failures[0], `"2"`, "it names the key")
		assert.ErrorContains(t, failures[0], texts.Name, "it names the table")
		_, _, err := texts.Get(tx, "2")
		assert.ErrorContains(t, err, `"2"`)
		_, err = texts.Select(tx, nil)
		assert.Error(t, err)
		return nil
	})
}

func aScanEndsWithItsContext(t *testing.T, s store.Store) {
	const n = 1000
	update(t, s, func(tx store.Tx) error {
		for i := range n {
			if err := texts.Put(tx, fmt.Sprint(i), ""); err != nil {
				return err
			}
		}
		return nil
	})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	seen := 0
	err := s.View(ctx, func(tx store.Tx) error {
		for _, err := range texts.Scan(tx, "") {
			if err != nil {
				return err
			}
			seen++
			cancel()
		}
		return nil
	})
	require.ErrorIs(t, err, context.Canceled)
	assert.Less(t, seen, n)
}

func noWriteWhileScanning(t *testing.T, s store.Store) {
	put(t, s, "1", "", "2", "")
	update(t, s, func(tx store.Tx) error {
		for e, err := range texts.Scan(tx, "") {
			require.NoError(t, err)
			require.ErrorIs(t, texts.Put(tx, "3", ""), store.ErrScanning)
			require.ErrorIs(t, texts.Delete(tx, e.Key), store.ErrScanning)
			require.NoError(t, others.Put(tx, e.Key, ""), "another table may be written")
			for range texts.Scan(tx, "2") {
				break
			}
			require.ErrorIs(t, texts.Put(tx, "3", ""), store.ErrScanning, "the outer scan goes on")
			if e.Key == "2" {
				break
			}
		}
		return texts.Put(tx, "3", "")
	})
	assert.Equal(t, []string{"1=", "2=", "3="}, all(t, s, texts, ""))
	assert.Equal(t, []string{"1=", "2="}, all(t, s, others, ""))
}
