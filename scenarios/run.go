package scenarios

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/jonboulle/clockwork"
	"golang.org/x/sync/errgroup"
	"golang.org/x/tools/txtar"

	"samlharness/browser/chromium"
	"samlharness/certs"
	"samlharness/world"
)

// RunOptions say what to run and how. The zero value runs the shipped scripts, side by side.
type RunOptions struct {
	// Scripts are what is run; nil means the shipped ones.
	Scripts []Script
	// Parallel is how many run at a time; 0 means as many as there are processors.
	Parallel int
	// Shard and Shards, when Shards is not 0, leave only every Shards-th script, beginning with the Shard-th,
	// counted from 1.
	Shard, Shards int
	// Target is whom scripts act on and Browser whom people use: "emulated" and "go", which "" means too. Others
	// are refused.
	Target, Browser string
	// Update writes what `cmp` got into the files of the scripts instead of comparing.
	Update bool
	// Keep leaves the scripts' folders where they are, and the report names them.
	Keep bool
	// TempDir is where the folders are made; "" means the system's.
	TempDir string
	// Stopwatch gives the time of day for durations; nil leaves them 0.
	Stopwatch clockwork.Clock

	// What tests replace: the verbs, and what makes a script's world.
	vocabulary Vocabulary
	newWorld   func(ctx context.Context, spec world.Spec) (*World, error)
}

// Run runs scripts, each in a fresh world of its own, and reports on them in the order in which they were
// given. Scripts with mistakes are not run at all: the error is then [Mistakes]. A context that ends stops
// the run; the report says how far it came.
func Run(ctx context.Context, options RunOptions) (*Report, error) {
	if err := options.complete(); err != nil {
		return nil, err
	}
	documents := make([]*document, len(options.Scripts))
	var mistakes Mistakes
	for i, s := range options.Scripts {
		var found Mistakes
		documents[i], found = examine(s, options.vocabulary)
		mistakes = append(mistakes, found...)
	}
	if len(mistakes) > 0 {
		return nil, mistakes
	}
	if options.newWorld == nil {
		keys := certs.NewPool(certs.PoolOptions{Bits: []int{certs.FastBits}})
		defer keys.Close()
		options.newWorld = worldMaker(keys, options.Browser)
	}
	start := options.now()
	report := &Report{Schema: Schema, Scripts: make([]ScriptResult, len(documents))}
	var group errgroup.Group
	group.SetLimit(options.Parallel)
	for i, doc := range documents {
		group.Go(func() error {
			report.Scripts[i] = options.script(ctx, doc, options.Scripts[i])
			return nil
		})
	}
	_ = group.Wait() // the functions return no error
	report.Interrupted = ctx.Err() != nil
	report.Seconds = seconds(options.since(start))
	report.count()
	return report, nil
}

func (o *RunOptions) complete() (err error) {
	if o.Scripts == nil {
		if o.Scripts, err = Shipped(); err != nil {
			return err
		}
	}
	if o.Shards < 0 || (o.Shards > 0 && (o.Shard < 1 || o.Shard > o.Shards)) {
		return &UsageError{fmt.Sprintf("there is no shard %d of %d", o.Shard, o.Shards), "shards count from 1, as in 2/5"}
	}
	if o.Shards > 0 {
		var mine []Script
		for i := o.Shard - 1; i < len(o.Scripts); i += o.Shards {
			mine = append(mine, o.Scripts[i])
		}
		o.Scripts = mine
	}
	if o.Target != "" && o.Target != "emulated" {
		return &UsageError{fmt.Sprintf("scripts cannot act on the target %q", o.Target), "the target is emulated"}
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
	if o.Parallel == 0 {
		o.Parallel = runtime.GOMAXPROCS(0)
	}
	if o.vocabulary == nil {
		o.vocabulary = Verbs()
	}
	return nil
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
func (o *RunOptions) script(ctx context.Context, doc *document, source Script) ScriptResult {
	result := ScriptResult{Name: doc.name, Title: doc.title, Result: Passed}
	for _, s := range doc.steps {
		result.Steps = append(result.Steps, StepResult{Title: s.title, Line: s.line, Result: NotRun})
	}
	if ctx.Err() != nil {
		result.Result = NotRun
		return result
	}
	start := o.now()
	if err := o.inWorld(ctx, doc, source, &result); err != nil {
		switch spec, ok := errors.AsType[*world.SpecError](err); {
		case ctx.Err() != nil:
			result.Result = NotRun
		case ok:
			result.Result = Failed
			result.Steps[0].Result, result.Steps[0].Failure = Failed, doc.worldFailure(spec)
		default:
			result.Result, result.Error = Failed, err.Error()
		}
	}
	result.Seconds = seconds(o.since(start))
	return result
}

// inWorld makes folder and world, runs the steps, and clears away. Its error is the environment's.
func (o *RunOptions) inWorld(ctx context.Context, doc *document, source Script, result *ScriptResult) (err error) {
	dir, err := os.MkdirTemp(o.TempDir, "harness-script-*")
	if err != nil {
		return fmt.Errorf("make the script's folder: %w", err)
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
	files := rootFiles{root}
	for _, f := range doc.files {
		if err := files.WriteFile(f.Name, f.Data); err != nil {
			return fmt.Errorf("unpack the script: %w", err)
		}
	}
	w, err := o.newWorld(ctx, specOf(doc))
	if err != nil {
		return fmt.Errorf("make the script's world: %w", err)
	}
	defer func() { err = errors.Join(err, w.close()) }()
	env := &Env{World: w, Files: files, Update: o.Update}
	return o.steps(ctx, dir, doc, source, env, result)
}

func (o *RunOptions) steps(ctx context.Context, dir string, doc *document, source Script, env *Env,
	result *ScriptResult) error {
	e, err := newEngine(ctx, dir, env, o.vocabulary, o)
	if err != nil {
		return err
	}
	ran := 0
	for i, s := range doc.steps {
		start := o.now()
		step := e.step(doc.name, s)
		step.Seconds = seconds(o.since(start))
		if step.Result == Failed && ctx.Err() != nil {
			result.Result = NotRun
			break
		}
		result.Steps[i] = step
		if step.Result == Failed {
			result.Result = Failed
			break
		}
		if step.Result != Skipped {
			ran++
		}
	}
	if result.Result == Passed && ran == 0 {
		result.Result = Skipped
	}
	if err := e.close(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return update(source, doc, env.updated)
}

// update writes the files that cmp took over back into the script.
func update(source Script, doc *document, updated map[string][]byte) error {
	if len(updated) == 0 || source.Path == "" {
		return nil
	}
	archive := txtar.Parse(normalize(source.Data))
	for i := range archive.Files {
		if data, ok := updated[archive.Files[i].Name]; ok {
			archive.Files[i].Data = data
		}
	}
	return os.WriteFile(filepath.Clean(source.Path), txtar.Format(archive), 0o644)
}
