package main

import (
	"bufio"
	"cmp"
	"fmt"

	"github.com/spf13/cobra"

	"samlharness/attack"
	"samlharness/internal/term"
	"samlharness/scenarios"
)

func (a *app) attackCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "attack",
		Short:   "The named mutations of a response that must be refused",
		GroupID: groupTest,
		Args:    unknownCommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.attackListCommand(), a.attackRunCommand())
	return cmd
}

func (a *app) attackListCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List them: what each does, where it is published, what must come of it",
		Long: `List the mutations of a signed response that an attacker or a faulty identity
provider makes: what each does, where it is published, and the code with which
Microsoft's sign-in must refuse it. "harness attack run" makes them, "signin
--attack NAME" makes one in a script or in the world that "harness up" holds;
Go tests of yours take them from samlharness/attack.`,
		Example: "harness attack list",
		Args:    between(0, 0),
		RunE: func(*cobra.Command, []string) error {
			out := bufio.NewWriter(a.stdout)
			for _, each := range attack.All() {
				a.writeAttack(out, each)
			}
			return out.Flush()
		},
	}
}

func (a *app) attackRunCommand() *cobra.Command {
	var out outputs
	var verbose, quiet bool
	options := scenarios.RunOptions{Stopwatch: a.clock, KeepGoing: true}
	cmd := &cobra.Command{
		Use:   "run [NAME ...]",
		Short: "Make attacks in fresh worlds, and check that each is refused as it must be",
		Long: `Make attacks in fresh worlds, all of them or those named: a person signs in, the
response is changed on its way from JumpCloud to Microsoft, and what comes of it
must be what "harness attack list" says. Each attack is a step of a script, so
that reports are those of "harness run". Exit code 1: something else came.`,
		Example: "harness attack run xsw1 audience-wrong --html attacks.html",
		RunE: func(cmd *cobra.Command, names []string) (err error) {
			if err = oneOf("--browser", options.Browser, "go", "chromium"); err != nil {
				return err
			}
			if options.Scripts, err = scenarios.AttackScripts(names...); err != nil {
				return err
			}
			if err = a.tell(verbose, quiet); err != nil {
				return err
			}
			return a.runScripts(cmd.Context(), scenarios.Run, options, &out)
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return attackNames(), cobra.ShellCompDirectiveNoFileComp
		},
	}
	f := cmd.Flags()
	out.flags(f)
	f.StringVar(&out.json, "json", "", "write the whole result as JSON to `FILE`, - for standard output")
	f.StringVar(&options.Browser, "browser", "go", "whose browser people use: `go|chromium`")
	f.BoolVarP(&verbose, "verbose", "v", false, "tell of every step what its commands printed")
	f.BoolVarP(&quiet, "quiet", "q", false, "tell of scripts that did not pass alone")
	oneOfThese(cmd, "browser", "go", "chromium")
	return cmd
}

// attackNames are the names of all attacks with what they do, for a shell.
func attackNames() (names []string) {
	for _, each := range attack.All() {
		names = append(names, each.Name+"\t"+each.Says)
	}
	return names
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
