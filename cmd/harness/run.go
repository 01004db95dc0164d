package main

import (
	"context"
	"fmt"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"samlharness/internal/exit"
	"samlharness/record"
	"samlharness/report"
	"samlharness/scenarios"
)

func (a *app) runCommand() *cobra.Command {
	var shard, worldFile, connect string
	var out outputs
	var selected selection
	options := scenarios.RunOptions{Stopwatch: a.clock}
	cmd := &cobra.Command{
		Use:   "run [SCRIPT|DIR ...]",
		Short: "Run scripts, each in a fresh world; the shipped ones by default",
		Long: `Run scripts, each in a fresh world; the shipped ones by default.

A fresh world is the demo world, or with --world that of a file; a script that
brings a world.yaml has that one, whatever --world says. With --connect the
scripts run in the world that "harness up" holds, one after the other, and what
they change there stays; a script that brings a world.yaml is refused then.

With --target real and --domain, Microsoft is the real one, behind the guard of
"harness federation enable --target real", and JumpCloud is emulated beside it,
on this machine. What a script changed is put back when it has ended, however it
ended. "harness check --target real" names lines that a real tenant cannot have.

On GitHub Actions, or with --github, failed steps become annotations at their
lines, and the summary of the job tells of them.`,
		Example: "harness run --html report.html --junit report.xml my-scripts/\nharness run --connect break-something.txtar",
		GroupID: groupTest,
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if options.Shard, options.Shards, err = parseShard(shard); err != nil {
				return err
			}
			if cmd.Flags().Changed("parallel") && options.Parallel < 1 {
				return &usageError{fmt.Sprintf("--parallel %d is too few", options.Parallel), "give 1 or more"}
			}
			if err = oneOf("--browser", options.Browser, "go", "chromium"); err != nil {
				return err
			}
			run := scenarios.Run
			if options.World, err = a.readWorld(worldFile); err != nil {
				return err
			}
			if cmd.Flags().Changed(flagConnect) {
				if err := freshOnly(cmd); err != nil {
					return err
				}
				connect, args = connectionNamed(connect, args)
				run = a.runThere(a.connection(connect))
			}
			if err = selected.apply(a, &options, args); err != nil {
				return err
			}
			if err = a.onRealTenant(cmd.Flags(), args, &options); err != nil {
				return err
			}
			if selected.list {
				return a.writeList(options)
			}
			if selected.again != "" && len(options.Scripts) == 0 {
				return a.say(a.stdout, "nothing failed in "+selected.again+"\n")
			}
			kept := func(ctx context.Context, o scenarios.RunOptions) (*report.Report, error) {
				result, err := run(ctx, o)
				if err == nil {
					keepLastRun(result)
				}
				return result, err
			}
			return a.runScripts(cmd.Context(), kept, options, &out)
		},
	}
	f := cmd.Flags()
	selected.flags(cmd, &options)
	out.flags(f)
	f.StringVar(&out.json, "json", "", "write the whole result as JSON to `FILE`, - for standard output")
	f.IntVar(&options.Parallel, "parallel", 0, "run `N` scripts at a time (default: the number of processors)")
	f.StringVar(&shard, "shard", "", "run the `I/N`-th part of the scripts, counted from 1")
	f.StringVar(&options.Browser, "browser", "go", "whose browser people use: `go|chromium`")
	f.StringVar(&worldFile, "world", "", "who and what is in fresh worlds: a `FILE` in YAML (default: the demo world)")
	f.Uint64Var(&options.Seed, "seed", 0, "let the number `N` decide ids, keys and certificates of fresh worlds, for "+
		"tests "+
		"alone; cmp then compares them too")
	f.StringVar(&connect, flagConnect, "", "run in the world of this connection `FILE`, without one in that of "+
		"HARNESS_CONNECT")
	f.Lookup(flagConnect).NoOptDefVal = fromEnvironment
	f.BoolVar(&options.Keep, "keep", false, "keep the folders of the scripts")
	f.BoolVarP(&options.Update, "update", "u", false, "write what cmp got into the scripts")
	oneOfThese(cmd, "browser", "go", "chromium")
	a.realFlags(cmd)
	_ = cmd.RegisterFlagCompletionFunc("world", worldFileName) // the flag is there, and has none yet
	cmd.ValidArgsFunction = scriptsOnly
	return cmd
}

// runScripts runs the scripts of the options and tells of them.
func (a *app) runScripts(ctx context.Context,
	run func(context.Context, scenarios.RunOptions) (*report.Report, error), o scenarios.RunOptions, out *outputs) error {
	if err := out.prepare(a, o.Scripts); err != nil {
		return err
	}
	a.collectLess()
	o.Record = out.recorded()
	progress := a.progress()
	o.Progress = progress.show
	result, err := run(ctx, o)
	progress.end()
	if err != nil {
		return err
	}
	return out.write(a, result)
}

// collectLess lets the garbage of a run's short worlds lie longer: a fifth of the work is collecting it otherwise. GOGC
// wins.
func (a *app) collectLess() {
	if a.getenv("GOGC") == "" {
		debug.SetGCPercent(300)
	}
}

// parseShard reads "2/5".
func parseShard(s string) (shard, shards int, err error) {
	if s == "" {
		return 0, 0, nil
	}
	i, n, _ := strings.Cut(s, "/")
	shard, err1 := strconv.Atoi(i)
	shards, err2 := strconv.Atoi(n)
	if err1 != nil || err2 != nil || shard < 1 || shards < shard {
		return 0, 0, &usageError{fmt.Sprintf("--shard %q is not a part", s), "shards count from 1, as in --shard 2/5"}
	}
	return shard, shards, nil
}

func (a *app) checkCommand() *cobra.Command {
	var target, domain string
	cmd := &cobra.Command{
		Use:     "check SCRIPT|DIR ...",
		Short:   "Name every mistake of scripts by file and line; run nothing",
		Example: "harness check my-scripts/",
		GroupID: groupTest,
		Args:    between(1, -1),

		ValidArgsFunction: scriptsOnly,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := oneOf("--target", target, "emulated", "real"); err != nil {
				return err
			}
			scripts, err := scenarios.Load(args...)
			if err != nil {
				return withHint(err, "name a .txtar file, or a folder with some below it")
			}
			mistakes := scenarios.Check(scripts)
			if target == "real" {
				mistakes = scenarios.CheckReal(scripts, domain)
			}
			return a.tellMistakes(len(scripts), mistakes)
		},
	}
	f := cmd.Flags()
	f.StringVar(&target, "target", "emulated", "name lines too that this target cannot have: `emulated|real`")
	f.StringVar(&domain, "domain", "", "with --target real, the `DOMAIN` that the scripts are to act on")
	oneOfThese(cmd, "target", "emulated", "real")
	return cmd
}

// tellMistakes says what is wrong with scripts, or that nothing is.
func (a *app) tellMistakes(scripts int, mistakes scenarios.Mistakes) error {
	for _, m := range mistakes {
		fmt.Fprintln(a.stdout, record.Visible(fmt.Sprint(m)))
	}
	if len(mistakes) > 0 {
		return ended(exit.Usage)
	}
	plural := "s"
	if scripts == 1 {
		plural = ""
	}
	_, err := fmt.Fprintf(a.stdout, "%d script%s, no mistakes\n", scripts, plural)
	return err
}
