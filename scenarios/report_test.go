package scenarios

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the report that package report is tested with")

// The reports of package report are tested with what this run gives.
func TestRunGivesTheReport(t *testing.T) {
	result := fakeRunWith(t, RunOptions{Stopwatch: clockwork.NewFakeClock(), Record: true},
		"# Alice is let in\ndoor open alice --key right\nstdout 'alice is in'\n\n# The report of a long day at the door, "+
			"which takes quite some words\nsay everybody who came was let in before the evening began\n",
		"# Bob is refused\n! door open bob --key wrong\nreason 'not authorized'\n\n# Carol is let in\ndoor open carol "+
			"--key hidden\n\n# Nobody else\nsay nobody\n",
		"# Only with a real door\n[real] say x\n",
		"# Both say the same\nsay one two three\ncmp stdout want.txt\n-- want.txt --\none too three\n")
	var b bytes.Buffer
	require.NoError(t, result.WriteJSON(&b))
	if *update {
		require.NoError(t, os.WriteFile("../report/testdata/report.json", b.Bytes(), 0o644))
	}
	want, err := os.ReadFile("../report/testdata/report.json")
	require.NoError(t, err)
	assert.Equal(t, string(want), b.String())
}
