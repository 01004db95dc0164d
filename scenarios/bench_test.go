package scenarios_test

import (
	"fmt"
	"testing"

	"samlharness/internal/exit"
	"samlharness/internal/needs"
	"samlharness/scenarios"
)

// BenchmarkHundredScripts runs a hundred scripts of the shipped size, as many at a time as there are processors. The
// goal is 2.5 s on two cores.
func BenchmarkHundredScripts(b *testing.B) {
	shipped, err := scenarios.Shipped()
	if err != nil {
		b.Fatal(err)
	}
	var scripts []scenarios.Script
	for i := range 100 {
		s := shipped[i%len(shipped)]
		s.Name = fmt.Sprintf("%03d-%s", i, s.Name)
		scripts = append(scripts, s)
	}
	for b.Loop() {
		result, err := scenarios.Run(b.Context(), scenarios.RunOptions{Scripts: scripts, TempDir: b.TempDir()})
		if err != nil || result.ExitCode() != exit.Passed {
			b.Fatal(err, result.Totals)
		}
	}
}

// BenchmarkShippedInChromium runs the shipped scripts in a real Chromium, with a picture of each page and without, and
// in the browser in Go for comparison. The goal is 30 s on two cores.
func BenchmarkShippedInChromium(b *testing.B) {
	needs.Chromium(b)
	for _, c := range []struct {
		name, browser string
		record        bool
	}{{"Go", "go", false}, {"Chromium", "chromium", false}, {"pictures", "chromium", true}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				result, err := scenarios.Run(b.Context(), scenarios.RunOptions{Browser: c.browser, Record: c.record,
					TempDir: b.TempDir()})
				if err != nil || result.ExitCode() != exit.Passed {
					b.Fatal(err, result.Totals)
				}
			}
		})
	}
}
