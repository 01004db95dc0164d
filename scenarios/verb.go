package scenarios

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"samlharness/internal/exit"

	"github.com/spf13/pflag"

	"samlharness/internal/script"
	"samlharness/internal/suggest"
)

// Verb is one thing that a person can do or assert. Scripts, the command line and `harness verbs` share it.
type Verb struct {
	// Name is one to four words: "signin", "jumpcloud app create".
	Name string
	// Args is the synopsis of the arguments: words in capitals, optional ones in brackets, "..." for more:
	// "TEMPLATE [LABEL]". The number of arguments is checked against it.
	Args string
	// Summary says in one line what it does; Detail, optional, says the rest.
	Summary, Detail string
	// Flags declares the flags; nil means there are none.
	Flags func(*pflag.FlagSet)
	// Takes says what arguments and flags take, by their names: "TEMPLATE", "stay-signed-in". Those that are left
	// out take any text.
	Takes map[string]Value
	// In and Out name the flags and arguments whose values are files that the verb reads and writes; Secret the
	// flags whose values no log or report may show.
	In, Out, Secret []string
	// Assertion marks the verbs that look at what the verb before them did. They stand in scripts only.
	Assertion bool
	// Raw takes every word as an argument, also those that begin with a dash.
	Raw bool
	// Check finds, without running, what is wrong with a call, such as a bad regular expression. Optional.
	Check func(*Call) error
	// Run does it. It reads and writes files through env alone, prints to env.Stdout and env.Stderr, and
	// returns an error when it is refused; a [*record.Refusal] in it gives the reason.
	Run func(ctx context.Context, env *Env, call *Call) error

	kind script.Kind
	// files are those that a call uses besides In and Out; nil when there are none.
	files func(*Call) []script.FileUse
}

// Call is one use of a verb: its arguments and flags, parsed.
type Call struct {
	// Verb is what is called.
	Verb *Verb
	// Args are the arguments without the verb's own words and the flags.
	Args []string
	// Words are all words as they were written, the verb's own included.
	Words []string

	flags   *pflag.FlagSet
	negated bool // it must fail
}

// Arg is the i-th argument, "" when it was left out.
func (c *Call) Arg(i int) string {
	if i < len(c.Args) {
		return c.Args[i]
	}
	return ""
}

// String is a flag's value.
func (c *Call) String(flag string) string {
	if f := c.flags.Lookup(flag); f != nil {
		return f.Value.String()
	}
	return ""
}

// Bool is a flag's value.
func (c *Call) Bool(flag string) bool { return c.String(flag) == "true" }

// Changed says whether the flag was given.
func (c *Call) Changed(flag string) bool { return c.flags.Changed(flag) }

// UsageError is a call that cannot be understood.
type UsageError struct {
	// Message says what is wrong, Fix what to do about it.
	Message, Fix string
}

// Error is the message.
func (e *UsageError) Error() string { return e.Message }

// Hint is what to do about it.
func (e *UsageError) Hint() string { return e.Fix }

// ExitCode is that of wrong use.
func (e *UsageError) ExitCode() int { return exit.Usage }

// Usage is the synopsis of the verb on one line.
func (v *Verb) Usage() string {
	parts := []string{v.Name}
	if v.Args != "" {
		parts = append(parts, v.Args)
	}
	v.flagSet().VisitAll(func(f *pflag.Flag) {
		name, _ := pflag.UnquoteUsage(f)
		parts = append(parts, strings.TrimSpace("[--"+f.Name+" "+name)+"]")
	})
	return strings.Join(parts, " ")
}

// FlagHelp explains the flags, one a line; "" when there are none.
func (v *Verb) FlagHelp() string { return v.flagSet().FlagUsagesWrapped(80) }

