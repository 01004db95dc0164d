package scenarios_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/exit"
	"samlharness/internal/needs"
	"samlharness/report"
	"samlharness/scenarios"
)

// The people of a script use a real Chromium when the run says so; windows keep their cookies and end with the world.
func TestScriptsInChromium(t *testing.T) {
	if testing.Short() {
		t.Skip("Chromium takes seconds to start")
	}
	needs.Chromium(t)
	script := strings.Join([]string{
		"# Managed", "signin alice@contoso.com", "stdout 'signed in as alice@contoso.com'",
		"# The same window is signed in still", "signin alice@contoso.com --same-window",
		"stdout 'signed in as alice@contoso.com'",
		"# Only Chromium", "[chromium] clock show", "[chromium] stdout 2026", "[!chromium] stdout never",
		"# Another window is not", "! signin alice@contoso.com --entra-password wrong", "reason AADSTS50126", "",
	}, "\n")
	result, err := scenarios.Run(t.Context(), scenarios.RunOptions{
		Browser: "chromium",
		Record:  true,
		Scripts: []scenarios.Script{{Name: "a.txtar", Data: []byte(script)}},
	})
	require.NoError(t, err)
	var text strings.Builder
	require.NoError(t, result.WriteText(&text, report.TextOptions{}))
	assert.Equal(t, exit.Passed, result.ExitCode(), text.String())
	assert.Equal(t, 4, result.Totals.Passed, text.String())
	screens := result.Scripts[0].Steps[0].Screens
	require.NotEmpty(t, screens)
	for _, screen := range screens {
		assert.Equal(t, "WEBP", string(screen.Picture[8:12]), "RIFF, 4.1")
		assert.Less(t, len(screen.Picture), 30_000)
	}
}
