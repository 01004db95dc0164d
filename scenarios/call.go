package scenarios

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"samlharness/internal/script"
)

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

// CallOf makes a call of flags that were parsed, those of [Verb.FlagSet] among them, and arguments. Its words are those
// that parse into the same call. The error is a [*UsageError].
func (v *Verb) CallOf(flags *pflag.FlagSet, args []string) (*Call, error) {
	call := &Call{Verb: v, Args: args, Words: strings.Fields(v.Name), flags: flags}
	v.FlagSet().VisitAll(func(f *pflag.Flag) {
		for _, value := range call.given(f.Name) {
			call.Words = append(call.Words, "--"+f.Name+"="+value)
		}
	})
	call.Words = append(append(call.Words, "--"), args...)
	if mistakes := call.check(); len(mistakes) > 0 {
		return nil, mistakes[0]
	}
	return call, nil
}

// Alone names the flags by which the call acts without a world; "" when it acts on one.
func (c *Call) Alone() string {
	if c.Verb.Alone == nil {
		return ""
	}
	return c.Verb.Alone(c)
}

// Run does the call. The error is the verb's own, with the [*record.Refusal] in it, or a [*UsageError].
func (c *Call) Run(ctx context.Context, env *Env) error { return runVerb(ctx, env, c) }

// Inputs are the files that the call reads, by the names in it; an address in the place of a file is not one.
func (c *Call) Inputs() []string { return slices.DeleteFunc(c.values(c.Verb.In), isURL) }

// Writes tells whether the call may write a file of that name.
func (c *Call) Writes(name string) bool {
	return slices.ContainsFunc(command{c}.Files(), func(use script.FileUse) bool {
		like := false
		if use.How == script.WritesLike {
			like, _ = path.Match(use.Name, name) // the pattern's * takes no separator
		}
		return like || use.How == script.Writes && use.Name == name
	})
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

// Strings are the values of a flag that may be given several times.
func (c *Call) Strings(flag string) []string {
	f := c.flags.Lookup(flag)
	if f == nil {
		return nil
	}
	if several, ok := f.Value.(pflag.SliceValue); ok {
		return several.GetSlice()
	}
	return []string{f.Value.String()}
}

// given are the values of a flag as they were given; none when it was not.
func (c *Call) given(flag string) []string {
	if !c.Changed(flag) {
		return nil
	}
	return c.Strings(flag)
}

// values are those of arguments and flags, without those that are "".
func (c *Call) values(names []string) (values []string) {
	for _, name := range names {
		more := c.Strings(name)
		if i := c.Verb.argument(name); i >= 0 {
			more = []string{c.Arg(i)}
		}
		values = append(values, slices.DeleteFunc(slices.Clone(more), func(v string) bool { return v == "" })...)
	}
	return values
}

// Changed says whether the flag was given.
func (c *Call) Changed(flag string) bool { return c.flags.Changed(flag) }

// check finds what is wrong with a call: how many arguments it has, then their values and those of its flags.
func (c *Call) check() []*UsageError {
	v := c.Verb
	fewest, most := v.arity()
	switch n := len(c.Args); {
	case n < fewest:
		return []*UsageError{{v.Name + " lacks " + strings.Fields(v.Args)[n], "usage: " + v.Usage()}}
	case most >= 0 && n > most:
		return []*UsageError{{fmt.Sprintf("%s does not take %q", v.Name, c.Args[most]), "usage: " + v.Usage()}}
	}
	if mistakes := c.outsideSets(); len(mistakes) > 0 || v.Check == nil {
		return mistakes
	}
	if err := v.Check(c); err != nil {
		return []*UsageError{usageOf(v, err)}
	}
	return nil
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
