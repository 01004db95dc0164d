package storetest_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/store"
	"samlharness/internal/store/storetest"
)

// failures is a test that remembers what it was told.
type failures struct {
	testing.TB
	texts   []string
	cleanup []func()
}

func (f *failures) Errorf(format string, args ...any) {
	f.texts = append(f.texts, fmt.Sprintf(format, args...))
}
func (f *failures) Cleanup(last func()) { f.cleanup = append(f.cleanup, last) }

func (f *failures) end() []string {
	for _, last := range f.cleanup {
		last()
	}
	return f.texts
}

type user struct {
	Name   string
	Mails  []string
	secret string
}

var users = store.Table[user]{Name: "users"}

func TestGuardFindsWhatIsLost(t *testing.T) {
	f := &failures{TB: t}
	s := storetest.Guarded(f)
	put := func(u user) error {
		return s.Update(t.Context(), func(tx store.Tx) error { return users.Put(tx, "1", u) })
	}
	require.NoError(t, put(user{Name: "Alice", Mails: []string{}}))
	require.NoError(t, put(user{Name: "Bob"}))
	assert.Empty(t, f.texts)
	require.NoError(t, put(user{secret: "x"}))
	require.Len(t, f.end(), 1)
	assert.Contains(t, f.texts[0], "not the same after its codec")
}

func TestGuardFindsWhatIsChanged(t *testing.T) {
	f := &failures{TB: t}
	s := storetest.Guarded(f)
	require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
		return users.Put(tx, "1", user{Mails: []string{"before"}})
	}))
	require.NoError(t, s.View(t.Context(), func(tx store.Tx) error {
		u, _, err := users.Get(tx, "1")
		u.Name = "a copy may be changed"
		u.Mails[0] = "after"
		return err
	}))
	require.Len(t, f.end(), 1)
	assert.Contains(t, f.texts[0], "was changed")
}
