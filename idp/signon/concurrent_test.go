package idp_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp"
)

func TestConcurrentSignIns(t *testing.T) {
	w := newWorld(t)
	app, err := w.Application(t.Context(), "office365")
	require.NoError(t, err)
	var people sync.WaitGroup
	for i := range 8 {
		email := fmt.Sprintf("user%d@contoso.com", i)
		u, err := w.CreateUser(t.Context(), idp.NewUser{Username: fmt.Sprint("user", i), Email: email, Password: password})
		require.NoError(t, err)
		people.Go(func() {
			b := w.browser()
			for range 3 {
				request := microsoftRequest()
				page := b.crossPost(ssoURL, postForm(request))
				next := b.next(page)
				if next.Action != "" {
					next = b.login(next, email, password)
				}
				done := b.next(next)
				r := readResponse(t, done.Fields["SAMLResponse"], app)
				assert.Equal(t, request.ID, attr(r.response, "InResponseTo"))
				assert.Equal(t, u.ID, r.find(t, "NameID").Text())
			}
		})
	}
	people.Go(func() {
		for range 5 {
			_, err := w.UpdateUser(t.Context(), "bob", idp.UserUpdate{FirstName: ptr("Bob")})
			assert.NoError(t, err)
			_, err = w.Applications(t.Context())
			assert.NoError(t, err)
		}
	})
	people.Wait()
}

// Guessing in parallel gains nothing: whatever comes after the fifth wrong password is refused.
func TestParallelGuessesLock(t *testing.T) {
	w := newWorld(t)
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
	_, err = w.SignIn(t.Context(), "bob@contoso.com", password)
	assert.Error(t, err)
}
