package scenarios

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

	"github.com/jonboulle/clockwork"
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

func sampleReport(t *testing.T) *Report {
	t.Helper()
	return fakeRunWith(t, RunOptions{Stopwatch: clockwork.NewFakeClock()},
		"# Alice is let in\ndoor open alice --key right\nstdout 'alice is in'\n\n# The report of a long day at the door, "+
			"which takes quite some words\nsay everybody who came was let in before the evening began\n",
		"# Bob is refused\n! door open bob --key wrong\nreason 'not authorized'\n\n# Carol is let in\ndoor open carol "+
			"--key hidden\n\n# Nobody else\nsay nobody\n",
		"# Only with a real door\n[real] say x\n",
		"# Both say the same\nsay one two three\ncmp stdout want.txt\n-- want.txt --\none too three\n")
}

func TestTextReport(t *testing.T) {
	report := sampleReport(t)
	var b bytes.Buffer
	require.NoError(t, report.WriteText(&b, TextOptions{}))
	for line := range strings.Lines(b.String()) {
		assert.LessOrEqual(t, utf8.RuneCountInString(strings.TrimSuffix(line, "\n")), 80)
	}
	assert.NotContains(t, b.String(), "\x1b")
	assert.NotContains(t, b.String(), "hidden")
	golden(t, "report.txt", b.Bytes())
	b.Reset()
	require.NoError(t, report.WriteText(&b, TextOptions{Color: true}))
	assert.Contains(t, b.String(), "\x1b[31mFAIL\x1b[0m")
}

func TestJSONReport(t *testing.T) {
	report := sampleReport(t)
	var b bytes.Buffer
	require.NoError(t, report.WriteJSON(&b))
	golden(t, "report.json", b.Bytes())
	var back Report
	require.NoError(t, json.Unmarshal(b.Bytes(), &back))
	assert.Equal(t, *report, back)
}

func TestJUnitReport(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, sampleReport(t).WriteJUnit(&b))
	golden(t, "report.xml", b.Bytes())
	var suites junitSuites
	require.NoError(t, xml.Unmarshal(b.Bytes(), &suites))
	assert.Equal(t, 7, suites.Tests)
	assert.Equal(t, 2, suites.Failures)
	assert.Equal(t, 2, suites.Skipped)
	failed := suites.Suites[1].Cases[1]
	assert.Equal(t, 6, failed.Line)
	assert.Contains(t, failed.Failure.Message, "b.txtar:6: ")
	assert.NotContains(t, b.String(), "hidden")
}

func TestMask(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"id 64b1f0c2a9d3e45f6a7b8c9d", "id <id>"},
		{"_0123456789abcdef0123456789abcdef", "<id>"},
		{"at 2026-03-02T09:15:00Z, 2026-03-02 09:15:00 UTC", "at <instant>, <instant>"},
		{"tenant 11111111-1111-1111-1111-111111111111", "tenant <uuid>"},
		{strings.Repeat("MIIF", 20) + "==", "<base64>"},
		{strings.Repeat("ab", 20), "<digest>"},
		{"contoso.com 5000811 <id>", "contoso.com 5000811 <id>"},
	} {
		assert.Equal(t, c.want, maskVolatile(c.in))
	}
}
