package main

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"samlharness/internal/suggest"
	"samlharness/internal/up"
	"samlharness/report"
	"samlharness/scenarios"
	"samlharness/world"
)

// maxWorldFile bounds a world file, in bytes: 100,000 users have 20 MB.
const maxWorldFile = 64 << 20

// readWorld reads a world file; nil for "".
func (a *app) readWorld(file string) (*world.Spec, error) {
	if file == "" {
		return nil, nil
	}
	data, err := a.readInput(file, maxWorldFile)
	if err != nil {
		return nil, err
	}
	spec, err := world.ParseSpec(file, data)
	if err != nil {
		return nil, &usageError{err.Error(), "harness help world explains the members"}
	}
	return &spec, nil
}

// inWorld refuses domains that a world does not have; nil is the demo world.
func inWorld(spec *world.Spec, domains []string) error {
	if spec == nil {
		demo := world.Demo()
		spec = &demo
	}
	known := make([]string, len(spec.Domains))
	for i, d := range spec.Domains {
		known[i] = strings.ToLower(d.Name)
	}
	for _, d := range domains {
		if i := strings.ToLower(d); !slices.Contains(known, i) {
			hint := "its domains: " + strings.Join(known, ", ")
			if near := suggest.Nearest(i, known); near != "" {
				hint = "did you mean " + near + "?"
			}
			return &usageError{"the world has no domain " + d + " to federate", hint}
		}
	}
	return nil
}

// sceneOf loads the script of --script, without its mistakes; none for "".
func sceneOf(file string) ([]scenarios.Script, error) {
	if file == "" {
		return nil, nil
	}
	scripts, err := scenarios.Load(file)
	if err != nil {
		return nil, withHint(err, "name a .txtar file")
	}
	if mistakes := scenarios.Check(scripts); len(mistakes) > 0 {
		return nil, mistakes
	}
	return scripts, nil
}

// unheld tells why a world is not held: a script that failed has a report.
func (a *app) unheld(err error) error {
	failed, ok := errors.AsType[*up.ScriptsError](err)
	if taken, port := errors.AsType[*world.ListenError](err); port && errors.Is(taken, syscall.EADDRINUSE) {
		return &environmentError{err, "another program listens there; beside another world take free ports: " +
			"--listen 127.0.0.1:0 --http 127.0.0.1:0 --proxy 127.0.0.1:0"}
	}
	if !ok {
		return err
	}
	return cmp.Or(a.writeText(failed.Report), err)
}

// writeText writes a report for people to standard output.
func (a *app) writeText(r *report.Report) error {
	return r.WriteText(a.stdout, report.TextOptions{
		Color: a.color(),
		Width: a.width(),
		Steps: a.reportSteps,
		Quiet: a.reportQuiet,
	})
}

func demoDomains() (names []cobra.Completion) {
	for _, d := range world.Demo().Domains {
		if !d.Unverified {
			names = append(names, d.Name)
		}
	}
	return names
}

// worldFileName completes with world files.
func worldFileName(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return []cobra.Completion{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt
}
