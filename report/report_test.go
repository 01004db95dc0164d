package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var updateGolden = flag.Bool("update", false, "write the golden files of reports")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *updateGolden {
		require.NoError(t, os.WriteFile(file, got, 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got))
}

// sampleReport is that of a run in which all kinds of results came about; package scenarios has a test that a run gives
// it.
func sampleReport(t *testing.T) *Report {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "report.json"))
	require.NoError(t, err)
	var r Report
	require.NoError(t, json.Unmarshal(data, &r))
	return &r
}

func TestTextReport(t *testing.T) {
	report := sampleReport(t)
	var b bytes.Buffer
	require.NoError(t, report.WriteText(&b, TextOptions{Width: 80}))
	for line := range strings.Lines(b.String()) {
		assert.LessOrEqual(t, utf8.RuneCountInString(strings.TrimSuffix(line, "\n")), 80)
	}
	assert.NotContains(t, b.String(), "\x1b")
	assert.NotContains(t, b.String(), "hidden")
	golden(t, "report.txt", b.Bytes())
	b.Reset()
	require.NoError(t, report.WriteText(&b, TextOptions{Width: 80, Steps: true}))
	golden(t, "report_steps.txt", b.Bytes())
	b.Reset()
	require.NoError(t, report.WriteText(&b, TextOptions{Quiet: true}))
	assert.NotContains(t, b.String(), "a.txtar", "it passed")
	assert.Contains(t, b.String(), "FAIL  b.txtar")
	b.Reset()
	require.NoError(t, report.WriteText(&b, TextOptions{Color: true}))
	assert.Contains(t, b.String(), "\x1b[31mFAIL\x1b[0m")
}

func TestJSONReport(t *testing.T) {
	report := sampleReport(t)
	var b bytes.Buffer
	require.NoError(t, report.WriteJSON(&b))
	golden(t, "report.json", b.Bytes())
	assert.Equal(t, Schema, report.Schema)
}

func TestTotalsAreCounted(t *testing.T) {
	report := sampleReport(t)
	assert.Equal(t, report.Totals, New(report.Scripts).Totals)
	assert.Equal(t, Totals{Scripts: 2, ScriptsFailed: 1, NoWorld: 1, Steps: 1, NotRun: 1},
		New([]ScriptResult{{Result: Failed, Error: "no port"}, {Steps: []StepResult{{Result: NotRun}}}}).Totals)
}

func TestExitCodes(t *testing.T) {
	for code, r := range map[int]Report{
		0:   {},
		1:   {Totals: Totals{ScriptsFailed: 2}},
		3:   {Totals: Totals{ScriptsFailed: 2, NoWorld: 1}},
		130: {Totals: Totals{ScriptsFailed: 2, NoWorld: 1}, Interrupted: true},
	} {
		assert.Equal(t, code, r.ExitCode())
	}
}

func TestJUnitReport(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, sampleReport(t).WriteJUnit(&b, JUnitOptions{}))
	golden(t, "report.xml", b.Bytes())
	var suites junitSuites
	require.NoError(t, xml.Unmarshal(b.Bytes(), &suites))
	assert.Equal(t, 7, suites.Tests)
	assert.Equal(t, 2, suites.Failures)
	assert.Equal(t, 1, suites.Suites[1].Skipped)
	failed := suites.Suites[1].Cases[1]
	assert.Contains(t, failed.Failure.Message, "b.txtar:6: ")
	assert.NotContains(t, b.String(), "hidden")
}
