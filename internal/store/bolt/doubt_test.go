package bolt

import (
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

	"samlharness/internal/store"
)

// TestLastSyncFails is about an update whose last page was written, and then could not be synced: it has failed, and no
// view shows it.
func TestLastSyncFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	f, err := open(path)
	require.NoError(t, err)
	f.commit = func(tx *bbolt.Tx) error {
		require.NoError(t, tx.Commit())
		return syscall.EIO
	}
	texts := store.Table[string]{Name: "texts"}
	err = f.Update(t.Context(), func(tx store.Tx) error { return texts.Put(tx, "k", "new") })
	require.ErrorIs(t, err, syscall.EIO)

	never := func(store.Tx) error { t.Error("ran"); return nil }
	for _, err := range []error{f.View(t.Context(), never), f.Update(t.Context(), never)} {
		require.ErrorIs(t, err, syscall.EIO)
		require.ErrorContains(t, err, path+" has failed and must be opened again")
	}
	require.NoError(t, f.Close())
	again, err := open(path)
	require.NoError(t, err)
	assert.NoError(t, again.Close())
}
