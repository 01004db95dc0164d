package idp_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp"
	"samlharness/record"
)

func TestUsers(t *testing.T) {
	w := newWorld(t)
	alice, err := w.User(t.Context(), "ALICE@contoso.com")
	require.NoError(t, err)
	assert.Regexp(t, `^69a55514[0-9a-f]{16}$`, alice.ID, "an id begins with the second it was made")
	for _, c := range []struct {
		name, code string
		user       idp.NewUser
	}{
		{"e-mail taken", idp.CodeAlreadyExists, idp.NewUser{Username: "a2", Email: "Alice@Contoso.com"}},
		{"username taken", idp.CodeAlreadyExists, idp.NewUser{Username: "Alice", Email: "a2@contoso.com"}},
		{"id taken", idp.CodeAlreadyExists, idp.NewUser{Username: "a2", Email: "a2@contoso.com", ID: alice.ID}},
		{"id form", idp.CodeInvalid, idp.NewUser{Username: "a2", Email: "a2@contoso.com", ID: "64B1F0C2A9D3E45F6A7B8C9D"}},
		{"no e-mail", idp.CodeInvalid, idp.NewUser{Username: "a2", Email: "Alice <a2@contoso.com>"}},
		{"no username", idp.CodeInvalid, idp.NewUser{Email: "a2@contoso.com"}},
		{"control character", idp.CodeInvalid, idp.NewUser{Username: "a2", Email: "a2@contoso.com", DisplayName: "a\x00"}},
		{"state", idp.CodeInvalid, idp.NewUser{Username: "a2", Email: "a2@contoso.com", State: "active"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := w.CreateUser(t.Context(), c.user)
			assert.True(t, idp.IsCode(err, c.code), "%v", err)
		})
	}
	users, err := w.Users(t.Context())
	require.NoError(t, err)
	assert.Len(t, users, 3)
	members, err := w.Members(t.Context(), idp.AllUsers)
	require.NoError(t, err)
	assert.Len(t, members, 3, "everybody is in All Users")

	w.update("alice", idp.UserUpdate{Email: ptr("alice@staging.contoso.net"), Username: ptr("alice.a")})
	moved, err := w.User(t.Context(), "alice@staging.contoso.net")
	require.NoError(t, err)
	assert.Equal(t, alice.ID, moved.ID)
	for _, old := range []string{"alice@contoso.com", "alice"} {
		_, err = w.User(t.Context(), old)
		assert.True(t, idp.IsCode(err, idp.CodeNotFound), old)
	}
	_, err = w.UpdateUser(t.Context(), "bob", idp.UserUpdate{Email: ptr("alice@staging.contoso.net")})
	assert.True(t, idp.IsCode(err, idp.CodeAlreadyExists), "%v", err)
	_, err = w.User(t.Context(), "bob@contoso.com")
	require.NoError(t, err, "a refused change leaves everything")
	_, err = w.UpdateUser(t.Context(), "bob", idp.UserUpdate{State: ptr(idp.Staged)})
	assert.True(t, idp.IsCode(err, idp.CodeInvalid), "%v", err)
}

func TestWhatIsDeletedLeavesNothing(t *testing.T) {
	store := idp.NewMemoryStore()
	w := newWorld(t, func(o *idp.Options) { o.Store = store })
	require.NoError(t, w.DeleteUser(t.Context(), "bob"))
	_, err := w.CreateUser(t.Context(), idp.NewUser{Username: "bob", Email: "bob@contoso.com"})
	require.NoError(t, err, "the names are free again")

	for _, name := range []string{"", " Sales", "Sales ", "Sa\nles"} {
		_, err := w.CreateGroup(t.Context(), name)
		assert.True(t, idp.IsCode(err, idp.CodeInvalid), "%q %v", name, err)
	}
	_, err = w.CreateGroup(t.Context(), "Sales")
	require.NoError(t, err)
	require.NoError(t, w.BindGroup(t.Context(), "Sales", "office365"))
	require.NoError(t, w.DeleteGroup(t.Context(), "sales"))
	bound, err := w.BoundGroups(t.Context(), "office365")
	require.NoError(t, err)
	require.Len(t, bound, 1)
	assert.Equal(t, idp.AllUsers, bound[0].Name)

	require.NoError(t, w.DeleteApplication(t.Context(), "office365"))
	require.NoError(t, store.View(t.Context(), func(tx idp.Tx) error {
		for _, table := range []string{"applications", "applications-by-slug", "applications-by-metadata-token",
			"application-groups"} {
			for key := range tx.Scan(table, "") {
				assert.Fail(t, "left behind", "%s in %s", key, table)
			}
		}
		return nil
	}))
}

