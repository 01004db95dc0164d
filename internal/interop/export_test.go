package interop_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/federation"
	"samlharness/sp/directory"
	"samlharness/world"
)

const consoleAPI = "https://console.jumpcloud.com/api/"

// called sends a call of JumpCloud's REST API that is expected to end well.
func called(t *testing.T, w *world.World, method, path, body string) {
	t.Helper()
	status, answer := (&jcReplay{w: w}).send(t, method, consoleAPI+path, body)
	require.Less(t, status, http.StatusMultipleChoices, "%s %s: %s", method, path, answer)
}

// TestSignInWithAlternateEmail checks that somebody whose user principal name is the alternate e-mail address, by the
// directory's rule of export, gets in with it: the IDPEmail differs, and the immutable ID matches.
func TestSignInWithAlternateEmail(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{})
	const upn = "alice.adams@contoso.com"
	_, err := w.Entra.CreateUser(t.Context(), directory.NewUser{UserPrincipalName: upn, DisplayName: "Alice"})
	require.NoError(t, err)
	alice, err := w.JumpCloud.User(t.Context(), "alice")
	require.NoError(t, err)
	called(t, w, http.MethodPut, "systemusers/"+alice.ID, `{"alternateEmail":"`+upn+`"}`)
	called(t, w, http.MethodPost, "v2/office365s/"+w.JumpCloud.DirectoryID()+"/translationrules",
		`{"builtIn":"user_principal_name_from_alternate_email"}`)
	_, err = w.Federate(t.Context(), "contoso.com", "alice")
	require.NoError(t, err)
	account, err := w.Entra.User(t.Context(), upn)
	require.NoError(t, err)
	assert.Equal(t, alice.ID, account.ImmutableID)
	result, err := signin.Walk(t.Context(), w.Browser(), w.Person("alice@contoso.com"), signin.Start{})
	require.NoError(t, err)
	assert.Equal(t, upn, result.SignedInAs, "%+v", result.Refused)
}

// TestGroupBoundToDirectory checks that the members of a group get their immutable ID when the group is bound to the
// directory, and then sign in.
func TestGroupBoundToDirectory(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{})
	_, err := w.Federate(t.Context(), "contoso.com", "alice")
	require.NoError(t, err)
	walk := func() signin.Result {
		result, err := signin.Walk(t.Context(), w.Browser(), w.Person("bob@contoso.com"), signin.Start{})
		require.NoError(t, err)
		return result
	}
	require.NotNil(t, walk().Refused, "he is not bound yet")
	group, err := w.JumpCloud.Group(t.Context(), "All Users")
	require.NoError(t, err)
	called(t, w, http.MethodPost, "v2/office365s/"+w.JumpCloud.DirectoryID()+"/associations",
		`{"op":"add","type":"user_group","id":"`+group.ID+`"}`)
	result := walk()
	assert.Equal(t, "bob@contoso.com", result.SignedInAs, "%+v", result.Refused)
}

// TestOperatorReadsTheWorldsJumpCloud has the operator's reader of JumpCloud ask the emulated REST API.
func TestOperatorReadsTheWorldsJumpCloud(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{})
	j := federation.JumpCloud{Key: w.JumpCloud.APIKey(), HTTP: w.HTTPClient()}
	people, err := j.People(t.Context())
	require.NoError(t, err)
	alice, err := w.JumpCloud.User(t.Context(), "alice")
	require.NoError(t, err)
	assert.Contains(t, people, federation.Person{Email: "alice@contoso.com", ImmutableID: alice.ID})
	loops, err := j.SignsInAtMicrosoft(t.Context())
	require.NoError(t, err)
	assert.False(t, loops)
	called(t, w, http.MethodPost, "v2/identity-providers", `{"name":"Entra","type":"AZURE","clientId":"a",`+
		`"clientSecret":"b","oidc":{"clientId":"a","clientSecret":"b",`+
		`"url":"https://login.microsoftonline.com/common/v2.0"}}`)
	loops, err = j.SignsInAtMicrosoft(t.Context())
	require.NoError(t, err)
	assert.True(t, loops)
	j.Key = "a-wrong-key"
	_, err = j.People(t.Context())
	require.Error(t, err)
}
