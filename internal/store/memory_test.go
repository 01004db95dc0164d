package store_test

import (
	"testing"

	"samlharness/internal/store"
	"samlharness/internal/store/storetest"
)

func TestMemory(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Store { return store.NewMemory() })
}

func TestGuarded(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store { return storetest.Guarded(t) })
}
