package scenarios

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
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
