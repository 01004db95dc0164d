package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"samlharness/report"
	"samlharness/scenarios"
)

// lastRun keeps what did not pass in the last run in this folder: names and results alone, in the form of a report.
const lastRun = ".harness/last-run.json"

// maxReport bounds a report that is read, in bytes.
const maxReport = 256 << 20

// keepLastRun remembers a run for --rerun-failed. A folder that cannot be written in has none.
func keepLastRun(r *report.Report) {
	short := report.Report{Schema: r.Schema, Interrupted: r.Interrupted}
	for _, s := range r.Scripts {
		if s.Result == report.Failed || s.Result == report.NotRun {
			short.Scripts = append(short.Scripts, report.ScriptResult{Name: s.Name, Result: s.Result})
		}
	}
	_, err := os.Stat(lastRun)
	if len(short.Scripts) == 0 && errors.Is(err, fs.ErrNotExist) {
		return // nothing failed, and nothing did before
	}
	data, err := json.Marshal(short)
	if err == nil && os.MkdirAll(filepath.Dir(lastRun), 0o700) == nil {
		_ = os.WriteFile(lastRun, data, 0o600)
	}
}

// failedBefore are the scripts that did not pass in a result, as far as they are among those at the paths; without
// paths all of them.
func (a *app) failedBefore(file string, paths []string) ([]scenarios.Script, error) {
	for _, path := range paths {
		if filepath.Ext(path) == ".json" {
			return nil, &usageError{path + " is not a script", "a result stands behind =, as in --rerun-failed=" + path}
		}
	}
	names, err := a.failedNames(file)
	if err != nil {
		return nil, err
	}
	candidates, err := scenarios.Load(paths...)
	if err != nil {
		return nil, err
	}
	known := func(name string) bool {
		return slices.ContainsFunc(candidates, func(s scenarios.Script) bool { return s.Name == name })
	}
	for _, name := range names {
		if len(paths) == 0 && !known(name) {
			more, err := scenarios.Load(name)
			if err != nil {
				return nil, withHint(err, "it failed in "+file+"; run in the folder where that was")
			}
			candidates = append(candidates, more...)
		}
	}
	return slices.DeleteFunc(candidates, func(s scenarios.Script) bool { return !slices.Contains(names, s.Name) }), nil
}

// failedNames are the scripts of a result that did not pass.
func (a *app) failedNames(file string) (names []string, err error) {
	data, err := a.readInput(file, maxReport)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &usageError{"there is no result to run again: " + file + " is not there",
			"harness run leaves it when a script fails; or name the FILE of --json: --rerun-failed=FILE"}
	}
	if err != nil {
		return nil, err
	}
	r, err := report.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	for _, s := range r.Scripts {
		if s.Result == report.Failed || s.Result == report.NotRun {
			names = append(names, s.Name)
		}
	}
	return names, nil
}
