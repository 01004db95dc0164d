package world_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp/org"
	"samlharness/world"
)

const policiesYAML = `applications:
  - domain: contoso.com
    groups: [All Users]
ipLists:
  - name: Büro
    description: where everybody is
    ips: [203.0.113.0/24, 198.51.100.1-198.51.100.9, "2001:db8::/32"]
policies:
  - name: Nobody from abroad
    action: deny
    message:
      text: Not from here.
      primary: {text: Help, url: "https://help.example/"}
    groups: [Finance]
    excludedGroups: [All Users]
    applications: [office365]
    conditions:
      any:
        - locations: [KP]
        - not: {networks: [Büro], deviceManaged: false}
  - name: Second factor
    disabled: true
    description: for later
    type: user_portal
    requireMfa: true
    factors: [totp, webauthn]
    userVerification: required
  - type: user_portal
    default: true
    action: deny
`

// Policies and IP lists come from a world file, and go back into one.
func TestPolicies(t *testing.T) {
	spec, err := world.ParseSpec("world.yaml", []byte(policiesYAML))
	require.NoError(t, err)
	w := world.Start(t, world.Options{Spec: &spec})
	_, text := again(t, w)
	_, body, _ := strings.Cut(policiesYAML, "ipLists:")
	for line := range strings.Lines(body) { // whatever else the file has between
		words := strings.Trim(strings.Split(strings.TrimSpace(line), ": ")[0], "- ")
		assert.Contains(t, text, words)
	}
	other, twice := again(t, w)
	assert.Equal(t, text, twice)
	assert.Equal(t, spec.Policies, other.Spec().Policies)
	assert.Equal(t, spec.IPLists, other.Spec().IPLists)
	effect, err := other.JumpCloud.DefaultPolicy(t.Context(), org.PolicyUserPortal)
	require.NoError(t, err)
	assert.Equal(t, org.PolicyDeny, effect.Action)
}

// What a policy names may be deleted: a world that starts from the export means the same by it.
func TestPoliciesThatNameWhatWasDeleted(t *testing.T) {
	spec, err := world.ParseSpec("world.yaml", []byte(policiesYAML))
	require.NoError(t, err)
	w := world.Start(t, world.Options{Spec: &spec})
	require.NoError(t, w.JumpCloud.DeleteGroup(t.Context(), "Finance"))
	require.NoError(t, w.JumpCloud.DeleteIPList(t.Context(), "Büro"))
	require.NoError(t, w.JumpCloud.DeleteApplication(t.Context(), "office365"))
	other, _ := again(t, w)
	p, err := other.JumpCloud.Policy(t.Context(), "Nobody from abroad")
	require.NoError(t, err)
	assert.True(t, p.Disabled, "its only application is gone")
	assert.NotEmpty(t, p.Groups, "it is for nobody, not for everybody")
	assert.NotEmpty(t, p.Conditions.Any[1].Not.AddressIn)
}

func TestPoliciesThatCannotBe(t *testing.T) {
	for yaml, want := range map[string]string{
		"policies:\n  - name: P\n    groups: [Nobody's]":                 "world.yaml:2:",
		"policies:\n  - name: P\n    action: sometimes":                  "allow or deny",
		"policies:\n  - name: P\n    conditions: {netwoks: [x]}":         "did you mean networks?",
		"policies:\n  - name: P\n    conditions: {networks: [Office]}":   "Office",
		"policies:\n  - {name: P}\n  - {name: p}":                        "policy",
		"ipLists:\n  - {name: Office, ips: [300.1.1.1]}":                 "IP list",
		"policies:\n  - name: P\n    conditions: {locations: [Germany]}": "capital letters",
	} {
		spec, err := world.ParseSpec("world.yaml", []byte(yaml+"\n"))
		if err == nil {
			_, err = world.New(t.Context(), world.Options{Spec: &spec})
		}
		assert.ErrorContains(t, err, want, yaml)
	}
}
