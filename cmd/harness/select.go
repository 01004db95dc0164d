package main

import (
	"fmt"
	"io"
	"regexp"

	"github.com/spf13/cobra"

	"samlharness/record"
	"samlharness/scenarios"
)

// selection is which scripts a run takes, how far it goes, and how much of it is told.
type selection struct {
	only           string
	again          string // the result whose failed scripts are run; "" runs all
	list           bool
	verbose, quiet bool
}

func (s *selection) flags(cmd *cobra.Command, o *scenarios.RunOptions) {
	f := cmd.Flags()
	f.StringVar(&s.only, "run", "", "run what has a name that matches `REGEXP`: scripts, and steps with those before them")
	f.BoolVar(&s.list, "list", false, "list scripts and steps, and run nothing")
	f.StringVar(&s.again, "rerun-failed", "", "run what did not pass last time, or in this result `FILE` of --json")
	f.Lookup("rerun-failed").NoOptDefVal = lastRun
	f.BoolVar(&o.KeepGoing, "keep-going", false, "go on with the next step after one has failed")
	f.BoolVar(&o.FailFast, "fail-fast", false, "begin no script after one has failed")
	f.DurationVar(&o.Timeout, "timeout", 0, "end a script that takes longer than `D`, as in 30s")
	f.BoolVarP(&s.verbose, "verbose", "v", false, "tell of every step what its commands printed")
	f.BoolVarP(&s.quiet, "quiet", "q", false, "tell of scripts that did not pass alone")
}

// apply puts the selection into the options; the scripts are those at the paths.
func (s *selection) apply(a *app, o *scenarios.RunOptions, paths []string) (err error) {
	if err := a.tell(s.verbose, s.quiet); err != nil {
		return err
	}
	if o.Timeout < 0 {
		return &usageError{fmt.Sprintf("--timeout %s is not a length of time", o.Timeout), "as in --timeout 30s"}
	}
	if s.only != "" {
		if o.Only, err = regexp.Compile(s.only); err != nil {
			return &usageError{fmt.Sprintf("--run %q is not a regular expression: %v", s.only, err),
				`a dot stands for any character; write \( for a parenthesis`}
		}
	}
	if s.again != "" {
		o.Scripts, err = a.failedBefore(s.again, paths)
		return err
	}
	if o.Scripts, err = scenarios.Load(paths...); err != nil {
		return withHint(err, "without a path, the shipped scripts run")
	}
	return nil
}

// tell takes how much reports tell.
func (a *app) tell(verbose, quiet bool) error {
	if verbose && quiet {
		return &usageError{"--verbose does not go with --quiet", "leave out the one that is not meant"}
	}
	a.reportSteps, a.reportQuiet = verbose, quiet
	return nil
}

// writeList lists scripts with their steps.
func (a *app) writeList(o scenarios.RunOptions) error {
	list, err := scenarios.List(o)
	if err != nil {
		return err
	}
	for _, script := range list {
		line := script.Name
		if script.Title != "" {
			line += ": " + script.Title
		}
		fmt.Fprintln(a.stdout, record.Visible(line))
		for _, step := range script.Steps {
			line := fmt.Sprintf("  %s:%d: %s", script.Name, step.Line, step.Title)
			if _, err := io.WriteString(a.stdout, record.Visible(line)+"\n"); err != nil {
				return err
			}
		}
	}
	return nil
}
