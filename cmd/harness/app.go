package main

import (
	"cmp"
	"context"
	"io"
	"sync/atomic"

	"github.com/jonboulle/clockwork"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// app is what the commands need of the machine. It is the one place that knows it.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	// clock is the wall clock: durations of runs, and "now" for messages judged outside a world.
	clock  clockwork.Clock
	getenv func(string) string
	// interrupted is closed when the command is to end.
	interrupted <-chan struct{}
	// slowEnd tells that the command, when it is interrupted, has to put a real domain back.
	slowEnd atomic.Bool
	// terminal tells that stdout is one.
	terminal bool
	// reportSteps and reportQuiet are how much reports tell: see [report.TextOptions].
	reportSteps, reportQuiet bool
}

// run runs one command line and returns its exit code.
func (a *app) run(ctx context.Context, args []string) int {
	a.interrupted = ctx.Done()
	root := a.root()
	root.SetArgs(args)
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	var unknown error // a family has no such verb to be explained
	root.SetHelpFunc(func(c *cobra.Command, _ []string) {
		if unknown = strayWords(c); unknown == nil {
			a.explain(c)
		}
	})
	err := root.ExecuteContext(ctx)
	return a.exitCode(ctx, cmp.Or(err, unknown))
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "harness",
		Short: "Test SAML single sign-on between an emulated JumpCloud and an emulated Microsoft 365",
		Long: `harness runs two emulated companies on this machine, JumpCloud as the SAML
identity provider and Microsoft 365 as the service provider, and lets scripts,
browsers and real clients act between them. "harness run" runs the shipped
scripts. "harness help scripts", "help world" and "help codes" are the manuals of
scripts, of world files, and of the reasons for which something is refused.

With --json a verb writes one document: {"schema": "harness/verb/1", "verb": …,
"result": …}, where the result of a list is an array, and "refusal" says why the
verb failed.

Exit codes: 0 all passed, 1 something failed or was refused, 2 wrong use,
3 the environment (port taken, no network, no permission), 4 cannot tell
(inspect without a certificate), 130 interrupted.`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Example:       "harness run",
		Version:       version(),
		Args:          unknownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cmd.SetOut(a.stderr)
			_ = cmd.Help()
			return &usageError{"a command is missing", "harness run runs the shipped scripts"}
		},
	}
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetFlagErrorFunc(flagError)
	root.SetHelpCommand(a.helpCommand())
	root.AddGroup(&cobra.Group{ID: groupTest, Title: "Test"}, &cobra.Group{
		ID:    groupWorld,
		Title: "A running world (of this folder, or by --connect FILE or HARNESS_CONNECT)",
	})
	root.AddCommand(a.upCommand(), a.downCommand(), a.envCommand(), a.runCommand(), a.rehearseCommand(),
		a.reportCommand(), a.checkCommand(),
		a.verbsCommand(), a.attackCommand(), a.parityCommand(), a.versionCommand())
	root.AddCommand(a.verbCommands()...)
	root.InitDefaultCompletionCmd()
	if c, _, err := root.Find([]string{"completion"}); err == nil {
		c.Args = unknownCommand
	}
	return root
}

// The groups of the help.
const (
	groupTest  = "test"
	groupWorld = "world"
)

// color tells whether results are coloured: on a terminal, unless NO_COLOR is set (no-color.org).
func (a *app) color() bool {
	return a.terminal && a.getenv("NO_COLOR") == "" && a.getenv("TERM") != "dumb"
}

// width is the terminal's, 0 when there is none.
func (a *app) width() int {
	f, ok := a.stdout.(interface{ Fd() uintptr })
	if !a.terminal || !ok {
		return 0
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return width
}
