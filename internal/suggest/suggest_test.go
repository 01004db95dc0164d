package suggest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/internal/suggest"
)

func TestNearest(t *testing.T) {
	known := []string{"run", "check", "inspect", "federation", "münchen.example"}
	for typed, want := range map[string]string{
		"rnu":             "run", // a swap is one slip
		"rn":              "run",
		"runs":            "run",
		"rin":             "run",
		"ur":              "",
		"chekc":           "check",
		"insepct":         "inspect",
		"fedration":       "federation",
		"fderatoin":       "federation",
		"fxdxrxtixn":      "",
		"münchn.example":  "münchen.example",
		"munchen.example": "münchen.example",
		"run":             "run",
		"":                "",
		"\xff\xfe":        "",
	} {
		assert.Equal(t, want, suggest.Nearest(typed, known), typed)
	}
	assert.Empty(t, suggest.Nearest("run", nil))
	assert.Equal(t, "cat", suggest.Nearest("at", []string{"cat", "bat"}), "the first of equals")
	assert.Empty(t, suggest.Nearest(strings.Repeat("a", 1<<12), known))
}

func TestNearestOf(t *testing.T) {
	typed := strings.Fields("jumpclod user ad bob")
	names := []string{"clock", "jumpcloud user", "jumpcloud user add"}
	words := func(name string) string { return strings.Join(typed[:len(strings.Fields(name))], " ") }
	assert.Equal(t, "jumpcloud user", suggest.NearestOf(names, words))
	assert.Equal(t, "jumpcloud user add", suggest.NearestOf(names[2:], words))
}

func TestCommand(t *testing.T) {
	known := []string{"inspect", "federation", "federate"}
	assert.Equal(t, "federation", suggest.Command("fed", known))
	assert.Equal(t, "inspect", suggest.Command("INSP", known))
	assert.Equal(t, "inspect", suggest.Command("inpsect", known))
	assert.Empty(t, suggest.Command("", known))
	assert.Empty(t, suggest.Command("inspections of all", known))
}
