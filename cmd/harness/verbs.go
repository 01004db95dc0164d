package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"samlharness/internal/term"
	"samlharness/scenarios"
)

func (a *app) verbsCommand() *cobra.Command {
	return &cobra.Command{
		Use:               "verbs [VERB]",
		Short:             "List the verbs of scripts and command line, or explain one",
		GroupID:           groupTest,
		Example:           "harness verbs signin",
		ValidArgsFunction: verbNames,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.listVerbs()
			}
			verb, err := scenarios.Find(args)
			if err != nil {
				return err
			}
			h := helpText{width: a.columns()}
			h.scriptVerb(verb)
			_, err = io.WriteString(a.stdout, h.String())
			return err
		},
	}
}

// listVerbs writes one verb a line, for grep, or on a terminal its summary below it.
func (a *app) listVerbs() error {
	if a.terminal {
		out := bufio.NewWriter(a.stdout)
		for _, v := range scenarios.Verbs() {
			fmt.Fprintln(out, strings.TrimSpace(v.Name+" "+v.Args))
			fmt.Fprintln(out, "    "+strings.Join(term.Wrap(v.Summary, cmp.Or(a.width(), 80)-4), "\n    "))
		}
		return out.Flush()
	}
	t := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	for _, v := range scenarios.Verbs() {
		fmt.Fprintf(t, "%s %s\t%s\n", v.Name, v.Args, v.Summary)
	}
	return t.Flush()
}

// verbNames completes the name of a verb, word for word.
func verbNames(_ *cobra.Command, words []string, _ string) (names []cobra.Completion, _ cobra.ShellCompDirective) {
	begin := strings.Join(append(words, ""), " ")
	for _, v := range scenarios.Verbs() {
		rest, found := strings.CutPrefix(v.Name, begin)
		if next, _, more := strings.Cut(rest, " "); found && !slices.Contains(names, next) {
			if !more {
				next = cobra.CompletionWithDesc(next, v.Summary)
			}
			names = append(names, next)
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}
