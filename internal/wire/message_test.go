package wire_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/wire"
)

func TestParseTime(t *testing.T) {
	for s, expected := range map[string]time.Time{
		"2026-03-02T09:15:00Z":                                 time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC),
		"2026-03-02T09:15:00.118Z":                             now(),
		"2026-03-02T09:15:00.1180000Z":                         now(),
		"2026-03-02T09:15:00." + strings.Repeat("9", 30) + "Z": time.Date(2026, 3, 2, 9, 15, 0, 999_999_999, time.UTC),
		"2026-03-02T11:15:00+02:00":                            time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC),
		"2026-03-02T00:15:00.5-09:00":                          time.Date(2026, 3, 2, 9, 15, 0, 500_000_000, time.UTC),
		"2026-03-02T09:15:00-00:00":                            time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC),
		"2024-02-29T23:59:59Z":                                 time.Date(2024, 2, 29, 23, 59, 59, 0, time.UTC),
	} {
		got, err := wire.ParseTime(s)
		require.NoError(t, err, s)
		assert.Equal(t, expected, got, s)
	}
	for _, s := range []string{
		"", " ", "now", "2026-03-02", "2026-03-02T09:15Z", "2026-03-02T09:15:00", "2026-03-02 09:15:00Z",
		"2026-03-02t09:15:00Z", "2026-03-02T09:15:00z",
		"2026-03-02T09:15:00.Z", "2026-03-02T09:15:00,5Z", "2026-03-02T09:15:60Z", "2026-03-02T24:00:01Z",
		"2026-03-02T25:00:00Z", "2026-02-30T09:15:00Z", "2026-13-02T09:15:00Z",
		"12026-03-02T09:15:00Z", "-2026-03-02T09:15:00Z", "2026-03-02T9:15:00Z", "2026-03-02T09:15:00+0200",
		"2026-03-02T09:15:00+2:00", "2026-03-02T09:15:00+02",
		"2026-03-02T09:15:00+25:00", "2026-03-02T09:15:00+02:60", "2026-03-02T09:15:00Z ", " 2026-03-02T09:15:00Z",
		"2026-03-02T09:15:00ZZ", "2026-03-02T09:15:00.5", "２026-03-02T09:15:00Z",
		"2026-03-02T09:15:00.5x", "2026-03-02T09:15:00Z\n",
	} {
		_, err := wire.ParseTime(s)
		require.Error(t, err, "%q", s)
		assert.ErrorContains(t, err, "instant")
	}
}

func TestTimeFormat(t *testing.T) {
	assert.Equal(t, "2026-03-02T09:15:00.118Z", wire.TimeFormat(now().In(time.FixedZone("", 7200))))
	assert.Equal(t, "2026-03-02T09:15:00.000Z", wire.TimeFormat(now().Truncate(time.Second)))
	assert.Empty(t, wire.TimeFormat(time.Time{}))
}

func TestNewID(t *testing.T) {
	shape, seen := regexp.MustCompile(`^_[0-9a-f]{32}$`), map[string]bool{}
	for range 1000 {
		id := wire.NewID(nil)
		require.Regexp(t, shape, id)
		require.False(t, seen[id])
		seen[id] = true
	}
}
