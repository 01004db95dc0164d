package signon_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp/org"
	"samlharness/internal/idptest"
)

func TestConcurrentSignIns(t *testing.T) {
	w := idptest.NewWorld(t)
	app, err := w.Application(t.Context(), "office365")
	require.NoError(t, err)
	var people sync.WaitGroup
	for i := range 8 {
		email := fmt.Sprintf("user%d@contoso.com", i)
		u, err := w.CreateUser(t.Context(), org.NewUser{
			Username: fmt.Sprint("user", i),
			Email:    email,
			Password: idptest.Password,
		})
		require.NoError(t, err)
		people.Go(func() {
			b := w.Browser()
			for range 3 {
				request := idptest.MicrosoftRequest()
				page := b.CrossPost(idptest.SSOURL, idptest.PostForm(request))
				next := b.Next(page)
				if next.Action != "" {
					next = b.Login(next, email, idptest.Password)
				}
				done := b.Next(next)
				r := readResponse(t, done.Fields["SAMLResponse"], app)
				assert.Equal(t, request.ID, attr(r.response, "InResponseTo"))
				assert.Equal(t, u.ID, r.find(t, "NameID").Text())
			}
		})
	}
	people.Go(func() {
		for range 5 {
			_, err := w.UpdateUser(t.Context(), "bob", org.UserUpdate{FirstName: new("Bob")})
			assert.NoError(t, err)
			_, err = w.Applications(t.Context())
			assert.NoError(t, err)
		}
	})
	people.Wait()
}
