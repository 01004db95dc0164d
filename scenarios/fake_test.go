package scenarios

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/spf13/pflag"

	"samlharness/record"
	"samlharness/report"
	"samlharness/world"
)

// fakeVerbs is a small vocabulary for tests of the engine.
func fakeVerbs() vocabulary {
	return append(vocabulary{
		{Name: "say", Args: "WORD [WORD...]", Summary: "print words",
			Run: func(_ context.Context, env *Env, call *Call) error {
				env.Printf("%s\n", strings.Join(call.Args, " "))
				return nil
			}},
		{Name: "door open", Args: "NAME", Summary: "be let in or refused", Secret: []string{"key"},
			Flags: func(f *pflag.FlagSet) { f.String("key", "", "the key"); f.Bool("gently", false, "without noise") },
			Run: func(ctx context.Context, env *Env, call *Call) error {
				if call.String("key") == "right" {
					env.Printf("%s is in\n", call.Arg(0))
					return nil
				}
				refusal := &record.Refusal{Code: "not authorized", Message: "The door stays shut.", Fix: "bring the right key"}
				env.World.Record.Add(ctx, record.Exchange{By: record.JumpCloud, Kind: "key", Verdict: record.Refused,
					Refusal: refusal,
					Checks: []record.Check{{Name: "key", Title: "the key fits", Outcome: record.Fail, Expected: "right", Got: "wrong",
						Difference: record.FirstDifference("right", "wrong"), Fix: "bring the right key"}}})
				return refusal
			}},
		{
			Name:    "door shut",
			Args:    "[SIDE]",
			Takes:   map[string]Value{"SIDE": {OneOf: []string{"left", "right"}}},
			Summary: "shut it",
			Run:     func(context.Context, *Env, *Call) error { return nil },
		},
		{Name: "write", Args: "FILE TEXT", Out: []string{"FILE"}, Summary: "write a file",
			Run: func(_ context.Context, env *Env, call *Call) error {
				return env.Files.WriteFile(call.Arg(0), []byte(call.Arg(1)+"\n"))
			}},
		{Name: "read", Flags: func(f *pflag.FlagSet) {
			f.String("file", "", "the file")
		}, In: []string{"file"}, Summary: "print a file",
			Run: func(_ context.Context, env *Env, call *Call) error {
				data, err := env.Files.ReadFile(call.String("file"))
				env.Printf("%s", data)
				return err
			}},
		{Name: "scrawl", Args: "FILE TEXT", Summary: "write a file",
			Run: func(_ context.Context, env *Env, call *Call) error {
				return env.Files.WriteFile(call.Arg(0), []byte(call.Arg(1)+"\n"))
			}},
		{Name: "slurp", Args: "FILE", Summary: "print a file", Run: func(_ context.Context, env *Env, call *Call) error {
			data, err := env.Files.ReadFile(call.Arg(0))
			env.Printf("%s", data)
			return err
		}},
		{Name: "crash", Summary: "panic", Run: func(context.Context, *Env, *Call) error { panic("boom") }},
	}, assertions()...)
}

func fakeWorld(context.Context, world.Spec) (*World, error) {
	return &World{Record: record.NewLog(record.Options{}), Clock: &world.Clock{Clock: clockwork.NewFakeClock()}}, nil
}

func fakeRun(t *testing.T, text string) *report.Report {
	t.Helper()
	return fakeRunWith(t, RunOptions{}, text)
}

func fakeRunWith(t *testing.T, options RunOptions, texts ...string) *report.Report {
	t.Helper()
	for i, text := range texts {
		options.Scripts = append(options.Scripts, Script{Name: fmt.Sprintf("%c.txtar", 'a'+i%26), Data: []byte(text)})
	}
	options.verbs, options.TempDir = fakeVerbs(), t.TempDir()
	if options.newWorld == nil {
		options.newWorld = fakeWorld
	}
	report, err := Run(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	return report
}
