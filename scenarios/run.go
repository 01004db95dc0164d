package scenarios

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"time"

	"github.com/jonboulle/clockwork"
	"golang.org/x/sync/errgroup"

	"samlharness/browser/chromium"
	"samlharness/report"
	"samlharness/world"
)

// RunOptions say what to run and how. The zero value runs the shipped scripts, side by side.
type RunOptions struct {
	// Scripts are what is run; nil means the shipped ones.
	Scripts []Script
	// Parallel is how many run at a time; 0 means as many as there are processors.
	Parallel int
	// Shard and Shards, when Shards is not 0, leave only every Shards-th script, beginning with the Shard-th, counted from
	// 1.
	Shard, Shards int
	// Target is whom scripts act on and Browser whom people use: "emulated" and "go", which "" means too, or "real" and
	// "chromium". Others are refused.
	Target, Browser string
	// Real is the tenant of the target "real", on which scripts act one after the other.
	Real *Real
	// Restore is the domain whose federation is put back, when a script has ended, to what it was before it; "" is none,
	// but with Real that is its domain.
	Restore string
	// Update writes what `cmp` got into the files of the scripts instead of comparing.
	Update bool
	// Only, when it is set, leaves the scripts with a name or title that matches, and of others with such a step what
	// leads to the last one.
	Only *regexp.Regexp
	// KeepGoing runs the steps after one that failed, too; they may fail for that alone. FailFast begins no script after
	// one has failed.
	KeepGoing, FailFast bool
	// Timeout is how long a script may take; 0 sets no bound.
	Timeout time.Duration
	// Keep leaves the scripts' folders where they are, and the report names them.
	Keep bool
	// TempDir is where the folders are made; "" means the system's.
	TempDir string
	// World is what fresh worlds begin with; nil means the demo world. A script that brings a world.yaml has that.
	World *world.Spec
	// Seed decides ids, signing keys and certificates of fresh worlds, as [world.Spec.Seed] does, which it wins over; 0
	// leaves them to chance. What cmp compares is then not masked.
	Seed uint64
	// Held, when it is set, is the world that all scripts run in, one after the other, in place of fresh ones. What they
	// change stays. A script that brings a world.yaml is refused.
	Held *world.World
	// Record puts into the report what was sent in each step and which pages people saw, of which
	// [report.Report.WriteJSON] and pages tell; without it there are the results alone.
	Record bool
	// Stopwatch gives the time of day for durations; nil leaves them 0.
	Stopwatch clockwork.Clock
	// Evidence lets pages show what was printed in steps that passed, too.
	Evidence bool
	// Step is called with the title of a step when it begins; nil tells nobody.
	Step func(title string)
	// Progress is called when a script begins and when it has ended, one call at a time; nil tells nobody.
	Progress func(Progress)

	// What tests replace: the verbs, and what makes a script's world.
	verbs    vocabulary
	newWorld func(ctx context.Context, spec world.Spec) (*World, error)
}

// Run runs scripts, each in a fresh world of its own, and reports on them in the order in which they were given.
// Scripts with mistakes are not run at all: the error is then [Mistakes]. A context that ends stops the run; the report
// says how far it came.
func Run(ctx context.Context, options RunOptions) (*report.Report, error) {
	if err := options.complete(); err != nil {
		return nil, err
	}
	documents, err := options.documents()
	if err != nil {
		return nil, err
	}
	if options.newWorld == nil {
		var program *chromium.Program // one for all windows of the run
		if options.Browser == "chromium" {
			program = &chromium.Program{}
			defer program.Close()
		}
		options.newWorld = worldMaker(program, options.Seed)
		if options.Held != nil {
			options.newWorld = heldWorld(options.Held, program)
		}
	}
	start := options.now()
	results := make([]report.ScriptResult, len(documents))
	first := firstFailure{fast: options.FailFast}
	progress := tally{tell: options.Progress, now: Progress{Total: len(documents)}}
	var group errgroup.Group
	group.SetLimit(options.Parallel)
	for i, doc := range documents {
		group.Go(func() error {
			progress.begin(doc.name)
			defer progress.end(doc.name)
			if first.over() {
				results[i] = doc.notRun()
				return nil
			}
			results[i] = options.script(ctx, doc, options.Scripts[i])
			first.saw(results[i])
			return nil
		})
	}
	_ = group.Wait() // the functions return no error
	r := report.New(results)
	r.Interrupted = ctx.Err() != nil
	r.Seconds = seconds(options.since(start))
	return r, nil
}

func (o *RunOptions) complete() (err error) {
	if o.Scripts == nil {
		if o.Scripts, err = Shipped(); err != nil {
			return err
		}
	}
	if o.Scripts, err = o.Part(); err != nil {
		return err
	}
	if err := o.checkTarget(); err != nil {
		return err
	}
	switch o.Browser {
	case "", "go":
	case "chromium":
		if _, err := chromium.Find(); err != nil {
			return err
		}
	default:
		return &UsageError{fmt.Sprintf("there is no browser %q", o.Browser), "the browsers are go and chromium"}
	}
	if o.Parallel < 0 {
		return &UsageError{fmt.Sprintf("%d scripts at a time is too few", o.Parallel), "give 1 or more"}
	}
	if o.Held != nil {
		o.Parallel = 1
	}
	if o.Parallel == 0 {
		o.Parallel = runtime.GOMAXPROCS(0)
	}
	if o.verbs == nil {
		o.verbs = Verbs()
	}
	return nil
}

