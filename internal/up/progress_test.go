package up

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/internal/term"
)

func TestProgressIsSaidForManyUsers(t *testing.T) {
	var said strings.Builder
	progress := progressTo(&said, &term.Status{})
	for done := 1000; done <= 100_000; done += 1000 {
		progress(done, 100_000)
	}
	lines := strings.Split(strings.TrimSpace(said.String()), "\n")
	assert.Len(t, lines, 10)
	assert.Equal(t, "harness: 10000 of 100000 users are in the world", lines[0])
	assert.Equal(t, "harness: 100000 of 100000 users are in the world", lines[9])

	said.Reset()
	progressTo(&said, &term.Status{})(1000, 1000)
	assert.Empty(t, said.String(), "few users take no time")
	progressTo(nil, &term.Status{})(100_000, 100_000)
}

func TestProgressOnATerminalIsOneLine(t *testing.T) {
	var said, terminal strings.Builder
	progress := progressTo(&said, &term.Status{Terminal: &terminal})
	progress(1000, 100_000)
	progress(2000, 100_000)
	assert.Empty(t, said.String())
	assert.Equal(t, "\r\x1b[K1000 of 100000 users are in the world\r\x1b[K2000 of 100000 users are in the world",
		terminal.String())
}
