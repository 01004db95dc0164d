package org_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp/org"
	"samlharness/internal/idptest"
	"samlharness/internal/store"
	"samlharness/record"
)

func TestUsers(t *testing.T) {
	w := idptest.NewWorld(t)
	alice, err := w.User(t.Context(), "ALICE@contoso.com")
	require.NoError(t, err)
	assert.Regexp(t, `^69a55514[0-9a-f]{16}$`, alice.ID, "an id begins with the second it was made")
	for _, c := range []struct {
		name, code string
		user       org.NewUser
	}{
		{"e-mail taken", org.CodeAlreadyExists, org.NewUser{Username: "a2", Email: "Alice@Contoso.com"}},
		{"username taken", org.CodeAlreadyExists, org.NewUser{Username: "Alice", Email: "a2@contoso.com"}},
		{"id taken", org.CodeAlreadyExists, org.NewUser{Username: "a2", Email: "a2@contoso.com", ID: alice.ID}},
		{"id form", org.CodeInvalid, org.NewUser{Username: "a2", Email: "a2@contoso.com", ID: "64B1F0C2A9D3E45F6A7B8C9D"}},
		{"no e-mail", org.CodeInvalid, org.NewUser{Username: "a2", Email: "Alice <a2@contoso.com>"}},
		{"no username", org.CodeInvalid, org.NewUser{Email: "a2@contoso.com"}},
		{"control character", org.CodeInvalid, org.NewUser{Username: "a2", Email: "a2@contoso.com", DisplayName: "a\x00"}},
		{"state", org.CodeInvalid, org.NewUser{Username: "a2", Email: "a2@contoso.com", State: "active"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := w.CreateUser(t.Context(), c.user)
			assert.True(t, record.IsCode(err, c.code), "%v", err)
		})
	}
	users, err := w.Users(t.Context())
	require.NoError(t, err)
	assert.Len(t, users, 3)
	members, err := w.Members(t.Context(), org.AllUsers)
	require.NoError(t, err)
	assert.Len(t, members, 3, "everybody is in All Users")

	w.Update("alice", org.UserUpdate{Email: new("alice@staging.contoso.net"), Username: new("alice.a")})
	moved, err := w.User(t.Context(), "alice@staging.contoso.net")
	require.NoError(t, err)
	assert.Equal(t, alice.ID, moved.ID)
	for _, old := range []string{"alice@contoso.com", "alice"} {
		_, err = w.User(t.Context(), old)
		assert.True(t, record.IsCode(err, org.CodeNotFound), old)
	}
	_, err = w.UpdateUser(t.Context(), "bob", org.UserUpdate{Email: new("alice@staging.contoso.net")})
	assert.True(t, record.IsCode(err, org.CodeAlreadyExists), "%v", err)
	_, err = w.User(t.Context(), "bob@contoso.com")
	require.NoError(t, err, "a refused change leaves everything")
	_, err = w.UpdateUser(t.Context(), "bob", org.UserUpdate{State: new(org.Staged)})
	assert.True(t, record.IsCode(err, org.CodeInvalid), "%v", err)
}

func TestWhatIsDeletedLeavesNothing(t *testing.T) {
	kept := store.NewMemory()
	w := idptest.NewWorld(t, func(o *org.Options) { o.Store = kept })
	require.NoError(t, w.DeleteUser(t.Context(), "bob"))
	_, err := w.CreateUser(t.Context(), org.NewUser{Username: "bob", Email: "bob@contoso.com"})
	require.NoError(t, err, "the names are free again")

	for _, name := range []string{"", " Sales", "Sales ", "Sa\nles"} {
		_, err := w.CreateGroup(t.Context(), name)
		assert.True(t, record.IsCode(err, org.CodeInvalid), "%q %v", name, err)
	}
	_, err = w.CreateGroup(t.Context(), "Sales")
	require.NoError(t, err)
	require.NoError(t, w.BindGroup(t.Context(), "Sales", "office365"))
	require.NoError(t, w.DeleteGroup(t.Context(), "sales"))
	bound, err := w.BoundGroups(t.Context(), "office365")
	require.NoError(t, err)
	require.Len(t, bound, 1)
	assert.Equal(t, org.AllUsers, bound[0].Name)

	require.NoError(t, w.DeleteApplication(t.Context(), "office365"))
	require.NoError(t, kept.View(t.Context(), func(tx store.Tx) error {
		for _, table := range []string{"applications", "applications-by-slug", "applications-by-metadata-token",
			"application-groups", "application-groups-reversed"} {
			for e, err := range tx.Scan(table, "", nil) {
				require.NoError(t, err)
				assert.Fail(t, "left behind", "%s in %s", e.Key, table)
			}
		}
		return nil
	}))
}

