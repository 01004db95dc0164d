package main

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
)

// everyCommand calls visit for each command that a person can type, with the words that lead to it.
func everyCommand(c *cobra.Command, words []string, visit func(*cobra.Command, []string)) {
	visit(c, words)
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() || sub.Name() == "help" {
			everyCommand(sub, append(append([]string{}, words...), sub.Name()), visit)
		}
	}
}

func tree(t *testing.T) *cobra.Command {
	t.Helper()
	a, _, _ := inProcess(nil)
	root := a.root()
	root.InitDefaultCompletionCmd()
	root.InitDefaultHelpCmd()
	return root
}

// Every help fits a terminal of 80 columns, has an example where there is something to try, and is the same whichever
// way it is asked for.
func TestEveryHelpFits(t *testing.T) {
	count := 0
	everyCommand(tree(t), nil, func(c *cobra.Command, words []string) {
		count++
		a, stdout, stderr := inProcess(nil)
		assert.Zero(t, a.run(t.Context(), append(append([]string{}, words...), "--help")), stderr.String())
		assert.Empty(t, stderr.String())
		for line := range strings.Lines(stdout.String()) {
			line = strings.TrimRight(line, "\n")
			assert.LessOrEqual(t, len([]rune(line)), 80, "%v: %s", words, line)
			assert.Equal(t, strings.TrimRight(line, " "), line, "%v: blanks at the end", words)
		}
		family := c.HasAvailableSubCommands() && c.HasParent()
		if !family && !(len(words) > 0 && words[0] == "completion") {
			assert.Contains(t, stdout.String(), "\nExample:\n  harness ", "%v", words)
		}
		if len(words) > 0 && topic(words) == nil { // "help world" is the manual of world files
			b, again, _ := inProcess(nil)
			assert.Zero(t, b.run(t.Context(), append([]string{"help"}, words...)))
			assert.Equal(t, stdout.String(), again.String(), "%v", words)
		}
	})
	assert.Greater(t, count, 60)
}

// The verbs of families are listed one a line when their first words stand alone.
func TestFamiliesListTheirVerbs(t *testing.T) {
	for _, words := range []string{"jumpcloud", "jumpcloud app", "entra", "entra policy token-validation", "clock",
		"record",
		"federation"} {
		a, stdout, stderr := inProcess(nil)
		assert.Zero(t, a.run(t.Context(), strings.Fields(words)))
		assert.Empty(t, stderr.String())
		assert.Regexp(t, `(?m)^  `+words+` \S`, stdout.String())
		assert.NotContains(t, stdout.String(), "Flags:")
	}
}

// Every family says what it is for.
func TestFamiliesSayWhatTheyAreFor(t *testing.T) {
	a, stdout, _ := inProcess(nil)
	assert.Zero(t, a.run(t.Context(), []string{"--help"}))
	assert.NotContains(t, stdout.String(), "The verbs of ")
}

// The manuals fit a terminal of 80 columns, but for words that are longer.
func TestManualsFit(t *testing.T) {
	for _, name := range []string{"scripts", "world", "codes"} {
		a, stdout, stderr := inProcess(nil)
		assert.Zero(t, a.run(t.Context(), []string{"help", name}), stderr.String())
		for line := range strings.Lines(stdout.String()) {
			if strings.Contains(line, "https://") {
				continue // an address may be longer
			}
			assert.LessOrEqual(t, len([]rune(strings.TrimRight(line, "\n"))), 81, "%s: %s", name, line)
		}
	}
}
