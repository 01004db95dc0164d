package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"samlharness/internal/term"
	"samlharness/scenarios"
)

// usualWidth is the width of text where there is no terminal, in columns.
const usualWidth = 80

// columns is how wide text for people may be.
func (a *app) columns() int { return max(cmp.Or(a.width(), usualWidth), minWidth) }

// explain writes the help of a command.
func (a *app) explain(c *cobra.Command) {
	h := helpText{width: a.columns()}
	if verb, err := scenarios.Find(strings.Fields(c.CommandPath())[1:]); err == nil && c.Runnable() {
		h.verb = verb
	}
	h.command(c)
	_, _ = io.WriteString(c.OutOrStdout(), h.String()) // a reader who has gone needs no help
}

// strayWords refuses to explain a family of commands where words were given that are not one of them.
func strayWords(c *cobra.Command) error {
	if words := c.Flags().Args(); len(words) > 0 && c.HasAvailableSubCommands() && c.Name() != "help" {
		return c.ValidateArgs(words)
	}
	return nil
}

// helpText is the help of a command under way.
type helpText struct {
	strings.Builder
	width int
	verb  *scenarios.Verb // nil when the command is not a verb
}

func (h *helpText) command(c *cobra.Command) {
	h.paragraphs(cmp.Or(c.Long, c.Short))
	h.heading("Usage")
	h.lines(c.CommandPath()+usageWords(c), 2, 6)
	if h.verb != nil {
		h.values(h.verb)
	}
	if c.Example != "" {
		h.heading("Example")
		for line := range strings.SplitSeq(c.Example, "\n") {
			h.lines(strings.TrimSpace(line), 2, 6)
		}
	}
	if c.HasAvailableSubCommands() {
		h.subcommands(c)
	}
	c.InitDefaultHelpFlag()
	c.InitDefaultVersionFlag()
	h.flags(c.LocalFlags(), c.InheritedFlags())
}

// scriptVerb explains a verb as scripts have it.
func (h *helpText) scriptVerb(v *scenarios.Verb) {
	h.lines(v.Usage(), 0, 4)
	h.WriteByte('\n')
	h.paragraphs(strings.TrimSpace(v.Summary + "\n\n" + v.Detail))
	h.values(v)
	h.heading("Example")
	h.lines(v.Example, 2, 6)
	h.flags(v.FlagSet())
}

// usageWords are the words after a command's name.
func usageWords(c *cobra.Command) string {
	_, args, _ := strings.Cut(c.Use, " ")
	switch {
	case c.HasAvailableSubCommands():
		return " COMMAND"
	case args == "":
		return " [flags]"
	}
	return " " + args + " [flags]"
}

// values say what arguments and flags with a closed set take.
func (h *helpText) values(v *scenarios.Verb) {
	if values := v.ValueHelp(); values != "" {
		h.WriteByte('\n')
		for line := range strings.Lines(values) {
			h.lines(strings.TrimRight(line, "\n"), 0, 2)
		}
	}
}

// subcommands list what the command has below it.
func (h *helpText) subcommands(c *cobra.Command) {
	if rows := verbRows(c); len(rows) > 0 {
		h.heading("Verbs")
		h.list(rows)
		return
	}
	for _, group := range c.Groups() {
		h.heading(group.Title)
		h.list(commandRows(c, group.ID))
	}
	h.heading("Commands")
	h.list(commandRows(c, ""))
}

// verbRows are the verbs of a family by their whole names, with their summaries.
func verbRows(c *cobra.Command) (rows [][2]string) {
	begin := strings.Join(strings.Fields(c.CommandPath())[1:], " ") + " "
	for _, v := range scenarios.Verbs() {
		if strings.HasPrefix(v.Name, begin) && !v.Assertion {
			rows = append(rows, [2]string{strings.TrimSpace(v.Name + " " + v.Args), v.Summary})
		}
	}
	return rows
}

func commandRows(c *cobra.Command, group string) (rows [][2]string) {
	for _, sub := range c.Commands() {
		if sub.GroupID == group && (sub.IsAvailableCommand() || sub.Name() == "help") {
			rows = append(rows, [2]string{sub.Name(), sub.Short})
		}
	}
	return rows
}

// maxNameColumn is the width up to which names make a column of their own, and no more than half of the line.
const maxNameColumn = 34

// list writes names with what they are for beside them, or below a name that is too long.
func (h *helpText) list(rows [][2]string) {
	column, most := 0, min(maxNameColumn, h.width/2-2)
	for _, row := range rows {
		if w := term.Width(row[0]); w <= most {
			column = max(column, w)
		}
	}
	column += 4
	for _, row := range rows {
		pieces := term.Wrap(row[1], h.width-column)
		if term.Width(row[0]) > most {
			h.WriteString("  " + row[0] + "\n")
		} else {
			h.WriteString("  " + term.Pad(row[0], column-2) + pieces[0] + "\n")
			pieces = pieces[1:]
		}
		for _, piece := range pieces {
			h.WriteString(strings.Repeat(" ", column) + piece + "\n")
		}
	}
}

// flags explain the flags, those of a group under its heading after the others.
func (h *helpText) flags(sets ...*pflag.FlagSet) {
	var groups []string
	grouped := map[string]*pflag.FlagSet{}
	for _, set := range sets {
		set.VisitAll(func(f *pflag.Flag) {
			group := scenarios.FlagGroup(f)
			if grouped[group] == nil {
				groups = append(groups, group)
				grouped[group] = pflag.NewFlagSet("", pflag.ContinueOnError)
				grouped[group].SortFlags = false
			}
			grouped[group].AddFlag(f)
		})
	}
	slices.SortStableFunc(groups, func(x, y string) int { return min(len(x), 1) - min(len(y), 1) })
	for _, group := range groups {
		h.heading(cmp.Or(group, "Flags"))
		h.list(flagRows(grouped[group]))
	}
}

// flagRows are flags with what they take, and what they are for.
func flagRows(set *pflag.FlagSet) (rows [][2]string) {
	set.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		takes, usage := pflag.UnquoteUsage(f)
		name := "    --" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", --" + f.Name
		}
		switch optional := f.NoOptDefVal != "" && f.Value.Type() != "bool"; {
		case optional:
			name += "[=" + takes + "]"
		case takes != "":
			name += " " + takes
		}
		if !slices.Contains([]string{"", "0", "0s", "false", "[]"}, f.DefValue) {
			usage += " (default " + f.DefValue + ")"
		}
		rows = append(rows, [2]string{name, usage})
	})
	return rows
}

func (h *helpText) heading(title string) { fmt.Fprintf(h, "\n%s:\n", title) }

// paragraphs writes text whose paragraphs are divided by empty lines; what is indented stays as it is.
func (h *helpText) paragraphs(text string) {
	for i, paragraph := range strings.Split(strings.TrimSpace(text), "\n\n") {
		if i > 0 {
			h.WriteByte('\n')
		}
		if strings.HasPrefix(paragraph, "\t") {
			h.WriteString(strings.ReplaceAll(paragraph, "\t", "    ") + "\n")
			continue
		}
		h.lines(strings.Join(strings.Fields(paragraph), " "), 0, 0)
	}
}

// lines writes one line, broken at the width, with blanks before the first and before the further pieces.
func (h *helpText) lines(line string, first, further int) {
	for i, piece := range term.Wrap(line, h.width-max(first, further)) {
		indent := further
		if i == 0 {
			indent = first
		}
		h.WriteString(strings.Repeat(" ", indent) + piece + "\n")
	}
}
