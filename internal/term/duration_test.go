package term_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"samlharness/internal/term"
)

func TestDuration(t *testing.T) {
	for want, d := range map[string]time.Duration{
		"0s":     0,
		"90ms":   90 * time.Millisecond,
		"20m":    20 * time.Minute,
		"1m30s":  90 * time.Second,
		"2h":     2 * time.Hour,
		"1h0m1s": time.Hour + time.Second + 300*time.Microsecond,
		"10h10m": 10*time.Hour + 10*time.Minute,
	} {
		assert.Equal(t, want, term.Duration(d))
		_, err := time.ParseDuration(want)
		assert.NoError(t, err)
	}
}
