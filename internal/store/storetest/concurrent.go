package storetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/internal/store"
)

// aViewDoesNotChange has an update begin and end while a view is open, and a view begin and end while an update is
// open.
func aViewDoesNotChange(t *testing.T, s store.Store) {
	prepare(t, s)
	view(t, s, func(old store.Tx) error {
		beside(func() {
			update(t, s, func(tx store.Tx) error {
				beside(func() { assert.Equal(t, []string{"changed=old", "gone=old"}, all(t, s, texts, "")) })
				assert.NoError(t, spoil(tx))
				beside(func() { assert.Equal(t, []string{"changed=old", "gone=old"}, all(t, s, texts, ""), "not kept yet") })
				return nil
			})
		})
		beside(func() {
			assert.Equal(t, []string{"changed=2", "new=3"}, all(t, s, texts, ""), "a later view sees the change")
		})
		entries, err := list(old, texts, "")
		assert.Equal(t, []string{"changed=old", "gone=old"}, entries)
		empty, err2 := list(old, others, "")
		assert.Empty(t, empty)
		value, found, err3 := texts.Get(old, "gone")
		assert.True(t, found)
		assert.Equal(t, "old", value)
		return errors.Join(err, err2, err3)
	})
}

// beside runs f in a goroutine of its own and waits for it: transactions must not be begun inside each other.
func beside(f func()) {
	var done sync.WaitGroup
	done.Go(f)
	done.Wait()
}

func updatesExcludeEachOther(t *testing.T, s store.Store) {
	counts := store.Table[int]{Name: "counts"}
	var writers sync.WaitGroup
	for range 8 {
		writers.Go(func() {
			for range 25 {
				assert.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
					n, _, err := counts.Get(tx, "n")
					return errors.Join(err, counts.Put(tx, "n", n+1))
				}))
			}
		})
	}
	writers.Wait()
	view(t, s, func(tx store.Tx) error {
		n, _, err := counts.Get(tx, "n")
		assert.Equal(t, 200, n)
		return err
	})
}

func viewsRunBesideUpdates(t *testing.T, s store.Store) {
	var all sync.WaitGroup
	for w := range 4 {
		all.Go(func() {
			for i := range 50 {
				key := fmt.Sprintf("%d-%d", w, i)
				assert.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
					return errors.Join(texts.Put(tx, key, key), others.Put(tx, key, key))
				}))
			}
		})
		all.Go(func() {
			for range 50 {
				assert.NoError(t, s.View(t.Context(), func(tx store.Tx) error {
					one, err := list(tx, texts, "")
					two, err2 := list(tx, others, "")
					assert.Equal(t, one, two, "a view is consistent")
					return errors.Join(err, err2)
				}))
			}
		})
	}
	all.Wait()
}