func TestPasswordsAreNotShown(t *testing.T) {
	kept := store.NewMemory()
	w := idptest.NewWorld(t, func(o *org.Options) { o.Store = kept })
	u, err := w.User(t.Context(), "alice")
	require.NoError(t, err)
	data, err := json.Marshal(u)
	require.NoError(t, err)
	assert.NotContains(t, string(data), "Hash")
	_, _ = w.SignIn(t.Context(), "alice@contoso.com", idptest.Password)
	_, _ = w.SignIn(t.Context(), "alice@contoso.com", "a wrong secret")
	for _, e := range w.Log.Since(0) {
		data, err := json.Marshal(e)
		require.NoError(t, err)
		assert.NotContains(t, string(data), idptest.Password)
		assert.NotContains(t, string(data), "a wrong secret")
	}
	require.NoError(t, kept.View(t.Context(), func(tx store.Tx) error {
		for e, err := range tx.Scan("users", "", nil) {
			require.NoError(t, err)
			data, err := json.Marshal(e.Value)
			require.NoError(t, err)
			assert.Contains(t, string(data), "pbkdf2", "a hash is there")
			assert.NotContains(t, string(data), idptest.Password)
		}
		return nil
	}))
}

func TestOrganizationIsReopened(t *testing.T) {
	kept := store.NewMemory()
	w := idptest.NewWorld(t, func(o *org.Options) { o.Store = kept })
	again, err := org.New(org.Options{Clock: w.Clock, Store: kept})
	require.NoError(t, err)
	assert.Equal(t, w.ID(), again.ID())
	assert.Equal(t, w.APIKey(), again.APIKey())
	_, err = again.SignIn(t.Context(), "alice@contoso.com", idptest.Password)
	require.NoError(t, err)
	_, err = org.New(org.Options{})
	require.Error(t, err, "a clock is required")
}

// fakeMicrosoft takes immutable IDs, or not.
type fakeMicrosoft struct {
	mu   sync.Mutex
	ids  map[string]string
	fail error
}

func (m *fakeMicrosoft) Bind(_ context.Context, a org.Account) error {
	return m.set(a.UserPrincipalName, a.ImmutableID)
}

func (m *fakeMicrosoft) BindAll(ctx context.Context, accounts []org.Account) (failed []error) {
	for _, a := range accounts {
		failed = append(failed, m.Bind(ctx, a))
	}
	return failed
}

func (m *fakeMicrosoft) Unbind(_ context.Context, a org.Account) error {
	return m.set(a.UserPrincipalName, "")
}

func (m *fakeMicrosoft) set(email, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail == nil {
		m.ids[email] = id
	}
	return m.fail
}

func TestDirectoryBinding(t *testing.T) {
	m := &fakeMicrosoft{ids: map[string]string{}}
	w := idptest.NewWorld(t, func(o *org.Options) { o.Sync = m })
	alice, err := w.User(t.Context(), "alice")
	require.NoError(t, err)
	assert.Equal(t, alice.ID, alice.ImmutableID())
	assert.Equal(t, alice.ID, m.ids["alice@contoso.com"])
	assert.Equal(t, w.Clock.Now(), alice.Directory.SyncedAt)

	bob, err := w.BindDirectory(t.Context(), "bob", org.BindOptions{ImmutableID: "q0zkcDFbZUmkUhMJiQ1Hxw=="})
	require.NoError(t, err)
	assert.Equal(t, "q0zkcDFbZUmkUhMJiQ1Hxw==", bob.ImmutableID())
	assert.Equal(t, "q0zkcDFbZUmkUhMJiQ1Hxw==", m.ids["bob@contoso.com"])
	m.fail = errors.New("400 Request_BadRequest: a domain that is not verified")
	wang, err := w.BindDirectory(t.Context(), "wang", org.BindOptions{})
	assert.True(t, record.IsCode(err, org.CodeDirectorySync), "%v", err)
	require.ErrorIs(t, err, m.fail)
	assert.Equal(t, wang.ID, wang.ImmutableID(), "the binding stays")
	assert.Contains(t, wang.Directory.SyncError, "a domain that is not verified")
	assert.Equal(t, record.Refused, w.Last(record.DirectoryBind).Verdict)
	m.fail = nil
	wang, err = w.BindDirectory(t.Context(), "wang", org.BindOptions{})
	require.NoError(t, err, "binding again tries again")
	assert.Empty(t, wang.Directory.SyncError)

	m.fail = errors.New("503 Service Unavailable")
	wang, err = w.UnbindDirectory(t.Context(), "wang")
	assert.True(t, record.IsCode(err, org.CodeDirectorySync), "%v", err)
	var refused *record.Refusal
	require.ErrorAs(t, err, &refused)
	assert.Contains(t, refused.Hint(), "clear the immutable ID there")
	assert.Equal(t, "503 Service Unavailable", refused.Got, "what Microsoft said is told")
	assert.Empty(t, wang.ImmutableID(), "unbound nevertheless")
	assert.Equal(t, record.Refused, w.Last(record.DirectoryUnbind).Verdict)
	m.fail = nil

	alice, err = w.UnbindDirectory(t.Context(), "alice")
	require.NoError(t, err)
	assert.Empty(t, alice.ImmutableID())
	assert.Empty(t, m.ids["alice@contoso.com"])
}

