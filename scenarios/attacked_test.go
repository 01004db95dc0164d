package scenarios_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/attack"
	"samlharness/internal/exit"
	"samlharness/internal/needs"
	"samlharness/report"
	"samlharness/scenarios"
)

// afterwards is a step in the window of an attack, whose responses go as they are again.
const afterwards = `
# The window is not changed for good
signin alice@contoso.com --same-window
stdout 'signed in as alice@contoso.com'
`

// Every attack that is made on the way to Microsoft meets the code that the catalogue names, in a whole world.
func TestEveryAttackInAWorld(t *testing.T) {
	scripts, err := scenarios.AttackScripts()
	require.NoError(t, err)
	scripts[0].Data = append(scripts[0].Data, afterwards...)
	r, err := scenarios.Run(t.Context(), scenarios.RunOptions{Scripts: scripts, KeepGoing: true, TempDir: t.TempDir()})
	require.NoError(t, err)
	requirePassed(t, r)
	assert.Equal(t, len(attack.All())+len(scripts)+1, r.Totals.Passed)

	_, err = scenarios.AttackScripts("xsw1", "audience-wrng")
	assert.EqualError(t, err, `unknown attack "audience-wrng"`)
	assert.Contains(t, report.Hint(err), "did you mean audience-wrong?")
}

// Chromium posts what the attack made of the form, and what it was without one, in the same window too.
func TestAttacksInChromium(t *testing.T) {
	if testing.Short() {
		t.Skip("Chromium takes seconds to start")
	}
	needs.Chromium(t)
	scripts, err := scenarios.AttackScripts("xsw1", "audience-wrong", "audience-any-of-two")
	require.NoError(t, err)
	scripts[1].Data = append(scripts[1].Data, afterwards...)
	r, err := scenarios.Run(t.Context(), scenarios.RunOptions{Scripts: scripts, Browser: "chromium", TempDir: t.TempDir()})
	require.NoError(t, err)
	requirePassed(t, r)
}

// An attack that does not take place is a failure of its own: nobody posts a response for a managed domain.
func TestAttackThatDoesNotTakePlace(t *testing.T) {
	r, err := scenarios.Run(t.Context(), scenarios.RunOptions{
		TempDir: t.TempDir(),
		Scripts: []scenarios.Script{{
			Name: "a.txtar",
			Data: []byte("# Managed\nsignin alice@contoso.com --attack xsw1\n"),
		}},
	})
	require.NoError(t, err)
	require.Equal(t, exit.Failed, r.ExitCode())
	assert.Contains(t, r.Scripts[0].Steps[0].Failure.Got, "the attack xsw1 did not take place: no response was posted")
}

func requirePassed(t *testing.T, r *report.Report) {
	t.Helper()
	var text strings.Builder
	require.NoError(t, r.WriteText(&text, report.TextOptions{}))
	require.Equal(t, exit.Passed, r.ExitCode(), text.String())
}
