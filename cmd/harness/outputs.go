package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"samlharness/internal/reportpage"
	"samlharness/report"
	"samlharness/scenarios"
)

// outputs are the files that tell of a run; "" writes none, "-" is standard output.
type outputs struct {
	junit, json, html string
	github            bool
}

func (o *outputs) flags(f *pflag.FlagSet) {
	f.StringVar(&o.junit, "junit", "", "write a JUnit report to `FILE`, - for standard output, and the messages and "+
		"screens of failed steps beside it")
	f.StringVar(&o.html, "html", "", "write a page that explains everything to `FILE`, - for standard output")
	f.BoolVar(&o.github, "github", false, "write annotations for GitHub Actions (default where GITHUB_ACTIONS is set)")
}

func (o *outputs) files() (names []string) {
	for _, name := range []string{o.junit, o.json, o.html} {
		if name != "" {
			names = append(names, name)
		}
	}
	return names
}

// recorded tells that somebody wants what was sent and seen.
func (o *outputs) recorded() bool { return len(o.files()) > 0 }

// standard tells that a file goes to standard output, and so nothing else.
func (o *outputs) standard() bool { return o.junit == "-" || o.json == "-" || o.html == "-" }

// prepare makes the folders of the files, and refuses those that cannot be written before anything runs, that would
// replace a script, or that have one name.
func (o *outputs) prepare(a *app, scripts []scenarios.Script) error {
	o.github = o.github || a.getenv("GITHUB_ACTIONS") != ""
	if err := keepsScripts(scripts, o.files()...); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, name := range o.files() {
		if seen[filepath.Clean(name)] {
			return &usageError{fmt.Sprintf("two reports would go to %s", shownOutput(name)), "give each a file of its own"}
		}
		seen[filepath.Clean(name)] = true
		if err := writable(name); err != nil {
			return err
		}
	}
	return nil
}

func shownOutput(name string) string {
	if name == "-" {
		return "standard output"
	}
	return name
}

// writable makes the folder of a file, and tries whether a file can be made there.
func writable(name string) error {
	info, err := os.Stat(name)
	if name == "-" || err == nil && !info.Mode().IsRegular() && !info.IsDir() { // a pipe or a device
		return nil
	}
	if err == nil && info.IsDir() {
		return &usageError{name + " is a folder", "name a file in it"}
	}
	folder := filepath.Dir(name)
	if err = os.MkdirAll(folder, 0o777); err == nil {
		var probe *os.File
		if probe, err = os.CreateTemp(folder, ".harness-*"); err == nil {
			err = errors.Join(probe.Close(), os.Remove(probe.Name()))
		}
	}
	if err != nil {
		return &environmentError{fmt.Errorf("%s cannot be written: %w", name, err),
			"choose a file in a folder that can be written to"}
	}
	return nil
}

// write writes a report for people, and the files.
func (o *outputs) write(a *app, r *report.Report) error {
	if err := o.tell(a, r); err != nil {
		return err
	}
	if err := o.writeFiles(a, r); err != nil {
		return err
	}
	return ended(r.ExitCode())
}

func (o *outputs) tell(a *app, r *report.Report) error {
	text := a.writeText
	if o.standard() {
		text = func(*report.Report) error { return nil }
	}
	if !o.github {
		return text(r)
	}
	g := github{out: a.stdout, summary: a.getenv("GITHUB_STEP_SUMMARY")}
	if o.standard() {
		g.out = a.stderr
	}
	return g.tell(r, text)
}

func (o *outputs) writeFiles(a *app, r *report.Report) error {
	junit := func(w io.Writer) error {
		return r.WriteJUnit(w, report.JUnitOptions{Attach: attachments{o.junit, a.getenv("CI_PROJECT_DIR")}.attach()})
	}
	html := func(w io.Writer) error { return reportpage.Write(w, r) }
	for _, out := range []struct {
		file  string
		write func(io.Writer) error
	}{{o.junit, junit}, {o.json, r.WriteJSON}, {o.html, html}} {
		if out.file == "" {
			continue
		}
		if err := a.writeOutput(out.file, out.write); err != nil {
			return err
		}
	}
	return nil
}

// keepsScripts refuses a report that would replace a script.
func keepsScripts(scripts []scenarios.Script, reports ...string) error {
	for _, s := range scripts {
		for _, name := range reports {
			if s.Path != "" && sameFile(s.Path, name) {
				return &usageError{fmt.Sprintf("the report would replace %s, which is run", s.Path),
					"name another file for the report"}
			}
		}
	}
	return nil
}

// attachments are the files beside a JUnit report.
type attachments struct {
	junit string
	// project is the folder that GitLab's paths begin at; "" elsewhere, where they are absolute, as Jenkins wants them.
	project string
}

// attach keeps a file in the folder NAME-files beside NAME.xml; nil where the report has no place.
func (t attachments) attach() func(name string, data []byte) (string, error) {
	if t.junit == "-" || strings.HasPrefix(filepath.ToSlash(t.junit), "/dev/") {
		return nil
	}
	return func(name string, data []byte) (string, error) {
		folder := strings.TrimSuffix(t.junit, filepath.Ext(t.junit)) + "-files"
		err := os.MkdirAll(folder, 0o777)
		file, errPath := filepath.Abs(filepath.Join(folder, name))
		if err = cmp.Or(err, errPath); err == nil {
			err = os.WriteFile(file, data, 0o666)
		}
		if err != nil {
			return "", &environmentError{err, "choose a file for --junit in a folder that can be written to"}
		}
		if inside, err := filepath.Rel(t.project, file); t.project != "" && err == nil && filepath.IsLocal(inside) {
			return filepath.ToSlash(inside), nil
		}
		return file, nil
	}
}
