package scenarios

import (
	"context"
	"errors"
	"strings"

	"samlharness/record"
)

func recordVerbs() vocabulary {
	return vocabulary{
		{
			Name: "record show", Args: "[NUMBER]", Summary: "explain the last exchange that was checked: each check, and " +
				"what to mend",
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
	for _, c := range e.Checks {
		env.Printf("%-11s  %s: %s\n", c.Outcome, c.Name, c.Title)
		if c.Outcome != record.Fail {
			continue
		}
		for _, detail := range []struct{ label, text string }{{"code", c.Code}, {"expected", c.Expected}, {"got", c.Got},
			{"differs", c.Difference}, {"fix", c.Fix}, {"warning", strings.Join(c.Warnings, "; ")}} {
			if detail.text != "" {
				env.Printf("%-11s  %-9s %s\n", "", detail.label, detail.text)
			}
		}
	}
	if e.Refusal != nil {
		env.Printf("%s\n", e.Refusal)
	}
	return nil
}

func verdict(e record.Exchange) string {
	if e.Refusal != nil && e.Refusal.Code != "" {
		return string(e.Verdict) + " (" + e.Refusal.Code + ")"
	}
	return string(e.Verdict)
}