func TestImportedImmutableIDStays(t *testing.T) {
	w := idptest.NewWorld(t)
	_, err := w.BindDirectory(t.Context(), "bob", org.BindOptions{ImmutableID: "q0zkcDFbZUmkUhMJiQ1Hxw=="})
	require.NoError(t, err)
	again, err := w.BindDirectory(t.Context(), "bob", org.BindOptions{})
	require.NoError(t, err)
	assert.Equal(t, "q0zkcDFbZUmkUhMJiQ1Hxw==", again.ImmutableID())
	for _, bad := range []string{strings.Repeat("a", 257), "a\x00"} {
		_, err = w.BindDirectory(t.Context(), "bob", org.BindOptions{ImmutableID: bad})
		assert.True(t, record.IsCode(err, org.CodeInvalid), "%v", err)
	}
}

// impatient is a Microsoft whose caller leaves before it answers.
type impatient struct {
	fakeMicrosoft
	leave context.CancelFunc
}

func (m *impatient) Bind(ctx context.Context, _ org.Account) error {
	m.leave()
	return ctx.Err()
}

func TestBindingThatWasInterruptedIsWrittenDown(t *testing.T) {
	ctx, leave := context.WithCancel(t.Context())
	w := idptest.NewWorld(t)
	o, err := org.New(org.Options{Clock: w.Clock, Sync: &impatient{leave: leave}})
	require.NoError(t, err)
	u, err := o.CreateUser(ctx, org.NewUser{Username: "u", Email: "u@contoso.com"})
	require.NoError(t, err)
	_, err = o.BindDirectory(ctx, u.ID, org.BindOptions{})
	assert.True(t, record.IsCode(err, org.CodeDirectorySync), "%v", err)
	u, err = o.User(t.Context(), u.ID)
	require.NoError(t, err)
	assert.Equal(t, "context canceled", u.Directory.SyncError)
}

func TestPasswordsAreBounded(t *testing.T) {
	w := idptest.NewWorld(t)
	long := strings.Repeat("x", 1025)
	_, err := w.UpdateUser(t.Context(), "bob", org.UserUpdate{Password: &long})
	assert.True(t, record.IsCode(err, org.CodeInvalid), "%v", err)
	assert.NotContains(t, err.Error(), long)
	_, err = w.SignIn(t.Context(), "bob@contoso.com", long)
	assert.True(t, record.IsCode(err, org.CodeAuthenticationFailed), "%v", err)
	right := long[1:]
	w.Update("bob", org.UserUpdate{Password: &right})
	_, err = w.SignIn(t.Context(), "bob@contoso.com", right)
	require.NoError(t, err)
}

func TestCreateUsers(t *testing.T) {
	w := idptest.NewWorld(t)
	named := func(names ...string) (list []org.NewUser) {
		for _, n := range names {
			list = append(list, org.NewUser{Username: n, Email: n + "@contoso.com", Password: "One-for-all-1"})
		}
		return list
	}
	before, err := w.Users(t.Context())
	require.NoError(t, err)
	for name, list := range map[string][]org.NewUser{
		"taken": named("u1", "u2", "U1"), "not an address": named("u1", "u2", "u 3"),
		"taken before": named("u1", "u2", "bob"),
	} {
		done, err := w.CreateUsers(t.Context(), list)
		require.Error(t, err, name)
		assert.Equal(t, 2, done, name)
	}
	after, err := w.Users(t.Context())
	require.NoError(t, err)
	assert.Equal(t, before, after, "nothing is left")

	for _, list := range [][]org.NewUser{named("u1", "u2"), nil} {
		done, err := w.CreateUsers(t.Context(), list)
		require.NoError(t, err)
		assert.Len(t, list, done)
	}
	_, err = w.SignIn(t.Context(), "u2@contoso.com", "One-for-all-1")
	require.NoError(t, err)
	members, err := w.Members(t.Context(), org.AllUsers)
	require.NoError(t, err)
	assert.Len(t, members, len(before)+2)
}
