// Package shell writes commands for people to copy into a terminal.
package shell

import (
	"regexp"
	"strings"
)

// plain is a word that a shell takes as it stands.
var plain = regexp.MustCompile(`^[A-Za-z0-9@%+=:,./_-]+$`)

// Word quotes a word for a POSIX shell, where it needs quotes (POSIX.1-2024, Shell Command Language, 2.2.2).
func Word(word string) string {
	if plain.MatchString(word) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// Line is the command of these words.
func Line(words ...string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = Word(word)
	}
	return strings.Join(quoted, " ")
}

// Harness is a command of harness, between the backticks by which texts tell commands from words.
func Harness(words ...string) string { return "`harness " + Line(words...) + "`" }
