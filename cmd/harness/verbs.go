package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"samlharness/internal/term"
	"samlharness/scenarios"
)

func (a *app) verbsCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "verbs [VERB]",
		Short:   "List the verbs of scripts and command line, or explain one",
		GroupID: groupTest,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.listVerbs()
			}
			verb, err := scenarios.Find(args)
			if err != nil {
				return err
			}
			return explainVerb(a.stdout, verb)
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

func explainVerb(w io.Writer, v *scenarios.Verb) error {
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, strings.Join(term.Wrap(v.Usage(), 76), "\n    "))
	for _, text := range []string{v.Summary, v.Detail} {
		if text != "" {
			fmt.Fprintln(out, "\n"+strings.Join(term.Wrap(text, 80), "\n"))
		}
	}
	if values := v.ValueHelp(); values != "" {
		fmt.Fprintf(out, "\n%s", values)
	}
	if flags := v.FlagHelp(); flags != "" {
		fmt.Fprintf(out, "\n%s", flags)
	}
	return out.Flush()
}
