package main

import (
	"cmp"
	"fmt"

	"github.com/spf13/cobra"

	"samlharness/internal/parity"
)

// minWidth is how narrow lists may be, in columns.
const minWidth = 40

func (a *app) parityCommand() *cobra.Command {
	var json bool
	var width int
	cmd := &cobra.Command{
		Use:   "parity",
		Short: "List each emulated behaviour, how well it is known, and its test",
		Long: `List what is emulated, how well each behaviour is known, and the test that witnesses it.

On a terminal the list is wrapped to its width. Elsewhere, unless --width is given, each
behaviour is one line of tab-separated cells: party, ID, grade, sentence, source, test.`,
		Example: "harness parity --width 80 | less\nharness parity | grep assumed | cut -f 2,4",
		GroupID: groupTest,
		Args:    between(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			given := cmd.Flags().Changed("width")
			rows, err := parity.Rows()
			if err != nil {
				return err
			}
			switch {
			case given && json:
				return &usageError{"--width does not go with --json", "JSON is not wrapped"}
			case given && width < minWidth:
				return &usageError{fmt.Sprintf("--width %d is too narrow", width), fmt.Sprintf("the least is %d", minWidth)}
			case json:
				return parity.WriteJSON(a.stdout, rows)
			case given:
				return parity.WriteText(a.stdout, rows, width)
			case a.terminal:
				return parity.WriteText(a.stdout, rows, max(cmp.Or(a.width(), 80), minWidth))
			default:
				return parity.WriteTable(a.stdout, rows)
			}
		},
	}
	cmd.Flags().BoolVar(&json, "json", false, "write the table as JSON")
	cmd.Flags().IntVar(&width, "width", 0, "wrap the list to this many columns (default the terminal's)")
	return cmd
}