// Part are the scripts that Shard and Shards leave.
func (o *RunOptions) Part() ([]Script, error) {
	if o.Shards < 0 || (o.Shards > 0 && (o.Shard < 1 || o.Shard > o.Shards)) {
		return nil, &UsageError{fmt.Sprintf("there is no shard %d of %d", o.Shard, o.Shards),
			"shards count from 1, as in 2/5"}
	}
	if o.Shards == 0 {
		return o.Scripts, nil
	}
	var mine []Script
	for i := o.Shard - 1; i < len(o.Scripts); i += o.Shards {
		mine = append(mine, o.Scripts[i])
	}
	return mine, nil
}

func (o *RunOptions) now() time.Time {
	if o.Stopwatch == nil {
		return time.Time{}
	}
	return o.Stopwatch.Now()
}

func (o *RunOptions) since(start time.Time) time.Duration {
	if o.Stopwatch == nil {
		return 0
	}
	return o.Stopwatch.Since(start)
}

// script runs one script from its fresh world to the end.
func (o *RunOptions) script(ctx context.Context, doc *document, source Script) report.ScriptResult {
	result := doc.notRun()
	if ctx.Err() != nil {
		o.untouched(doc, &result)
		return result
	}
	result.Result, result.Evidence = report.Passed, o.Evidence
	start := o.now()
	bounded, cancel := o.bounded(ctx)
	defer cancel()
	if err := o.inWorld(bounded, doc, source, &result); err != nil {
		switch spec, ok := errors.AsType[*world.SpecError](err); {
		case ctx.Err() != nil:
			result.Result = report.NotRun
			o.untouched(doc, &result)
		case tooLong(bounded):
			result.Result = report.Failed
			late := &report.Failure{File: doc.name, Line: result.Steps[0].Line, Command: "(its world begins)"}
			overTime(late, o.Timeout)
			result.Steps[0].Result, result.Steps[0].Failure = report.Failed, late
		case ok:
			result.Result = report.Failed
			result.Steps[0].Result, result.Steps[0].Failure = report.Failed, doc.worldFailure(spec)
		case unbegun(err):
			result.Result = report.Failed
			result.Steps[0].Result, result.Steps[0].Failure = report.Failed, doc.notBegun(err)
		default:
			result.Result, result.Error = report.Failed, err.Error()
		}
	}
	result.Seconds = seconds(o.since(start))
	return result
}

// notRun is the result of a script before it has run.
func (doc *document) notRun() report.ScriptResult {
	result := report.ScriptResult{Name: doc.name, Title: doc.Title, Result: report.NotRun}
	for _, s := range doc.Steps {
		result.Steps = append(result.Steps, report.StepResult{
			Title:  s.Title,
			Line:   s.Line,
			Result: report.NotRun,
			Lines:  linesOf(&s),
		})
	}
	return result
}

// inWorld makes folder and world, runs the steps, and clears away. Its error is the environment's.
func (o *RunOptions) inWorld(ctx context.Context, doc *document, source Script,
	result *report.ScriptResult) (err error) {
	dir, err := os.MkdirTemp(o.TempDir, "harness-script-*")
	if err != nil {
		return fmt.Errorf("make the script's folder among the temporary ones, which TMPDIR names: %w", err)
	}
	if o.Keep {
		result.WorkDir = dir
	} else {
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	files := &rootFiles{root: root, written: make(map[string]bool)}
	for _, f := range doc.Files {
		if err := files.unpack(f.Name, f.Data); err != nil {
			return fmt.Errorf("unpack the script: %w", err)
		}
	}
	w, err := o.worldOf(ctx, doc)
	if err != nil {
		return fmt.Errorf("make the script's world: %w", err)
	}
	defer func() { err = errors.Join(err, w.close()) }()
	before, err := o.remember(ctx, w)
	if err != nil {
		return fmt.Errorf("keep the state before the script: %w", err)
	}
	defer func() { before.putBack(ctx, doc, result) }()
	env := &Env{World: w, Files: files}
	if o.Real != nil {
		env.Target = o.Real.Words
	}
	if o.Update {
		env.golden = &golden{files: files}
	}
	o.steps(ctx, doc, env, result)
	return env.golden.update(source)
}

// worldOf makes the world of a script.
func (o *RunOptions) worldOf(ctx context.Context, doc *document) (*World, error) {
	if o.Real != nil {
		return o.Real.world(ctx, doc)
	}
	return o.newWorld(ctx, o.specOf(doc))
}

func (o *RunOptions) steps(ctx context.Context, doc *document, env *Env, result *report.ScriptResult) {
	e := &engine{env: env, options: o}
	if o.Record {
		env.World.see = e.saw
	}
	ran := 0
	for i := range doc.Steps {
		start := o.now()
		if o.Step != nil {
			o.Step(doc.Steps[i].Title)
		}
		step := e.step(ctx, doc.name, &doc.Steps[i])
		step.Seconds = seconds(o.since(start))
		failed := step.Result == report.Failed
		switch {
		case failed && tooLong(ctx):
			overTime(step.Failure, o.Timeout)
		case failed && ctx.Err() != nil:
			result.Result = report.NotRun
			return
		}
		result.Steps[i] = step
		if failed {
			result.Result = report.Failed
		}
		if failed && (!o.KeepGoing || ctx.Err() != nil) {
			return
		}
		if step.Result != report.Skipped {
			ran++
		}
	}
	if ran == 0 {
		result.Result = report.Skipped
	}
}

func seconds(d time.Duration) float64 { return d.Round(time.Microsecond).Seconds() }
