package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"samlharness/federation"
	"samlharness/scenarios"
)

// longGrace is how long a command that is interrupted may take to put a real domain back.
const longGrace = time.Minute

// realFlags declares the flags by which scripts act on a real tenant.
func (a *app) realFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.String("domain", "", "with --target real, the `DOMAIN` that may change, and is put back")
	scenarios.RealFlags(f)
	oneOfThese(cmd, "target", "emulated", "real")
	oneOfThese(cmd, "credential", "secret", "certificate", "devicecode", "browser", "cli", "managed")
}

// onRealTenant lets scripts act on the tenant that the flags of a run name; an emulated target stays as it is.
func (a *app) onRealTenant(f *pflag.FlagSet, paths []string,
	o *scenarios.RunOptions) (err error) {
	real := f.Lookup("target").Value.String() == "real"
	if real && len(paths) == 0 && !f.Changed("rerun-failed") {
		return &usageError{"--target real lacks the scripts to run",
			"the shipped ones act on emulated tenants: name your own"}
	}
	if real && !f.Changed("domain") {
		return &usageError{"--target real lacks --domain", "a real domain is named on the command line"}
	}
	if !real && f.Changed("domain") {
		return &usageError{"--domain is for the real Microsoft Graph", "add --target real, or leave out --domain"}
	}
	return a.onTarget(f, o)
}

// onTarget takes over the tenant that flags name.
func (a *app) onTarget(f *pflag.FlagSet, o *scenarios.RunOptions) (err error) {
	flags := givenFlags{f}
	if o.Target = flags.String("target"); o.Target != "real" {
		return emulatedOnly(f, o.Target)
	}
	for _, name := range []string{flagConnect, "world", "seed", "parallel", "update"} {
		if f.Lookup(name) != nil && flags.Changed(name) {
			return &usageError{fmt.Sprintf("--%s does not go with --target real", name),
				"scripts act on the real tenant one after the other, beside a JumpCloud of their own"}
		}
	}
	target := a.targetOf(flags)
	real := &scenarios.Real{
		Domain: flags.String("domain"),
		Words:  targetWords(f, flags),
		Clock:  a.clock,
	}
	if real.Graph, err = target.Open(); err != nil {
		return err
	}
	if real.Web, err = target.Web(); err != nil {
		return err
	}
	if o.Browser == "chromium" {
		if real.Window, err = a.window(flags); err != nil {
			return &usageError{err.Error(), "name a CA file that you may read"}
		}
	}
	real.Operator = func(out, warn io.Writer) (*federation.Operator, error) {
		operator := a.guarded(real.Graph, flags, out, &progressApart{kept: warn, live: a.stderr})
		operator.Commands.Target = real.Words
		return operator, nil
	}
	real.Interrupted = func() {
		_ = a.say(a.stderr, fmt.Sprintf("harness: %s is put back to what it was before; a second interrupt ends at once\n",
			real.Domain)) // where standard error is closed it is put back all the same
	}
	a.slowEnd.Store(true)
	o.Real = real
	return nil
}

// emulatedOnly refuses flags of a real tenant where the target is emulated, and other targets.
func emulatedOnly(f *pflag.FlagSet, target string) error {
	var stray string
	f.Visit(func(f *pflag.Flag) {
		if scenarios.FlagGroup(f) == scenarios.GroupReal && f.Name != "target" {
			stray = f.Name
		}
	})
	if stray != "" && target == "emulated" {
		return &usageError{"--" + stray + " is for the real Microsoft Graph", "add --target real, or leave out --" + stray}
	}
	return oneOf("--target", target, "emulated", "real")
}

// progressApart keeps what an operator says, and shows it to whoever waits; the lines that say only that something is
// waited for are not kept.
type progressApart struct{ kept, live io.Writer }

// Write takes whole lines, as an operator writes them.
func (p *progressApart) Write(line []byte) (int, error) {
	_, _ = p.live.Write(line) // where nobody can be told, the report tells
	if p.kept == nil || strings.HasPrefix(string(line), "waiting for ") {
		return len(line), nil
	}
	return p.kept.Write(line)
}
