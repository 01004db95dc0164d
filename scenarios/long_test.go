package scenarios

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/exit"
)

// Long scripts are read in time that grows with their length: these took minutes when it grew with the square.
func TestLongScriptsAreCheckedSwiftly(t *testing.T) {
	for name, text := range map[string]string{
		"commands":    strings.Repeat("clock show\n", 20_000),
		"blank lines": strings.Repeat("\n", 300_000) + "clock show\n",
	} {
		t.Run(name, func(t *testing.T) {
			assert.Empty(t, Check([]Script{{Name: name, Data: []byte(text)}}))
		})
	}
}

// steps is a script of n steps with one line each.
func steps(n int) Script {
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, "# Step %d\nsay %d\n", i, i)
	}
	return Script{Name: "long", Data: []byte(text.String())}
}

func TestLongScriptsRun(t *testing.T) {
	result := fakeRun(t, string(steps(8_000).Data))
	require.Equal(t, exit.Passed, result.ExitCode())
	assert.Equal(t, 8_000, result.Totals.Passed)
	last := result.Scripts[0].Steps[7_999]
	assert.Equal(t, "Step 7999", last.Title)
	assert.Equal(t, "7999", last.Happened)
}

// BenchmarkLongScripts runs scripts of 1,000 and of 8,000 steps. The metric ratio says how many times longer the second
// takes: 8 when time grows with the length, 64 when it grows with its square. The budget is 12. Eight of the short
// scripts run for each long one, so that both have their share of garbage collection; the fastest of each counts, which
// other work of the machine disturbs least.
func BenchmarkLongScripts(b *testing.B) {
	run := func(script Script, times int) time.Duration {
		start := b.Elapsed()
		for range times {
			result, err := Run(b.Context(), RunOptions{
				Scripts:  []Script{script},
				TempDir:  b.TempDir(),
				verbs:    fakeVerbs(),
				newWorld: fakeWorld,
			})
			if err != nil || result.ExitCode() != exit.Passed {
				b.Fatal(err, result)
			}
		}
		return (b.Elapsed() - start) / time.Duration(times)
	}
	short, long := time.Hour, time.Hour
	for b.Loop() {
		short = min(short, run(steps(1_000), 8))
		long = min(long, run(steps(8_000), 1))
	}
	b.ReportMetric(float64(long)/float64(short), "ratio")
	b.ReportMetric(long.Seconds(), "s/8000steps")
}
