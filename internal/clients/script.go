package clients

import (
	"fmt"
	"strings"

	"samlharness/internal/shell"
)

// Script is what `harness env` prints: lines that the client's shell can evaluate, with all else as comments.
func (c Client) Script() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", c.Title)
	if c.Note != "" {
		fmt.Fprintf(&b, "# %s\n", c.Note)
	}
	if !c.Tested {
		b.WriteString("# By the client's documentation; no test of this program goes this way.\n")
	}
	for _, line := range c.Set {
		b.WriteString(line + "\n")
	}
	if len(c.Try) > 0 {
		b.WriteString("# Then:\n")
	}
	for _, line := range c.Try {
		b.WriteString("#   " + line + "\n")
	}
	return b.String()
}

// Evaluate is the line by which a shell takes the client's settings.
func (c Client) Evaluate() string {
	if c.Shell == PowerShell {
		return "harness env " + c.Name + " | Out-String | Invoke-Expression"
	}
	return `eval "$(harness env ` + c.Name + `)"`
}

func export(name, value string) string { return "export " + name + "=" + shell.Word(value) }

// quoted is a literal string of PowerShell.
func quoted(word string) string { return "'" + strings.ReplaceAll(word, "'", "''") + "'" }
