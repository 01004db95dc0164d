package scenarios

import (
	"slices"

	"samlharness/internal/script"
)

// The guards that a line may bear.
const (
	whenChromium = "chromium" // the people's browser is Chromium
	whenEmulated = "emulated" // the companies are the emulated ones
	whenReal     = "real"     // the target is the real Graph
)

// Conditions are the names of the guards, for [script.Language].
func (verbs vocabulary) Conditions() []string { return []string{whenChromium, whenEmulated, whenReal} }

// Reasons says how a line asserts why the one before it failed, for [script.Language].
func (verbs vocabulary) Reasons() string { return "`reason CODE` or `stderr RE`" }

// Command parses a line's words, for [script.Language].
func (verbs vocabulary) Command(words []string, negated bool) (script.Command, []script.Mistake) {
	verb, rest, unknown := verbs.find(words)
	if unknown != nil {
		return nil, []script.Mistake{{Message: unknown.Message, Hint: unknown.Fix}}
	}
	call, wrong := verb.parse(words, rest)
	call.negated = negated
	var mistakes []script.Mistake
	for _, m := range wrong {
		mistakes = append(mistakes, script.Mistake{Message: m.Message, Hint: m.Fix})
	}
	if negated && verb.Name == "reason" {
		mistakes = append(mistakes, script.Mistake{
			Message: "reason cannot be negated",
			Hint:    "name the code that must come",
		})
	}
	return command{call}, mistakes
}

// command is a call as a line of a script.
type command struct{ *Call }

func (c command) Name() string { return c.Verb.Name }

func (c command) Text() string { return c.masked() }

// Kind is the verb's, but for a cmp of an output, which looks back.
func (c command) Kind() script.Kind {
	if c.Verb.Name == "cmp" && slices.ContainsFunc(c.Args, isOutput) {
		return script.OutcomeAssertion
	}
	return c.Verb.kind
}

// Files are those that the call reads and writes.
func (c command) Files() []script.FileUse {
	var uses []script.FileUse
	for _, name := range c.Inputs() {
		uses = append(uses, script.FileUse{Name: name, How: script.Mentions})
	}
	for _, name := range c.values(c.Verb.Out) {
		uses = append(uses, script.FileUse{Name: name, How: script.Writes})
	}
	if c.Verb.files != nil {
		uses = append(uses, c.Verb.files(c.Call)...)
	}
	return uses
}
