package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"samlharness/internal/suggest"
)

// Value is what an argument or a flag takes.
type Value struct {
	// OneOf is the closed set of what it takes, nil when it is open.
	OneOf []string
	// Listed is the command that lists a set too long for a sentence; "" names its values where they are explained.
	Listed string
	// Names is the kind of thing in a world whose name it takes: "user", "group", "application" and "policy" of
	// JumpCloud, "entra user", "registration" and "domain" of Microsoft; "" when it names none.
	Names string
}

// named declares arguments and flags that take the name of something in a world: name, then its kind.
func named(pairs ...string) map[string]Value {
	takes := make(map[string]Value, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		takes[pairs[i]] = Value{Names: pairs[i+1]}
	}
	return takes
}

// argument is the place of an argument in the synopsis, -1 when there is none of that name.
func (v *Verb) argument(name string) int {
	return slices.IndexFunc(strings.Fields(v.Args), func(word string) bool { return argumentName(word) == name })
}

// argumentName is the name in a word of a synopsis: DOMAIN in "[DOMAIN...]".
func argumentName(word string) string { return strings.TrimSuffix(strings.Trim(word, "[]"), "...") }

// value is that of an argument or a flag by its name, "" when it was left out.
func (c *Call) value(name string) string {
	if i := c.Verb.argument(name); i >= 0 {
		return c.Arg(i)
	}
	return c.String(name)
}

// outsideSets names the values that a closed set does not have.
func (c *Call) outsideSets() (mistakes []*UsageError) {
	for _, name := range c.Verb.closed() {
		set, shown, given := c.Verb.Takes[name].OneOf, "--"+name, c.Changed(name)
		if i := c.Verb.argument(name); i >= 0 {
			shown, given = name, i < len(c.Args)
		}
		if value := c.value(name); given && !slices.Contains(set, value) {
			mistakes = append(mistakes, c.Verb.outside(shown, value, set, "it takes "+c.Verb.Takes[name].set()))
		}
	}
	return mistakes
}

// outside is the mistake of a value that is not in the set.
func (v *Verb) outside(shown, value string, set []string, hint string) *UsageError {
	if near := suggest.Nearest(value, set); near != "" {
		hint = "did you mean " + near + "? " + hint
	}
	return &UsageError{fmt.Sprintf("%s: %s cannot be %q", v.Name, shown, value), hint}
}

// closed are the names of the arguments and flags that take one of a closed set, in order.
func (v *Verb) closed() (names []string) {
	for name, value := range v.Takes {
		if value.OneOf != nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// ValueHelp says which values the arguments and flags with a closed set take, one a line; "" when there are none.
func (v *Verb) ValueHelp() string {
	var help strings.Builder
	for _, name := range v.closed() {
		shown := name
		if v.argument(name) < 0 {
			shown = "--" + name
		}
		fmt.Fprintf(&help, "%s is %s.\n", shown, v.Takes[name].set())
	}
	return help.String()
}

// set says what a closed set takes.
func (v Value) set() string {
	if v.Listed != "" {
		return "one of those that `" + v.Listed + "` lists"
	}
	return either(v.OneOf)
}

// either writes "a, b or c"; a value that is left out is not written.
func either(set []string) string {
	set = slices.DeleteFunc(slices.Clone(set), func(value string) bool { return value == "" })
	last := len(set) - 1
	if last < 1 {
		return strings.Join(set, "")
	}
	return strings.Join(set[:last], ", ") + " or " + set[last]
}
