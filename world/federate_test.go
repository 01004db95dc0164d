package world_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/federation"
	"samlharness/idp/org"
	"samlharness/record"
	"samlharness/world"
)

func TestFederateEverybodyOfADomain(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{})
	f, err := w.Federate(t.Context(), "Contoso.com")
	require.NoError(t, err)
	assert.Equal(t, "Federated", f.Result.AuthenticationType)
	assert.Equal(t, federation.Yes, f.Result.Changed)
	assert.Equal(t, "contoso.com", f.Source.Domain)
	assert.Contains(t, string(f.Metadata), f.Application.SSOURL())
	for _, upn := range []string{"alice@contoso.com", "bob@contoso.com", "wang@contoso.com"} {
		assert.Equal(t, upn, signIn(t, w, upn, signin.Start{}).SignedInAs)
	}
	erika, err := w.JumpCloud.User(t.Context(), "erika")
	require.NoError(t, err)
	assert.Empty(t, erika.ImmutableID(), "her address is in another domain")
}

func TestFederateNamedUsers(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{})
	_, err := w.JumpCloud.BindDirectory(t.Context(), "alice", org.BindOptions{ImmutableID: "A11CE="})
	require.NoError(t, err)
	_, err = w.Federate(t.Context(), "contoso.com", "alice@contoso.com", "bob")
	require.NoError(t, err)
	alice, err := w.JumpCloud.User(t.Context(), "alice")
	require.NoError(t, err)
	assert.Equal(t, "A11CE=", alice.ImmutableID())
	assert.Equal(t, "alice@contoso.com", signIn(t, w, "alice@contoso.com", signin.Start{}).SignedInAs)
	assert.Equal(t, "bob@contoso.com", signIn(t, w, "bob@contoso.com", signin.Start{}).SignedInAs)
	assert.Equal(t, "AADSTS51004", signIn(t, w, "carol@contoso.com", signin.Start{}).Refused.Code)
}

func TestFederateSeveralDomains(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{})
	first, err := w.Federate(t.Context(), "contoso.com")
	require.NoError(t, err)
	second, err := w.Federate(t.Context(), "staging.contoso.net")
	require.NoError(t, err)
	assert.Equal(t, "office365", first.Application.Slug)
	assert.Equal(t, "staging.contoso.net", second.Application.Slug)
	for _, upn := range []string{"alice@contoso.com", "erika@staging.contoso.net"} {
		assert.Equal(t, upn, signIn(t, w, upn, signin.Start{}).SignedInAs)
	}
}

func TestFederateWaitsForThePropagation(t *testing.T) {
	t.Parallel()
	spec := world.Demo()
	spec.PropagationDelay = world.Duration(2 * time.Hour)
	w := world.Start(t, world.Options{Spec: &spec})
	_, err := w.Federate(t.Context(), "contoso.com", "alice")
	require.NoError(t, err)
	assert.Equal(t, spec.Now.Add(2*time.Hour), w.Clock.Now())
	seen, _, err := w.Entra.SignInDomain(t.Context(), "contoso.com")
	require.NoError(t, err)
	assert.Equal(t, "Federated", seen.AuthenticationType())
}

func TestFederateSaysWhichStepFailed(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{})
	_, err := w.Federate(t.Context(), "contoso.com")
	require.NoError(t, err)
	for _, c := range []struct{ domain, user, step, code string }{
		{"contoso.com", "alice", "federate contoso.com: enable: ", "Request_BadRequest"},
		{"unverified.example", "alice", "federate unverified.example: enable: ", "DomainNotVerified"},
		{"elsewhere.example", "alice", "federate elsewhere.example: enable: ", "DomainNotInTenant"},
		{"fabrikam.com", "nobody", "federate fabrikam.com: bind users to the directory: nobody: ", ""},
		{"https://contoso.com", "", `federate "https://contoso.com": expected a domain name such as contoso.com`, ""},
	} {
		_, err := w.Federate(t.Context(), c.domain, c.user)
		require.ErrorContains(t, err, c.step)
		if c.code != "" {
			assert.True(t, record.IsCode(err, c.code), "%v", err)
		}
	}
}
