package scenarios_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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
	report, err := scenarios.Run(t.Context(), scenarios.RunOptions{TempDir: t.TempDir()})
	require.NoError(t, err)
	var text strings.Builder
	require.NoError(t, report.WriteText(&text, scenarios.TextOptions{}))
	assert.Equal(t, scenarios.ExitPassed, report.ExitCode(), text.String())
}
