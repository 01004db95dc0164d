package main

import (
	"bufio"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"samlharness/scenarios"
)

func (a *app) verbsCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "verbs [VERB]",
		Short:   "List the vocabulary of scripts and of the command line, or explain one verb",
		GroupID: groupTest,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return listVerbs(a.stdout)
			}
			verb, err := scenarios.Find(args)
			if err != nil {
				return err
			}
			return explainVerb(a.stdout, verb)
		},
	}
}

func listVerbs(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, v := range scenarios.Verbs() {
		fmt.Fprintf(t, "%s %s\t%s\n", v.Name, v.Args, v.Summary)
	}
	return t.Flush()
}

func explainVerb(w io.Writer, v *scenarios.Verb) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "%s\n\n%s\n", v.Usage(), v.Summary)
	if v.Detail != "" {
		fmt.Fprintf(out, "\n%s\n", v.Detail)
	}
	if flags := v.FlagHelp(); flags != "" {
		fmt.Fprintf(out, "\n%s", flags)
	}
	return out.Flush()
}
