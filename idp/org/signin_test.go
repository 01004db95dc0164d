package org_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/idptest"
	"samlharness/record"
)

// Guessing in parallel gains nothing: whatever comes after the fifth wrong password is refused.
func TestParallelGuessesLock(t *testing.T) {
	w := idptest.NewWorld(t)
	var guesses sync.WaitGroup
	var failed atomic.Int64
	for range 50 {
		guesses.Go(func() {
			_, err := w.SignIn(t.Context(), "bob@contoso.com", "guess")
			assert.Error(t, err)
			failed.Add(1)
		})
	}
	guesses.Wait()
	bob, err := w.User(t.Context(), "bob")
	require.NoError(t, err)
	assert.True(t, bob.Locked)
	assert.Equal(t, 5, bob.BadAttempts, "a locked account counts nothing")
	lockouts := 0
	for _, e := range w.Events() {
		if e.Type == "user_lockout" {
			lockouts++
		}
	}
	assert.Equal(t, 1, lockouts)
	_, err = w.SignIn(t.Context(), "bob@contoso.com", idptest.Password)
	assert.Error(t, err)
}

// What is typed is recorded, but not at any length.
func TestTypedNameIsRecordedWithinBounds(t *testing.T) {
	w := idptest.NewWorld(t)
	_, err := w.SignIn(t.Context(), strings.Repeat("a", 50_000), "x")
	require.Error(t, err)
	assert.Equal(t, strings.Repeat("a", 1024), w.Last(record.Password).Subject)
}
