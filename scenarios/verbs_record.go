package scenarios

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"samlharness/record"
	"samlharness/report"
)

func recordVerbs() vocabulary {
	return vocabulary{
		{
			Name: "record show", Args: "[NUMBER|CORRELATION-ID]",
			Summary: "explain an exchange: which check failed, and what to mend",
			Detail: "Without an argument it is the last exchange that was checked. A CORRELATION-ID is the one of " +
				"Microsoft's page, " +
				"or the request-id of an answer of Graph.",
			Example: "record show",
			Flags: func(flags *pflag.FlagSet) {
				flags.Bool("all", false, "print the checks that passed and those that were not reached too")
			},
			Check: func(call *Call) error { _, err := exchangeOf(call.Arg(0)); return err },
			Run:   showRecord,
		},
		{
			Name: "record list", Summary: "list the exchanges of the world, oldest first", Example: "record list",
			Run: func(_ context.Context, env *Env, _ *Call) error {
				rows := newTable("NO:id", "AT", "BY", "VERDICT", ":code", "KIND", "SUBJECT", ":correlationId")
				for _, e := range env.World.Record.Since(0) {
					rows.add(e.ID, e.At, string(e.By), as(e.Verdict, verdict(e)), codeOf(e), e.Kind, e.Subject, e.CorrelationID)
				}
				return rows.print(env)
			},
		},
	}
}

// exchangeOf reads which exchange is meant: the one of a number, of a correlation id in any letter case, or for "" any
// that was checked.
func exchangeOf(word string) (match func(record.Exchange) bool, err error) {
	number, err := strconv.ParseInt(word, 10, 64)
	switch {
	case word == "":
		return func(e record.Exchange) bool { return len(e.Checks) > 0 || e.Refusal != nil }, nil
	case err == nil && number > 0:
		return func(e record.Exchange) bool { return e.ID == number }, nil
	case len(word) == len("00000000-0000-0000-0000-000000000000"):
		return func(e record.Exchange) bool { return strings.EqualFold(e.CorrelationID, word) }, nil
	}
	return nil, &UsageError{fmt.Sprintf("%q is neither a number from 1 nor a correlation id", word),
		"record list shows the exchanges by number; pages and answers of Microsoft show their correlation id"}
}

func showRecord(_ context.Context, env *Env, call *Call) error {
	match, err := exchangeOf(call.Arg(0))
	if err != nil {
		return err
	}
	e, ok := env.World.Record.Last(match)
	if !ok {
		return &unknownExchange{call.Arg(0)}
	}
	return env.give(e, func(w io.Writer) error {
		env.Printf("%d  %s  %s: %s %s %s\n", e.ID, instant(e.At), e.By, e.Kind, verdict(e), e.Subject)
		return report.WriteExchange(w, e, report.CheckOptions{All: call.Bool("all"), Color: env.Color})
	})
}

// unknownExchange is the error of an exchange that the record does not hold, or not any more.
type unknownExchange struct{ wanted string }

func (e *unknownExchange) Error() string {
	if e.wanted == "" {
		return "the record holds no exchange that was checked"
	}
	return "the record holds no exchange " + e.wanted
}

// Hint is where to look.
func (e *unknownExchange) Hint() string { return "record list shows those that it holds" }

func verdict(e record.Exchange) string {
	if code := codeOf(e); code != "" {
		return string(e.Verdict) + " (" + code + ")"
	}
	return string(e.Verdict)
}

// codeOf is the code by which an exchange was refused, "" when it was not.
func codeOf(e record.Exchange) string {
	if e.Refusal == nil {
		return ""
	}
	return e.Refusal.Code
}
