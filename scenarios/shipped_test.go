package scenarios_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/exit"
	"samlharness/report"
	"samlharness/scenarios"
)

func TestShippedScriptsHaveNoMistakes(t *testing.T) {
	scripts, err := scenarios.Shipped()
	require.NoError(t, err)
	assert.Empty(t, scenarios.Check(scripts))
}

func TestVerbsExplainThemselves(t *testing.T) {
	seen := make(map[string]bool)
	for _, v := range scenarios.Verbs() {
		assert.False(t, seen[v.Name], v.Name)
		seen[v.Name] = true
		assert.NotEmpty(t, v.Summary, v.Name)
		assert.LessOrEqual(t, len(v.Summary), 120, v.Name)
		assert.NotEmpty(t, v.Usage())
	}
}

func TestShippedScriptsPass(t *testing.T) {
	result, err := scenarios.Run(t.Context(), scenarios.RunOptions{TempDir: t.TempDir()})
	require.NoError(t, err)
	var text strings.Builder
	require.NoError(t, result.WriteText(&text, report.TextOptions{}))
	assert.Equal(t, exit.Passed, result.ExitCode(), text.String())
}

func shipped(t *testing.T, name string) string {
	t.Helper()
	scripts, err := scenarios.Shipped()
	require.NoError(t, err)
	for _, s := range scripts {
		if s.Name == name {
			return string(s.Data)
		}
	}
	t.Fatalf("there is no script %s", name)
	return ""
}

func TestChangedExpectationFailsWithItsPlace(t *testing.T) {
	for _, c := range []struct {
		name, script, old, changed string
		line                       int
		expected, got, check       string
	}{
		{"output", "sp-initiated.txtar", "stdout 'signed in as alice", "stdout 'signed in as bob", 26,
			"a match of signed in as bob@contoso.com",
			"signed in as alice@contoso.com", ""},
		{"reason", "certificate-regenerated.txtar", "reason AADSTS5000811", "reason AADSTS50107", 19, "AADSTS50107",
			"Microsoft refused alice@contoso.com: AADSTS5000811: ", "key"},
		{"success", "unbound-user.txtar", "! signin bob@contoso.com\nreason AADSTS51004", "signin bob@contoso.com", 16,
			"success", "Microsoft refused bob@contoso.com: AADSTS51004: ", "immutable-id"},
		{"operator", "unverified-domain.txtar", "reason DomainNotVerified", "reason DefaultDomain", 7, "DefaultDomain",
			"DomainNotVerified: Typo? unverified.example", "-"},
		{"no refusal", "federation-show.txtar", "stdout 'Federation is not configured", "stdout 'Federation is configured", 5,
			"a match of Federation is configured for domain: contoso.com",
			"Federation is not configured for domain: contoso.com", ""},
		{"refusal", "sp-initiated.txtar", "signin alice@contoso.com\nstdout 'signed in as alice@contoso.com'",
			"! signin alice@contoso.com\nreason AADSTS50107",
			25, "a failure with reason AADSTS50107", "success: signed in as alice@contoso.com", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(shipped(t, c.script), c.old, c.changed, 1)
			result, err := scenarios.Run(t.Context(), scenarios.RunOptions{
				TempDir: t.TempDir(),
				Scripts: []scenarios.Script{{Name: c.script, Data: []byte(text)}},
			})
			require.NoError(t, err)
			assert.Equal(t, exit.Failed, result.ExitCode())
			var failure *report.Failure
			for _, step := range result.Scripts[0].Steps {
				if step.Failure != nil {
					failure = step.Failure
				}
			}
			require.NotNil(t, failure)
			assert.Equal(t, c.script, failure.File)
			assert.Equal(t, c.line, failure.Line)
			assert.Equal(t, c.expected, failure.Expected)
			assert.True(t, strings.HasPrefix(failure.Got, c.got), failure.Got)
			if c.check == "" {
				assert.Nil(t, failure.Explanation)
				return
			}
			require.NotNil(t, failure.Explanation)
			assert.Equal(t, strings.Trim(c.check, "-"), failure.Explanation.Check)
			assert.NotEmpty(t, failure.Explanation.Fix)
		})
	}
}

func TestManyWorldsSideBySide(t *testing.T) {
	if testing.Short() {
		t.Skip("makes a hundred worlds")
	}
	var scripts []scenarios.Script
	text := []byte(shipped(t, "wrong-jumpcloud-password.txtar"))
	for i := range 100 {
		scripts = append(scripts, scenarios.Script{Name: fmt.Sprintf("%03d.txtar", i), Data: text})
	}
	result, err := scenarios.Run(t.Context(), scenarios.RunOptions{TempDir: t.TempDir(), Scripts: scripts, Parallel: 8})
	require.NoError(t, err)
	assert.Equal(t, exit.Passed, result.ExitCode())
	assert.Equal(t, 100, result.Totals.Scripts)
	for i, s := range result.Scripts {
		assert.Equal(t, scripts[i].Name, s.Name)
	}
}
