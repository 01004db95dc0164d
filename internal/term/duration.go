package term

import (
	"strings"
	"time"
)

// Duration is a duration as people write it, to the millisecond, without the units that are zero at its end: 2h, 20m,
// 1m30s. [time.ParseDuration] reads it.
func Duration(d time.Duration) string {
	text := d.Round(time.Millisecond).String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
