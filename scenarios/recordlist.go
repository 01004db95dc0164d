package scenarios

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/spf13/pflag"

	"samlharness/record"
)

func recordListVerb() *Verb {
	return &Verb{
		Name: "record list", Summary: "list the exchanges of the world, oldest first", Example: "record list",
		Detail: "Exchanges of one sign-in, or of one command, have the same FLOW. The hops of browsers are left out " +
			"unless --hops.",
		Takes: map[string]Value{
			"party":   {OneOf: words(record.JumpCloud, record.Microsoft, record.Browser, record.Operator)},
			"verdict": {OneOf: words(record.Sent, record.Accepted, record.Refused)},
			"kind":    {OneOf: words(record.Kinds()...)},
		},
		Flags: func(flags *pflag.FlagSet) {
			flags.Bool("hops", false, "list the hops of browsers too: each request with its answer")
			flags.Int64("flow", 0, "those of the flow with this `NUMBER`")
			texts("party", "those that this `PARTY` wrote, sent or got", "verdict", "those with this `VERDICT`",
				"kind", "those of this `KIND`", "text", "those in which this `TEXT` stands: an ID, a name, a code")(flags)
			flags.Int("limit", 0, "the newest `N` of them")
			flags.Bool("follow", false, "go on and list each as it comes, until interrupted")
			flags.Int64("after", 0, "those after the exchange with this `NUMBER`")
		},
		Check: func(call *Call) error {
			for _, name := range []string{"flow", "limit", "after"} {
				if _, err := numberOf(call, name); err != nil {
					return err
				}
			}
			return nil
		},
		Run: listRecord,
	}
}

// words are values of a closed set as texts, and "".
func words[T ~string](values ...T) (all []string) {
	for _, v := range values {
		all = append(all, string(v))
	}
	return append(all, "") // where it is left out
}

// numberOf is a flag's value, a number from 0.
func numberOf(call *Call, flag string) (int64, error) {
	n, err := strconv.ParseInt(call.String(flag), 10, 64)
	if err != nil || n < 0 {
		return 0, &UsageError{fmt.Sprintf("%s: --%s cannot be %q", call.Verb.Name, flag, call.String(flag)),
			"it takes a number from 1"}
	}
	return n, nil
}

func listRecord(ctx context.Context, env *Env, call *Call) error {
	after, _ := numberOf(call, "after") // checked
	log := env.World.record()
	if call.Bool("follow") {
		if env.follow == nil {
			return &UsageError{"record list --follow stands on the command line only",
				"leave it out: a script lists what there is"}
		}
		if after != 0 || call.Changed("after") {
			for range log.Watch(ctx, after) {
				break
			}
		}
	}
	found := findRecord(log, call, after)
	rows := newTable("NO:id", "FLOW", "AT", "BY", "VERDICT", ":code", "KIND", ":title", "SUBJECT", ":correlationId",
		":http")
	for _, e := range found {
		rows.add(e.ID, e.Flow, e.At, string(e.By), as(e.Verdict, outcomeOf(e)), e.Code(), as(e.Kind, e.Title),
			e.Title, as(e.Subject, subjectOf(e)), e.CorrelationID, e.HTTP)
	}
	if call.Bool("follow") {
		last := after
		if all := log.LastID(); all > last {
			last = all
		}
		if len(found) > 0 {
			last = max(after, found[len(found)-1].ID)
		}
		env.follow(following(call, last))
		rows.bare = call.Changed("after")
	}
	return rows.print(env)
}

// findRecord are the exchanges that a call asks for, oldest first.
func findRecord(log *record.Log, call *Call, after int64) []record.Exchange {
	flow, _ := numberOf(call, "flow")
	limit, _ := numberOf(call, "limit")
	q := record.Query{
		Flow:    flow,
		Party:   record.Party(call.String("party")),
		Verdict: record.Verdict(call.String("verdict")),
		Kind:    record.Kind(call.String("kind")),
		Text:    call.String("text"),
		Hops:    call.Bool("hops"),
		After:   after,
		Limit:   int(limit),
	}
	if limit == 0 {
		q.Limit = int(log.LastID()) + 1 // all
	}
	found, _ := log.Find(q)
	slices.Reverse(found)
	return found
}

// following are the words that list what comes after an exchange.
func following(call *Call, last int64) []string {
	words := slices.DeleteFunc(slices.Clone(call.Words), func(w string) bool { return len(w) > 8 && w[:8] == "--after=" })
	at := slices.Index(words, "--")
	if at < 0 {
		at = len(words)
	}
	return slices.Insert(words, at, "--after="+strconv.FormatInt(last, 10))
}

// outcomeOf is what came of an exchange: of a hop the status of its answer.
func outcomeOf(e record.Exchange) string {
	if e.Kind == record.Hop {
		return strconv.Itoa(e.HTTP.Status)
	}
	return verdict(e)
}

// subjectOf is whom an exchange is about: of a hop, where it was sent on.
func subjectOf(e record.Exchange) string {
	if e.HTTP != nil && e.HTTP.Location != "" {
		return "to " + e.HTTP.Location
	}
	return e.Subject
}
