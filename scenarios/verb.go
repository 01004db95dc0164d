package scenarios

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"

	"samlharness/internal/exit"
	"samlharness/internal/script"
	"samlharness/internal/suggest"
)

// Verb is one thing that a person can do or assert. Scripts, the command line and `harness verbs` share it.
type Verb struct {
	// Name is one to four words: "signin", "jumpcloud app create".
	Name string
	// Args is the synopsis of the arguments: words in capitals, optional ones in brackets, "..." for more: "TEMPLATE
	// [LABEL]". The number of arguments is checked against it.
	Args string
	// Summary says in one line what it does; Detail, optional, says the rest.
	Summary, Detail string
	// Example is a call that does something in the demo world, after what others must have done before.
	Example string
	// Flags declares the flags; nil means there are none.
	Flags func(*pflag.FlagSet)
	// Takes says what arguments and flags take, by their names: "TEMPLATE", "stay-signed-in". Those that are left out take
	// any text.
	Takes map[string]Value
	// In and Out name the flags and arguments whose values are files that the verb reads and writes; Secret the flags
	// whose values no log or report may show.
	In, Out, Secret []string
	// Alone names the flags by which a call acts without a world; "" when it acts on one. nil means that all do.
	Alone func(*Call) string
	// WorldOptional says that the verb does something where there is no world, too.
	WorldOptional bool
	// Assertion marks the verbs that look at what the verb before them did. They stand in scripts only.
	Assertion bool
	// Raw takes every word as an argument, also those that begin with a dash.
	Raw bool
	// Check finds, without running, what is wrong with a call, such as a bad regular expression. Optional.
	Check func(*Call) error
	// Run does it. It reads and writes files through env alone, prints to env.Stdout and env.Stderr, and returns an error
	// when it is refused; a [*record.Refusal] in it gives the reason.
	Run func(ctx context.Context, env *Env, call *Call) error

	kind script.Kind
	// files are those that a call uses besides In and Out; nil when there are none.
	files func(*Call) []script.FileUse
}

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

// Usage is the synopsis of the verb on one line, without the flags that have a group of their own.
func (v *Verb) Usage() string {
	parts := []string{v.Name}
	if v.Args != "" {
		parts = append(parts, v.Args)
	}
	v.FlagSet().VisitAll(func(f *pflag.Flag) {
		if name, _ := pflag.UnquoteUsage(f); FlagGroup(f) == "" {
			parts = append(parts, strings.TrimSpace("[--"+f.Name+" "+name)+"]")
		}
	})
	return strings.Join(parts, " ")
}

// flagJSON is the flag that every verb has but the assertions.
const flagJSON = "json"

// FlagSet makes the verb's flags, unparsed, in the order in which they are explained.
func (v *Verb) FlagSet() *pflag.FlagSet {
	flags := pflag.NewFlagSet(v.Name, pflag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	flags.SortFlags = false
	if v.Flags != nil {
		v.Flags(flags)
	}
	if !v.Assertion {
		addGroup(flags, groupOutput, func(flags *pflag.FlagSet) {
			flags.Bool(flagJSON, false, "write what came of it as one JSON document")
		})
	}
	return flags
}

// groupOutput is the group of flags that change how a result is written.
const groupOutput = "Output"

// annotation is the key under which a flag keeps its group.
const annotation = "group"

// FlagGroup is the heading under which help explains a flag of a verb apart from the others, "" when it does not.
func FlagGroup(f *pflag.Flag) string { return strings.Join(f.Annotations[annotation], "") }

// addGroup declares further flags, in a group.
func addGroup(flags *pflag.FlagSet, group string, declare func(*pflag.FlagSet)) {
	more := pflag.NewFlagSet(group, pflag.ContinueOnError)
	more.SortFlags = false
	declare(more)
	more.VisitAll(func(f *pflag.Flag) { f.Annotations = map[string][]string{annotation: {group}} })
	flags.AddFlagSet(more)
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
	call := &Call{Verb: v, Words: words, Args: rest, flags: v.FlagSet()}
	var mistakes []*UsageError
	if !v.Raw {
		mistakes = v.unknownFlags(call.flags, rest)
		call.flags.ParseErrorsAllowlist.UnknownFlags = len(mistakes) > 0
		if err := call.flags.Parse(rest); err != nil {
			return call, append(mistakes, v.Misread(err))
		}
		call.Args = call.flags.Args()
	}
	if len(mistakes) > 0 {
		return call, mistakes
	}
	return call, call.check()
}

// Misread explains the error of flags that do not parse.
func (v *Verb) Misread(err error) *UsageError {
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok {
		if short := unknown.GetSpecifiedShortnames(); short != "" { // verbs have none: it is a value
			return &UsageError{fmt.Sprintf("%s has no flag -%s", v.Name, short),
				"write -- before a value that begins with a hyphen"}
		}
		return v.unknownFlag(v.FlagSet(), unknown.GetSpecifiedName())
	}
	if bare, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		name, _ := pflag.UnquoteUsage(bare.GetFlag())
		return &UsageError{fmt.Sprintf("%s: --%s lacks %s", v.Name, bare.GetFlag().Name, name), "usage: " + v.Usage()}
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
		if name, _, _ = strings.Cut(name, "="); isFlag && flags.Lookup(name) == nil {
			mistakes = append(mistakes, v.unknownFlag(flags, name))
		}
	}
	return mistakes
}

func (v *Verb) unknownFlag(flags *pflag.FlagSet, name string) *UsageError {
	var known []string
	flags.VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
	mistake := &UsageError{Message: fmt.Sprintf("%s has no flag --%s", v.Name, name), Fix: "usage: " + v.Usage()}
	if near := suggest.Nearest(name, known); near != "" {
		mistake.Fix = "did you mean --" + near + "?"
	}
	return mistake
}