func (v *Verb) flagSet() *pflag.FlagSet {
	flags := pflag.NewFlagSet(v.Name, pflag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	flags.SortFlags = false
	if v.Flags != nil {
		v.Flags(flags)
	}
	return flags
}

// arity reads from the synopsis how few and how many arguments there may be; more is -1 for any number.
func (v *Verb) arity() (fewest, most int) {
	for word := range strings.FieldsSeq(v.Args) {
		if strings.HasSuffix(strings.Trim(word, "[]"), "...") {
			most = -1
		} else if most >= 0 {
			most++
		}
		if !strings.HasPrefix(word, "[") {
			fewest++
		}
	}
	return fewest, most
}

// parse makes a call of the words that follow the verb's own. It returns every mistake it finds.
func (v *Verb) parse(words, rest []string) (*Call, []*UsageError) {
	call := &Call{Verb: v, Words: words, Args: rest, flags: v.flagSet()}
	var mistakes []*UsageError
	if !v.Raw {
		mistakes = v.unknownFlags(call.flags, rest)
		call.flags.ParseErrorsAllowlist.UnknownFlags = len(mistakes) > 0
		if err := call.flags.Parse(rest); err != nil {
			return call, append(mistakes, v.misread(err))
		}
		call.Args = call.flags.Args()
	}
	if len(mistakes) > 0 {
		return call, mistakes
	}
	fewest, most := v.arity()
	switch n := len(call.Args); {
	case n < fewest:
		missing := strings.Fields(v.Args)[n]
		mistakes = append(mistakes, &UsageError{v.Name + " lacks " + missing, "usage: " + v.Usage()})
	case most >= 0 && n > most:
		extra := call.Args[most]
		mistakes = append(mistakes, &UsageError{fmt.Sprintf("%s does not take %q", v.Name, extra), "usage: " + v.Usage()})
	default:
		mistakes = call.check()
	}
	return call, mistakes
}

// check finds what is wrong with the values of a call.
func (c *Call) check() []*UsageError {
	if mistakes := c.outsideSets(); len(mistakes) > 0 || c.Verb.Check == nil {
		return mistakes
	}
	if err := c.Verb.Check(c); err != nil {
		return []*UsageError{usageOf(c.Verb, err)}
	}
	return nil
}

// misread explains words that do not parse. A short flag is a value that begins with a hyphen: verbs have none.
func (v *Verb) misread(err error) *UsageError {
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok && unknown.GetSpecifiedShortnames() != "" {
		return &UsageError{fmt.Sprintf("%s has no flag -%s", v.Name, unknown.GetSpecifiedShortnames()),
			"write -- before a value that begins with a hyphen"}
	}
	if invalid, ok := errors.AsType[*pflag.InvalidValueError](err); ok && invalid.GetFlag().Value.Type() == "bool" {
		name := "--" + invalid.GetFlag().Name
		return v.outside(name, invalid.GetValue(), []string{"true", "false"}, "write "+name+"=true or "+name+"=false")
	}
	return &UsageError{v.Name + ": " + err.Error(), "usage: " + v.Usage()}
}

func usageOf(v *Verb, err error) *UsageError {
	if usage, ok := errors.AsType[*UsageError](err); ok {
		return usage
	}
	return &UsageError{v.Name + ": " + err.Error(), "usage: " + v.Usage()}
}

func (v *Verb) unknownFlags(flags *pflag.FlagSet, words []string) (mistakes []*UsageError) {
	for _, word := range words {
		if word == "--" {
			break
		}
		name, isFlag := strings.CutPrefix(word, "--")
		if name, _, _ = strings.Cut(name, "="); !isFlag || flags.Lookup(name) != nil {
			continue
		}
		var known []string
		flags.VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
		mistake := &UsageError{Message: fmt.Sprintf("%s has no flag --%s", v.Name, name), Fix: "usage: " + v.Usage()}
		if near := suggest.Nearest(name, known); near != "" {
			mistake.Fix = "did you mean --" + near + "?"
		}
		mistakes = append(mistakes, mistake)
	}
	return mistakes
}

// masked are the call's words, fit to be shown: the values of secret flags are left out.
func (c *Call) masked() string { return script.Quote(maskSecrets(c.Verb, c.Words)) }

func maskSecrets(v *Verb, words []string) []string {
	shown := slices.Clone(words)
	for i, word := range shown {
		name, isFlag := strings.CutPrefix(word, "--")
		name, _, joined := strings.Cut(name, "=")
		if !isFlag || !slices.Contains(v.Secret, name) {
			continue
		}
		if joined {
			shown[i] = "--" + name + "=***"
		} else if i+1 < len(shown) {
			shown[i+1] = "***"
		}
	}
	return shown
}