func TestPasswordsAreNotShown(t *testing.T) {
	store := idp.NewMemoryStore()
	w := newWorld(t, func(o *idp.Options) { o.Store = store })
	u, err := w.User(t.Context(), "alice")
	require.NoError(t, err)
	data, err := json.Marshal(u)
	require.NoError(t, err)
	assert.NotContains(t, string(data), "Hash")
	_, _ = w.SignIn(t.Context(), "alice@contoso.com", password)
	_, _ = w.SignIn(t.Context(), "alice@contoso.com", "a wrong secret")
	for _, e := range w.log.Since(0) {
		data, err := json.Marshal(e)
		require.NoError(t, err)
		assert.NotContains(t, string(data), password)
		assert.NotContains(t, string(data), "a wrong secret")
	}
	require.NoError(t, store.View(t.Context(), func(tx idp.Tx) error {
		for _, value := range tx.Scan("users", "") {
			assert.NotContains(t, string(value), password)
		}
		return nil
	}))
}

func TestOrganizationIsReopened(t *testing.T) {
	store := idp.NewMemoryStore()
	w := newWorld(t, func(o *idp.Options) { o.Store = store })
	again, err := idp.New(idp.Options{Clock: w.clock, Store: store})
	require.NoError(t, err)
	assert.Equal(t, w.ID(), again.ID())
	assert.Equal(t, w.APIKey(), again.APIKey())
	_, err = again.SignIn(t.Context(), "alice@contoso.com", password)
	require.NoError(t, err)
	_, err = idp.New(idp.Options{})
	require.Error(t, err, "a clock is required")
}

// fakeMicrosoft takes immutable IDs, or not.
type fakeMicrosoft struct {
	mu   sync.Mutex
	ids  map[string]string
	fail error
}

func (m *fakeMicrosoft) Bind(_ context.Context, u idp.User, id string) error {
	return m.set(u.Email, id)
}
func (m *fakeMicrosoft) Unbind(_ context.Context, u idp.User) error { return m.set(u.Email, "") }

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
	w := newWorld(t, func(o *idp.Options) { o.Directory = m })
	alice, err := w.User(t.Context(), "alice")
	require.NoError(t, err)
	assert.Equal(t, alice.ID, alice.ImmutableID())
	assert.Equal(t, alice.ID, m.ids["alice@contoso.com"])
	assert.Equal(t, w.clock.Now(), alice.Directory.SyncedAt)

	bob, err := w.BindDirectory(t.Context(), "bob", idp.BindOptions{ImmutableID: "q0zkcDFbZUmkUhMJiQ1Hxw=="})
	require.NoError(t, err)
	assert.Equal(t, "q0zkcDFbZUmkUhMJiQ1Hxw==", bob.ImmutableID())
	assert.Equal(t, "q0zkcDFbZUmkUhMJiQ1Hxw==", m.ids["bob@contoso.com"])
	app, err := w.Application(t.Context(), "office365")
	require.NoError(t, err)
	nameID := func(email string) string {
		return readResponse(t, w.signedIn(email).get(ssoURL).Fields["SAMLResponse"], app).find(t, "NameID").Text()
	}
	assert.Equal(t, "q0zkcDFbZUmkUhMJiQ1Hxw==", nameID("bob@contoso.com"))

	m.fail = errors.New("400 Request_BadRequest: a domain that is not verified")
	wang, err := w.BindDirectory(t.Context(), "wang", idp.BindOptions{})
	assert.True(t, idp.IsCode(err, idp.CodeDirectorySync), "%v", err)
	require.ErrorIs(t, err, m.fail)
	assert.Equal(t, wang.ID, wang.ImmutableID(), "the binding stays")
	assert.Contains(t, wang.Directory.SyncError, "a domain that is not verified")
	assert.Equal(t, record.Refused, w.last("directory bind").Verdict)
	m.fail = nil
	wang, err = w.BindDirectory(t.Context(), "wang", idp.BindOptions{})
	require.NoError(t, err, "binding again tries again")
	assert.Empty(t, wang.Directory.SyncError)

	m.fail = errors.New("503 Service Unavailable")
	wang, err = w.UnbindDirectory(t.Context(), "wang")
	assert.True(t, idp.IsCode(err, idp.CodeDirectorySync), "%v", err)
	assert.ErrorContains(t, err, "clear the immutable ID there")
	assert.Empty(t, wang.ImmutableID(), "unbound nevertheless")
	assert.Equal(t, record.Refused, w.last("directory unbind").Verdict)
	m.fail = nil

	alice, err = w.UnbindDirectory(t.Context(), "alice")
	require.NoError(t, err)
	assert.Empty(t, alice.ImmutableID())
	assert.Empty(t, m.ids["alice@contoso.com"])
	assert.Equal(t, alice.ID, nameID("alice@contoso.com"), "without an immutable ID the user's id goes out")
	response := w.last("Response")
	assert.NotEmpty(t, response.Checks[len(response.Checks)-1].Warnings)
}

