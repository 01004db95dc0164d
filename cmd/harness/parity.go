package main

import (
	"github.com/spf13/cobra"

	"samlharness/parity"
)

func (a *app) parityCommand() *cobra.Command {
	var json bool
	cmd := &cobra.Command{
		Use:     "parity",
		Short:   "List what is emulated, how well each behaviour is known, and the test that witnesses it",
		GroupID: groupTest,
		Args:    between(0, 0),
		RunE: func(*cobra.Command, []string) error {
			if json {
				return parity.WriteJSON(a.stdout, parity.Rows())
			}
			return parity.WriteText(a.stdout, parity.Rows())
		},
	}
	cmd.Flags().BoolVar(&json, "json", false, "write the table as JSON")
	return cmd
}
