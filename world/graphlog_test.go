package world_test

import (
	"crypto/sha1"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/sp/graph"
	"samlharness/world"
)

// The tenant's sign-in log names the certificate that signed a person in, and the AADSTS number of a refusal.
func TestSignInLog(t *testing.T) {
	w := world.Start(t, world.Options{})
	contoso, err := w.Federate(t.Context(), "contoso.com")
	require.NoError(t, err)
	walk := func() {
		_, err := signin.Walk(t.Context(), w.Browser(), w.Person("alice@contoso.com"), signin.Start{})
		require.NoError(t, err)
	}
	walk()
	entry := w.Entra.SignIns()[0]
	assert.Equal(t, "alice@contoso.com", entry.UserPrincipalName)
	assert.Zero(t, entry.ErrorCode)
	a, err := w.JumpCloud.Application(t.Context(), contoso.Application.ID)
	require.NoError(t, err)
	sum := sha1.Sum(a.Certificate)
	assert.Equal(t, strings.ToUpper(hex.EncodeToString(sum[:])), entry.Thumbprint)

	_, err = w.JumpCloud.RegenerateCertificate(t.Context(), contoso.Application.ID)
	require.NoError(t, err)
	walk()
	entry = w.Entra.SignIns()[0]
	assert.Equal(t, 5000811, entry.ErrorCode)
	assert.Empty(t, entry.Thumbprint, "none of the domain's certificates signed")
	assert.True(t, entry.Federated)
}

func TestGraphOfTheWorldFile(t *testing.T) {
	spec, err := world.ParseSpec("world.yaml", []byte(`
graph:
  strictJSON: true
  consistencyDelay: 5s
  faults:
    - name: "429"
      path: /domains
`))
	require.NoError(t, err)
	w := world.Start(t, world.Options{Spec: &spec})
	assert.True(t, w.EntraGraph.Configured().StrictJSON)
	assert.Equal(t, []graph.Fault{{Name: graph.FaultThrottled, Path: "/domains"}}, w.EntraGraph.Faults())
	spec.Graph.Faults[0].Name = "nosuch"
	_, err = world.New(t.Context(), world.Options{Spec: &spec})
	assert.ErrorContains(t, err, `the fault "nosuch" is not one of 429, `)
}
