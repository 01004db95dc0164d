package org_test

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp/org"
	"samlharness/internal/idptest"
	"samlharness/internal/store"
)

// slowReturn is a store each other change of which returns late.
type slowReturn struct {
	store.Store
	changes atomic.Int64
}

func (s *slowReturn) Update(ctx context.Context, change func(store.Tx) error) error {
	err := s.Store.Update(ctx, change)
	if s.changes.Add(1)%2 == 0 {
		for range 1000 {
			runtime.Gosched()
		}
	}
	return err
}

// What the organization goes by is what its store has, whoever changes the settings at the same time.
func TestSettingsChangedAtOnce(t *testing.T) {
	w := idptest.NewWorld(t, func(o *org.Options) { o.Store = &slowReturn{Store: store.NewMemory()} })
	for range 20 {
		var all sync.WaitGroup
		for _, rule := range org.BuiltInTranslations() {
			all.Go(func() {
				_, err := w.AddTranslationRule(t.Context(), rule)
				assert.NoError(t, err)
			})
		}
		all.Wait()
		d, err := w.Directory(t.Context())
		require.NoError(t, err)
		require.Len(t, d.Rules, len(org.BuiltInTranslations()))
		for _, r := range d.Rules {
			require.NoError(t, w.DeleteTranslationRule(t.Context(), r.ID))
		}
	}
}
