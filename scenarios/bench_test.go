package scenarios_test

import (
	"fmt"
	"testing"

	"samlharness/internal/exit"
	"samlharness/scenarios"
)

// BenchmarkHundredScripts runs a hundred scripts of the shipped size, as many at a time as there are processors. The
// budget is 5 s on two cores.
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
