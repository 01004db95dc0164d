package up

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestProgressIsSaidForManyUsers(t *testing.T) {
	var said strings.Builder
	progress := progressTo(&said)
	for done := 1000; done <= 100_000; done += 1000 {
		progress(done, 100_000)
	}
	lines := strings.Split(strings.TrimSpace(said.String()), "\n")
	assert.Len(t, lines, 10)
	assert.Equal(t, "harness: 10000 of 100000 users are in the world", lines[0])
	assert.Equal(t, "harness: 100000 of 100000 users are in the world", lines[9])

	said.Reset()
	progressTo(&said)(1000, 1000)
	assert.Empty(t, said.String(), "few users take no time")
	progressTo(nil)(100_000, 100_000)
}
