package storetest

import (
	"context"
	"errors"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/store"
)

func updatesSeeTheirChanges(t *testing.T, s store.Store) {
	put(t, s, "gone", "1", "kept", "2")
	update(t, s, func(tx store.Tx) error {
		require.NoError(t, errors.Join(texts.Put(tx, "new", "3"), texts.Delete(tx, "gone"), texts.Put(tx, "kept", "4")))
		value, found, err := texts.Get(tx, "new")
		require.NoError(t, err)
		assert.True(t, found)
		assert.Equal(t, "3", value)
		_, found, err = texts.Get(tx, "gone")
		require.NoError(t, err)
		assert.False(t, found)
		entries, err := list(tx, texts, "")
		assert.Equal(t, []string{"kept=4", "new=3"}, entries)
		return err
	})
}

var errStop = errors.New("stop")

// spoil changes much in what prepare has put.
func spoil(tx store.Tx) error {
	return errors.Join(texts.Put(tx, "changed", "1"), texts.Put(tx, "changed", "2"), texts.Put(tx, "new", "3"),
		texts.Delete(tx, "gone"), texts.Put(tx, "gone", "back"), texts.Delete(tx, "gone"),
		others.Put(tx, "k", "4"))
}

func prepare(t *testing.T, s store.Store) { put(t, s, "changed", "old", "gone", "old") }

func checkUnspoilt(t *testing.T, s store.Store) {
	t.Helper()
	assert.Equal(t, []string{"changed=old", "gone=old"}, all(t, s, texts, ""))
	assert.Empty(t, all(t, s, others, ""))
	put(t, s, "usable", "yes") // the store is not left locked
	assert.Equal(t, []string{"changed=old", "gone=old", "usable=yes"}, all(t, s, texts, ""))
}

func anErrorKeepsNothing(t *testing.T, s store.Store) {
	prepare(t, s)
	err := s.Update(t.Context(), func(tx store.Tx) error { return errors.Join(spoil(tx), errStop) })
	require.ErrorIs(t, err, errStop)
	checkUnspoilt(t, s)
	require.Equal(t, errStop, s.Update(t.Context(), func(store.Tx) error { return errStop }), "returned as it is")
	require.Equal(t, errStop, s.View(t.Context(), func(store.Tx) error { return errStop }), "returned as it is")
}

func aPanicKeepsNothing(t *testing.T, s store.Store) {
	prepare(t, s)
	assert.PanicsWithValue(t, "in the middle", func() {
		_ = s.Update(t.Context(), func(tx store.Tx) error {
			require.NoError(t, spoil(tx))
			panic("in the middle")
		})
	})
	assert.Panics(t, func() { _ = s.View(t.Context(), func(store.Tx) error { panic("in a view") }) })
	checkUnspoilt(t, s)
}

// anExitKeepsNothing is about a goroutine that ends in an update, as by a failed test's FailNow.
func anExitKeepsNothing(t *testing.T, s store.Store) {
	prepare(t, s)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.Update(t.Context(), func(tx store.Tx) error {
			assert.NoError(t, spoil(tx))
			runtime.Goexit()
			return nil
		})
	}()
	<-done
	checkUnspoilt(t, s)
}

func anEndedContextIsRefused(t *testing.T, s store.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	never := func(store.Tx) error { t.Error("ran after the context's end"); return nil }
	require.ErrorIs(t, s.View(ctx, never), context.Canceled)
	require.ErrorIs(t, s.Update(ctx, never), context.Canceled)
}

func aContextThatEndsKeepsNothing(t *testing.T, s store.Store) {
	prepare(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	err := s.Update(ctx, func(tx store.Tx) error {
		err := spoil(tx)
		cancel()
		return err
	})
	require.ErrorIs(t, err, context.Canceled)
	checkUnspoilt(t, s)
}

func aContextThatEndsWhileWaiting(t *testing.T, s store.Store) {
	prepare(t, s)
	update(t, s, func(store.Tx) error {
		ctx, cancel := context.WithCancel(t.Context())
		refused := make(chan error)
		go func() { refused <- s.Update(ctx, spoil) }()
		cancel()
		assert.ErrorIs(t, <-refused, context.Canceled, "it need not wait for the update that runs")
		return nil
	})
	checkUnspoilt(t, s)
}

func viewsCannotWrite(t *testing.T, s store.Store) {
	prepare(t, s)
	view(t, s, func(tx store.Tx) error {
		assert.ErrorIs(t, texts.Put(tx, "changed", "new"), store.ErrReadOnly)
		assert.ErrorIs(t, texts.Delete(tx, "gone"), store.ErrReadOnly)
		assert.ErrorIs(t, texts.Delete(tx, "never there"), store.ErrReadOnly)
		assert.ErrorIs(t, others.Put(tx, "k", "new"), store.ErrReadOnly)
		return nil
	})
	checkUnspoilt(t, s)
}

func endedTransactionsCannotWrite(t *testing.T, s store.Store) {
	prepare(t, s)
	var ended, viewed store.Tx
	update(t, s, func(tx store.Tx) error { ended = tx; return nil })
	view(t, s, func(tx store.Tx) error { viewed = tx; return nil })
	for _, tx := range []store.Tx{ended, viewed} {
		assert.ErrorIs(t, texts.Put(tx, "changed", "new"), store.ErrReadOnly)
		assert.ErrorIs(t, texts.Delete(tx, "gone"), store.ErrReadOnly)
	}
	checkUnspoilt(t, s)
}

func aClosedStoreIsRefused(t *testing.T, s store.Store) {
	prepare(t, s)
	require.NoError(t, s.Close())
	require.NoError(t, s.Close(), "again")
	never := func(store.Tx) error { t.Error("ran after the store's end"); return nil }
	require.ErrorIs(t, s.View(t.Context(), never), store.ErrClosed)
	require.ErrorIs(t, s.Update(t.Context(), never), store.ErrClosed)
}
