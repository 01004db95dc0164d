package world

import "context"

// TB is what Start needs of *testing.T.
type TB interface {
	Helper()
	Context() context.Context
	Fatalf(format string, args ...any)
	Cleanup(func())
}

// Start starts a world for a test, fails the test when that is not possible, and closes the world with it.
func Start(t TB, o Options) *World {
	t.Helper()
	w, err := New(t.Context(), o)
	if err != nil {
		t.Fatalf("%v", err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Fatalf("close world: %v", err)
		}
	})
	return w
}
