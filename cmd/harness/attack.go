package main

import (
	"bufio"
	"cmp"
	"fmt"

	"github.com/spf13/cobra"

	"samlharness/attack"
	"samlharness/internal/term"
)

func (a *app) attackCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "attack",
		Short:   "The named mutations of a response that must be refused",
		GroupID: groupTest,
		Args:    unknownCommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "list",
		Short: "List them: what each does, where it is published, what must come of it",
		Long: `List the mutations of a signed response that an attacker or a faulty identity
provider makes: what each does, where it is published, and the code with which
Microsoft's sign-in must refuse it. Tests hold the emulation to that; Go tests of
yours take them from samlharness/attack.`,
		Example: "harness attack list",
		Args:    between(0, 0),
		RunE: func(*cobra.Command, []string) error {
			out := bufio.NewWriter(a.stdout)
			for _, each := range attack.All() {
				a.writeAttack(out, each)
			}
			return out.Flush()
		},
	})
	return cmd
}

// writeAttack writes an attack in a few lines for people, or in one for programs: cells with tabs between.
func (a *app) writeAttack(out *bufio.Writer, each attack.Attack) {
	code := cmp.Or(each.Code, "accepted")
	if !a.terminal {
		fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\n", each.Name, each.Family, code, each.Says, each.Source)
		return
	}
	fmt.Fprintf(out, "%s (%s): %s\n", each.Name, each.Family, code)
	for _, text := range []string{each.Says, each.Source} {
		for _, line := range term.Wrap(text, a.columns()-4) {
			fmt.Fprintln(out, "    "+line)
		}
	}
}
