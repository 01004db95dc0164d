package scenarios_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser"
	"samlharness/browser/signin"
	"samlharness/record"
	"samlharness/scenarios"
	"samlharness/world"
)

// passes checks and runs a script that was copied, and returns its text.
func passes(t *testing.T, script []byte) string {
	t.Helper()
	scripts := []scenarios.Script{{Name: "copied.txtar", Data: script}}
	require.Empty(t, scenarios.Check(scripts), string(script))
	result, err := scenarios.Run(t.Context(), scenarios.RunOptions{Scripts: scripts})
	require.NoError(t, err)
	require.Zero(t, result.Totals.ScriptsFailed, "%s\n%+v", script, result.Scripts)
	return string(script)
}

// held is a world with what verbs act on, and a function that does a line.
func held(t *testing.T, o world.Options) (*world.World, *scenarios.World, func(words ...string) error) {
	w := world.Start(t, o)
	open := scenarios.WorldOf(w)
	return w, open, func(words ...string) error {
		files := map[string][]byte{}
		for _, word := range words {
			if data, err := os.ReadFile(word); err == nil {
				files[word] = data
			}
		}
		done, err := scenarios.Invoke(t.Context(), open, scenarios.Request{Args: words, Files: files})
		for name, data := range done.Files {
			require.NoError(t, os.WriteFile(name, data, 0o600))
		}
		return err
	}
}

// What an administrator did by commands, and people at browsers, is a script that does it again.
func TestCopyOfTheWholeRecord(t *testing.T) {
	w, open, do := held(t, world.Options{})
	metadata := filepath.Join(t.TempDir(), "the metadata.xml")
	for _, line := range [][]string{
		{"jumpcloud", "user", "add", "dora@contoso.com", "--password", "Dora-Passw0rd!"},
		{"entra", "user", "add", "dora@contoso.com"},
		{"jumpcloud", "directory", "bind", "alice"},
		{"jumpcloud", "directory", "bind", "dora"},
		{"jumpcloud", "app", "create", "office365", "--domain=contoso.com"},
		{"jumpcloud", "group", "bind", "All Users", "office365"},
		{"jumpcloud", "metadata", "export", "office365", "--out", metadata},
		{"federation", "enable", "--xml-file", metadata, "--json"},
		{"signin", "alice@contoso.com"},
		{"entra", "domain", "list"},
	} {
		require.NoError(t, do(line...))
	}
	walk := func(agent browser.Agent, person signin.Person, start signin.Start) {
		_, err := signin.Walk(t.Context(), agent, person, start)
		require.NoError(t, err)
	}
	agent, alice := w.Browser(), w.Person("alice@contoso.com")
	walk(agent, alice, signin.Start{Tile: "Microsoft 365"})
	dora := w.Person("dora@contoso.com")
	dora.JumpCloudPassword = "not it"
	walk(w.Browser(), dora, signin.Start{})
	require.Error(t, do("signin", "bob@contoso.com"), "he is not bound")
	require.NoError(t, do("clock", "advance", "25h"))
	require.NoError(t, do("jumpcloud", "certificate", "regenerate", "office365"))
	walk(w.Browser(), alice, signin.Start{})

	script, err := scenarios.Copy(open, 0)
	require.NoError(t, err)
	text := passes(t, script)
	assert.NotContains(t, text, "Dora-Passw0rd!")
	assert.NotContains(t, text, "not it")
	assert.NotContains(t, text, t.TempDir())
	assert.Contains(t, text, "\n! signin dora@contoso.com --jumpcloud-password wrong\nreason 'Authentication failed.'\n")
	assert.Contains(t, text, "\n! signin alice@contoso.com\nreason AADSTS5000811\n")
	assert.Contains(t, text, "signin alice@contoso.com office365 --idp-initiated")

	refused, ok := w.Record.LastRefused()
	require.True(t, ok)
	script, err = scenarios.Copy(open, refused.Flow)
	require.NoError(t, err)
	text = passes(t, script)
	assert.NotContains(t, text, "signin dora")
	assert.Contains(t, text, "reason AADSTS5000811")
}

// A world of its own comes along, without its passwords, and what Go did with it.
func TestCopyOfAnotherWorld(t *testing.T) {
	spec := world.Demo()
	spec.Name, spec.PropagationDelay = "own", world.Duration(1e9*3600)
	spec.Users = append(spec.Users, world.UserSpec{UPN: "王@contoso.com", DisplayName: "王",
		JumpCloudID:       "64b1f0c2a9d3e45f6a7b8c00",
		JumpCloudPassword: "Secret-Passw0rd!1"})
	spec.Users[5].UPN = "xiao@contoso.com"
	w, open, _ := held(t, world.Options{Spec: &spec})
	_, err := w.Federate(t.Context(), "contoso.com", "xiao")
	require.NoError(t, err)
	_, err = signin.Walk(t.Context(), w.Browser(), w.Person("xiao@contoso.com"), signin.Start{})
	require.NoError(t, err)
	script, err := scenarios.Copy(open, 0)
	require.NoError(t, err)
	text := passes(t, script)
	assert.Contains(t, text, "\n-- world.yaml --\n")
	assert.NotContains(t, text, "Secret-Passw0rd!1")
}

func TestCopyOfNothing(t *testing.T) {
	w, open, do := held(t, world.Options{})
	_, err := scenarios.Copy(open, 0)
	assert.ErrorContains(t, err, "no such sign-in")
	w.Record.Add(t.Context(), record.Exchange{Kind: record.AuthnRequest, By: record.Microsoft, Verdict: record.Sent})
	_, err = scenarios.Copy(open, 1)
	assert.ErrorContains(t, err, "no such sign-in")
	assert.ErrorContains(t, do("record", "scenario"), "lacks --out FILE")
}
