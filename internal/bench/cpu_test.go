package bench_test

import (
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// cpu is the processor time that the process has used: of clients, servers and the collector together. It says what
// work costs also on a machine that does other work meanwhile.
func cpu(b testing.TB) time.Duration {
	var used syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// cpuOf is the processor time of one call.
func cpuOf(b testing.TB, work func() error) time.Duration {
	start := cpu(b)
	must(b, work())
	return cpu(b) - start
}

// besideCPU measures the processor time of work by turns with that of its floor.
func besideCPU(b *testing.B, floor, work func() error) {
	b.Helper()
	var floors, works []time.Duration
	for b.Loop() {
		floors, works = append(floors, cpuOf(b, floor)), append(works, cpuOf(b, work))
	}
	f, w := median(floors), median(works)
	b.ReportMetric(milliseconds(w), "cpu-ms")
	b.ReportMetric(milliseconds(f), "floor-cpu-ms")
	b.ReportMetric(float64(w)/float64(f), "x-floor")
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// report prints the median of a measurement in milliseconds.
func report(b *testing.B, all []time.Duration, unit string) {
	b.ReportMetric(milliseconds(median(all)), unit)
}
