package scenarios

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/report"
)

// A run that records tells of each step what was sent and seen in it, and by which line; another does not.
func TestRecordedSteps(t *testing.T) {
	text := strings.Join(append(append([]string{"# Federate"}, federated...),
		"# Sign in", "[chromium] clock show", "signin alice@contoso.com", "! signin alice@contoso.com --jumpcloud-password x",
		"stderr nothing", "clock show"), "\n")
	scripts := []Script{{Name: "a.txtar", Data: []byte(text)}}
	r, err := Run(t.Context(), RunOptions{Scripts: scripts, TempDir: t.TempDir(), Record: true})
	require.NoError(t, err)
	first, second := r.Scripts[0].Steps[0], r.Scripts[0].Steps[1]
	require.NotEmpty(t, first.Exchanges)
	require.NotEmpty(t, second.Exchanges)
	assert.Equal(t, first.Exchanges[len(first.Exchanges)-1].ID+1, second.Exchanges[0].ID)
	assert.Empty(t, first.Screens)
	for _, screen := range second.Screens {
		assert.Contains(t, []int{9, 10}, screen.Line)
		assert.NotContains(t, screen.URL, "?")
		assert.NotEmpty(t, screen.Text)
		assert.Empty(t, screen.Picture)
	}
	assert.Equal(t, "Sign in to your account", second.Screens[0].Title)
	assert.Equal(t, []report.Line{
		{Number: 8, Text: "[chromium] clock show", Result: report.Skipped},
		{Number: 9, Text: "signin alice@contoso.com", Result: report.Passed},
		{Number: 10, Text: "! signin alice@contoso.com --jumpcloud-password ***", Result: report.Passed},
		{Number: 11, Text: "stderr nothing", Result: report.Failed},
		{Number: 12, Text: "clock show", Result: report.NotRun},
	}, second.Lines)

	r, err = Run(t.Context(), RunOptions{Scripts: scripts, TempDir: t.TempDir()})
	require.NoError(t, err)
	assert.Empty(t, r.Scripts[0].Steps[1].Exchanges)
	assert.Empty(t, r.Scripts[0].Steps[1].Screens)
}

// Of a long step the newest are kept.
func TestLongStepsAreBounded(t *testing.T) {
	lines := []string{"# Many"}
	for range maxExchanges + 20 {
		lines = append(lines, "! door open bob --key wrong", "reason 'not authorized'")
	}
	r := fakeRunWith(t, RunOptions{Record: true}, strings.Join(lines, "\n")+"\n")
	step := r.Scripts[0].Steps[0]
	assert.Len(t, step.Exchanges, maxExchanges)
	assert.Equal(t, 20, step.Earlier)
	assert.EqualValues(t, 21, step.Exchanges[0].ID)
}

// A message is indented on a terminal, and elsewhere it is what was sent, over which its signature holds.
func TestShownMessage(t *testing.T) {
	for terminal, want := range map[bool]string{
		false: "<a><b x=\"1\">é\u202e</b></a>\n",
		true:  "<a>\n  <b x=\"1\">é\\u202e</b>\n</a>\n",
	} {
		var shown strings.Builder
		require.NoError(t, writeMessage(&shown, "<a><b x=\"1\">é\u202e</b></a>\r\n", terminal))
		assert.Equal(t, want, shown.String())
	}
}