func TestImportedImmutableIDStays(t *testing.T) {
	w := newWorld(t)
	_, err := w.BindDirectory(t.Context(), "bob", idp.BindOptions{ImmutableID: "q0zkcDFbZUmkUhMJiQ1Hxw=="})
	require.NoError(t, err)
	again, err := w.BindDirectory(t.Context(), "bob", idp.BindOptions{})
	require.NoError(t, err)
	assert.Equal(t, "q0zkcDFbZUmkUhMJiQ1Hxw==", again.ImmutableID())
	for _, bad := range []string{strings.Repeat("a", 257), "a\x00"} {
		_, err = w.BindDirectory(t.Context(), "bob", idp.BindOptions{ImmutableID: bad})
		assert.True(t, idp.IsCode(err, idp.CodeInvalid), "%v", err)
	}
}

// impatient is a Microsoft whose caller leaves before it answers.
type impatient struct {
	fakeMicrosoft
	leave context.CancelFunc
}

func (m *impatient) Bind(ctx context.Context, _ idp.User, _ string) error {
	m.leave()
	return ctx.Err()
}

func TestBindingThatWasInterruptedIsWrittenDown(t *testing.T) {
	ctx, leave := context.WithCancel(t.Context())
	w := newWorld(t)
	o, err := idp.New(idp.Options{Clock: w.clock, Directory: &impatient{leave: leave}})
	require.NoError(t, err)
	u, err := o.CreateUser(ctx, idp.NewUser{Username: "u", Email: "u@contoso.com"})
	require.NoError(t, err)
	_, err = o.BindDirectory(ctx, u.ID, idp.BindOptions{})
	assert.True(t, idp.IsCode(err, idp.CodeDirectorySync), "%v", err)
	u, err = o.User(t.Context(), u.ID)
	require.NoError(t, err)
	assert.Equal(t, "context canceled", u.Directory.SyncError)
}

func TestUserWithoutTheFieldOfTheSubjectIsRefused(t *testing.T) {
	w := newWorld(t)
	_, err := w.UpdateApplication(t.Context(), "office365", idp.ApplicationUpdate{SubjectField: ptr("firstname")})
	require.NoError(t, err)
	isRefused(t, w, w.signedIn("bob@contoso.com").get(ssoURL), idp.CodeNotAuthorized, "subject")
	assert.NotEmpty(t, w.signedIn("alice@contoso.com").get(ssoURL).Fields["SAMLResponse"])
}
