package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"samlharness/report"
)

// maxResult bounds a stored result, in bytes.
const maxResult = 512 << 20

func (a *app) reportCommand() *cobra.Command {
	var out outputs
	cmd := &cobra.Command{
		Use:   "report RESULT.json",
		Short: "Make a page of a result that run --json stored",
		Long: `Make a page of a result that "harness run --json RESULT.json" stored: beside it,
under the name RESULT.html, or where --html says. With --junit or --github it
makes those.`,
		Example: "harness report result.json\nharness report result.json --html report.html",
		GroupID: groupTest,
		Args:    between(1, 1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return []cobra.Completion{"json"}, cobra.ShellCompDirectiveFilterFileExt
		},
		RunE: func(_ *cobra.Command, args []string) error {
			data, err := a.readInput(args[0], maxResult)
			if err != nil {
				return err
			}
			r, err := report.Parse(data)
			if err != nil {
				return fmt.Errorf("%s: %w", shownName(args[0]), err)
			}
			if len(out.files()) == 0 && !out.github {
				out.html = strings.TrimSuffix(args[0], filepath.Ext(args[0])) + ".html"
			}
			return out.writeStored(a, r, args[0])
		},
	}
	out.flags(cmd.Flags())
	return cmd
}

// writeStored writes what is wanted of a stored report, which stays.
func (o *outputs) writeStored(a *app, r *report.Report, stored string) error {
	for _, name := range o.files() {
		if sameFile(name, stored) {
			return &usageError{"the report would replace " + stored + ", which it is made of", "name another file"}
		}
	}
	asked := o.github
	if err := o.prepare(a, nil); err != nil {
		return err
	}
	if err := o.writeFiles(a, r); err != nil {
		return err
	}
	if asked {
		return o.tell(a, r)
	}
	for _, name := range o.files() {
		if name != "-" {
			if _, err := fmt.Fprintf(a.stderr, "wrote %s\n", name); err != nil {
				return err
			}
		}
	}
	return nil
}
