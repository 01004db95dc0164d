package scenarios

import (
	"context"
	"errors"

	"github.com/spf13/pflag"

	"samlharness/record"
	"samlharness/report"
)

func recordVerbs() vocabulary {
	return vocabulary{
		{
			Name: "record show", Args: "[NUMBER]",
			Summary: "explain the last exchange that was checked: which check failed, and what to mend",
			Flags: func(flags *pflag.FlagSet) {
				flags.Bool("all", false, "print the checks that passed and those that were not reached too")
			},
			Check: func(call *Call) error { _, err := number(call.Arg(0)); return err },
			Run:   showRecord,
		},
		{
			Name: "record list", Summary: "list the exchanges of the world, oldest first",
			Run: func(_ context.Context, env *Env, _ *Call) error {
				rows := table{{"NO", "AT", "BY", "VERDICT", "KIND", "SUBJECT"}}
				for _, e := range env.World.Record.Since(0) {
					rows = append(rows, []string{itoa(e.ID), instant(e.At), string(e.By), verdict(e), e.Kind, e.Subject})
				}
				return rows.print(env)
			},
		},
	}
}

func showRecord(_ context.Context, env *Env, call *Call) error {
	wanted, err := number(call.Arg(0))
	if err != nil {
		return err
	}
	e, ok := env.World.Record.Last(func(e record.Exchange) bool {
		return e.ID == wanted || (wanted == 0 && (len(e.Checks) > 0 || e.Refusal != nil))
	})
	if !ok {
		return errors.New("the record holds no such exchange; record list shows those that it holds")
	}
	env.Printf("%d  %s  %s: %s %s %s\n", e.ID, instant(e.At), e.By, e.Kind, verdict(e), e.Subject)
	return report.WriteExchange(env.Stdout, e, report.CheckOptions{All: call.Bool("all")})
}

func verdict(e record.Exchange) string {
	if e.Refusal != nil && e.Refusal.Code != "" {
		return string(e.Verdict) + " (" + e.Refusal.Code + ")"
	}
	return string(e.Verdict)
}
