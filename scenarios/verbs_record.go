package scenarios

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"samlharness/internal/har"
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
				flags.Bool("xml", false, "print the message too, decoded: indented on a terminal, elsewhere as it was sent, so "+
					"that its signature still holds")
			},
			Check: func(call *Call) error { _, err := exchangeOf(call.Arg(0)); return err },
			Run:   showRecord,
		},
		recordListVerb(),
		{
			Name: "record clear", Summary: "forget the exchanges; what is done later is recorded as before",
			Example: "record clear",
			Run: func(_ context.Context, env *Env, call *Call) error {
				n := env.World.record().Clear()
				fields(env, ":forgotten", n)
				return done(env, call, nil, "forgot %d exchanges", n)
			},
		},
		{
			Name: "record har", Summary: "write the record as an HTTP archive (HAR 1.2), as browsers export one",
			Detail: "It has an entry for each hop of a browser and each call of Graph, with the messages that came in it; " +
				"secrets are ***. inspect reads it.",
			Example: "record har --out record.har", Out: []string{"out"},
			Flags: func(flags *pflag.FlagSet) {
				texts("out", "the `FILE`")(flags)
				flags.Int64("flow", 0, "of the flow with this `NUMBER` alone")
			},
			Check: needsOut,
			Run:   writeHAR,
		},
		{
			Name: "record scenario", Args: "[NUMBER|CORRELATION-ID]",
			Summary: "write what happened as a script that does it again",
			Detail: "In it are the commands that changed the world, and the sign-in that the exchange is a part of; without " +
				"an argument all sign-ins. Passwords are not in it: the demo's stand for them.",
			Example: "record scenario --out again.txtar", Out: []string{"out"},
			Flags: texts("out", "the `FILE`"),
			Check: func(call *Call) error {
				if _, err := exchangeOf(call.Arg(0)); err != nil {
					return err
				}
				return needsOut(call)
			},
			Run: writeScenario,
		},
	}
}

func needsOut(call *Call) error {
	if call.String("out") == "" {
		return &UsageError{call.Verb.Name + " lacks --out FILE", "as in " + call.Verb.Example}
	}
	return nil
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

// exchange finds the exchange that a call means.
func exchange(env *Env, call *Call) (record.Exchange, error) {
	match, err := exchangeOf(call.Arg(0))
	if err != nil {
		return record.Exchange{}, err
	}
	e, ok := env.World.Record.Last(match)
	if !ok {
		return e, &unknownExchange{call.Arg(0)}
	}
	return e, nil
}

func showRecord(_ context.Context, env *Env, call *Call) error {
	e, err := exchange(env, call)
	if err != nil {
		return err
	}
	return env.give(e, func(w io.Writer) error {
		env.Printf("%d  %s  %s: %s %s %s\n", e.ID, instant(e.At), e.By, e.Title, verdict(e), e.Subject)
		o := report.CheckOptions{All: call.Bool("all"), Color: env.Color}
		if err := report.WriteExchange(w, e, o); err != nil || !call.Bool("xml") {
			return err
		}
		if e.Message == "" {
			env.Printf("it has no message\n")
			return nil
		}
		return writeMessage(w, e.Message, env.Color)
	})
}

// writeMessage writes a message, indented on a terminal. A file or a program gets it as it was sent: a signature does
// not hold over white space that somebody adds.
func writeMessage(w io.Writer, message string, terminal bool) error {
	text := strings.TrimRight(message, "\r\n")
	if terminal { // which a message must not drive
		text = report.Indented(message)
	}
	_, err := io.WriteString(w, text+"\n")
	return err
}

func writeHAR(_ context.Context, env *Env, call *Call) error {
	flow, err := numberOf(call, "flow")
	if err != nil {
		return err
	}
	exchanges := env.World.record().Since(0)
	if flow != 0 {
		exchanges = env.World.record().Of(flow)
	}
	var archive bytes.Buffer
	if err := har.Write(&archive, exchanges); err != nil {
		return err
	}
	return wrote(env, call, archive.Bytes())
}

func writeScenario(_ context.Context, env *Env, call *Call) error {
	var flow int64
	if call.Arg(0) != "" {
		e, err := exchange(env, call)
		if err != nil {
			return err
		}
		flow = e.Flow
	}
	script, err := Copy(env.World, flow)
	if err != nil {
		return err
	}
	return wrote(env, call, script)
}

// wrote writes the file of --out and says so.
func wrote(env *Env, call *Call, data []byte) error {
	out := call.String("out")
	if err := env.Files.WriteFile(out, data); err != nil {
		return err
	}
	fields(env, ":file", out)
	env.Printf("wrote %s\n", out)
	return nil
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
	if code := e.Code(); code != "" {
		return string(e.Verdict) + " (" + code + ")"
	}
	return string(e.Verdict)
}
