package world_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/idp/org"
	"samlharness/record"
	"samlharness/world"
)

// many is the demo's spec with more people.
func many(n int) *world.Spec {
	spec := world.Demo()
	for i := range n {
		spec.Users = append(spec.Users, world.UserSpec{UPN: fmt.Sprintf("person%04d@contoso.com", i)})
	}
	return &spec
}

func TestManyUsersComeInWithProgress(t *testing.T) {
	t.Parallel()
	var said [][2]int
	w := world.Start(t, world.Options{
		Spec:     many(2500),
		Progress: func(done, total int) { said = append(said, [2]int{done, total}) },
	})
	assert.Equal(t, [][2]int{{1000, 2505}, {2000, 2505}, {2505, 2505}}, said)
	atJumpCloud, err := w.JumpCloud.Users(t.Context())
	require.NoError(t, err)
	assert.Len(t, atJumpCloud, 2505)
	atMicrosoft, err := w.Entra.Users(t.Context(), "", 0)
	require.NoError(t, err)
	assert.Len(t, atMicrosoft, 2506, "with the administrator")
}

func TestRefusedUserAmongManyIsNamed(t *testing.T) {
	t.Parallel()
	for company, name := range map[string]string{"Microsoft": "a/b", "JumpCloud": "a,b"} {
		spec := many(1500)
		spec.Users[1200].UPN = name + "@contoso.com"
		_, err := world.New(t.Context(), world.Options{Spec: spec})
		var mistake *world.SpecError
		require.ErrorAs(t, err, &mistake)
		assert.Equal(t, "user "+name+"@contoso.com at "+company, mistake.What)
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err := world.New(t.Context(), world.Options{Spec: many(1500), Progress: func(int, int) { cancel() }})
	require.NoError(t, err, "the context is another's")
	_, err = world.New(ctx, world.Options{Spec: many(10)})
	require.ErrorIs(t, err, context.Canceled)
}

func TestEverybodyIsBoundInBatches(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{Spec: many(1200)})
	_, err := w.JumpCloud.CreateUser(t.Context(), org.NewUser{Username: "stranger", Email: "stranger@contoso.com"})
	require.NoError(t, err)
	_, err = w.JumpCloud.BindDirectory(t.Context(), "alice", org.BindOptions{ImmutableID: "her own"})
	require.NoError(t, err)
	_, err = w.JumpCloud.CreateUser(t.Context(), org.NewUser{Username: "staged", Email: "st+ü/ged@contoso.com"})
	require.NoError(t, err)

	bound, err := w.JumpCloud.BindAll(t.Context(), nil)
	assert.Equal(t, 1204, bound)
	require.True(t, record.IsCode(err, org.CodeDirectorySync), "%v", err)
	assert.ErrorContains(t, err, "took 1204 users and did not take 2")
	stranger, err := w.JumpCloud.User(t.Context(), "stranger")
	require.NoError(t, err)
	assert.True(t, stranger.Bound())
	assert.Contains(t, stranger.Directory.SyncError, "404 Request_ResourceNotFound")
	assert.Contains(t, stranger.Directory.SyncError, "PATCH https://graph.microsoft.com/v1.0/users/stranger@contoso.com")
	for ref, want := range map[string]string{"alice@contoso.com": "her own", "person1199@contoso.com": ""} {
		u, err := w.JumpCloud.User(t.Context(), ref)
		require.NoError(t, err)
		assert.Empty(t, u.Directory.SyncError)
		assert.Equal(t, w.Clock.Now().UTC(), u.Directory.SyncedAt.UTC())
		if want == "" {
			want = u.ID
		}
		account, err := w.Entra.User(t.Context(), ref)
		require.NoError(t, err)
		assert.Equal(t, want, account.ImmutableID, ref)
	}

	bound, err = w.JumpCloud.BindAll(t.Context(), nil)
	assert.Zero(t, bound, "only those are told again whom Microsoft did not take")
	assert.ErrorContains(t, err, "did not take 2")
	_, err = w.Federate(t.Context(), "contoso.com", "person0001@contoso.com")
	require.NoError(t, err)
	assert.Equal(t, "person0001@contoso.com", signIn(t, w, "person0001@contoso.com", signin.Start{}).SignedInAs)
}

func TestWorldsHaveKeysOfTheirOwnAndGiveThemBack(t *testing.T) {
	key := func(w *world.World, i int) string {
		a, err := w.JumpCloud.CreateApplication(t.Context(), org.NewApplication{
			Domain: "contoso.com",
			Slug:   fmt.Sprintf("app%d", i),
		})
		require.NoError(t, err)
		access, ok, err := w.JumpCloud.Access(t.Context(), a.Slug, "")
		require.NoError(t, err)
		require.True(t, ok)
		signer, err := w.JumpCloud.Signer(access)
		require.NoError(t, err)
		return fmt.Sprint(signer.Key.Public())
	}
	var worlds sync.WaitGroup
	var mu sync.Mutex
	seen := map[string]bool{}
	var open []*world.World
	for range 3 {
		worlds.Go(func() {
			w, err := world.New(t.Context(), world.Options{})
			if !assert.NoError(t, err) {
				return
			}
			for i := range 2 {
				k := key(w, i)
				mu.Lock()
				seen[k] = true
				mu.Unlock()
			}
			mu.Lock()
			open = append(open, w)
			mu.Unlock()
		})
	}
	worlds.Wait()
	assert.Len(t, seen, 6, "no key twice in a world or in two at the same time")
	for _, w := range open {
		require.NoError(t, w.Close())
	}
	next := world.Start(t, world.Options{})
	assert.True(t, seen[key(next, 0)], "the next world gets a key that was given back")
}
