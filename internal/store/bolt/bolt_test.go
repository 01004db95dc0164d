package bolt_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/store"
	"samlharness/internal/store/bolt"
	"samlharness/internal/store/storetest"
)

func open(t testing.TB, path string) store.Store {
	t.Helper()
	s, err := bolt.Open(path)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.Close()) })
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store { return open(t, filepath.Join(t.TempDir(), "state")) })
}

var texts = store.Table[string]{Name: "texts"}

func put(t testing.TB, s store.Store, key, value string) {
	t.Helper()
	require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error { return texts.Put(tx, key, value) }))
}

func all(t testing.TB, s store.Store) map[string]string {
	t.Helper()
	found := map[string]string{}
	require.NoError(t, s.View(t.Context(), func(tx store.Tx) error {
		for e, err := range texts.Scan(tx, "") {
			if err != nil {
				return err
			}
			found[e.Key] = e.Value
		}
		return nil
	}))
	return found
}

func TestStateIsThereAfterReopening(t *testing.T) {
	path := filepath.Join(t.TempDir(), "Größe 王.state")
	s := open(t, path)
	put(t, s, "k", "1")
	require.NoError(t, s.Close())
	again := open(t, path)
	assert.Equal(t, map[string]string{"k": "1"}, all(t, again))
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "it holds secrets")
	assert.Less(t, info.Size(), int64(2<<20), "a small world is a small file")
}

func TestOpenRefusals(t *testing.T) {
	dir := t.TempDir()
	held := filepath.Join(dir, "held")
	open(t, held)
	_, err := bolt.Open(held)
	require.ErrorContains(t, err, held+": another process has it open")

	other := filepath.Join(dir, "other")
	require.NoError(t, os.WriteFile(other, []byte("not a store, but text"), 0o600))
	_, err = bolt.Open(other)
	require.ErrorContains(t, err, "open the state file "+other)

	_, err = bolt.Open(filepath.Join(dir, "no folder", "state"))
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = bolt.Open(dir)
	require.Error(t, err)
}

func TestValueThatCannotBeKept(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "state"))
	put(t, s, "k", "1")
	functions := store.Table[func()]{Name: "functions"}
	err := s.Update(t.Context(), func(tx store.Tx) error {
		return errors.Join(texts.Put(tx, "k", "2"), functions.Put(tx, "f", func() {}))
	})
	require.ErrorContains(t, err, `table functions, key "f" cannot be written`)
	assert.Equal(t, map[string]string{"k": "1"}, all(t, s))
}
