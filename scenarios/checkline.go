package scenarios

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"samlharness/internal/suggest"
)

// conditions are the guards that a line may bear, with what each means.
var conditions = map[string]string{
	"emulated": "the world is emulated",
	"real":     "the target is the real Graph",
	"chromium": "the browser is Chromium",
}

// Conditions are the guards that a line may bear, by name.
func Conditions() map[string]string { return maps.Clone(conditions) }

// step checks the lines of one step; first says that nothing ran before it.
func (c *checker) step(s step, first bool) {
	commands := s.commands()
	for i, l := range commands {
		verb := c.line(l)
		if verb == nil {
			continue
		}
		if verb.Assertion && first && i == 0 && verb.Name != "exists" && verb.Name != "cmp" {
			c.add(l.number, verb.Name+" has nothing to look at", "no verb ran before it")
		}
		if l.negated {
			c.negation(verb, l, commands[i+1:])
		}
	}
}

// line checks one command by itself and returns its verb.
func (c *checker) line(l line) *Verb {
	if l.tolerant {
		c.add(l.number, "a line cannot begin with ?", "say what must come of it: nothing before the verb, or !")
	}
	if l.background {
		c.add(l.number, "a verb cannot run in the background", "leave the & out, or quote it: '&'")
	}
	for _, g := range l.guards {
		if _, known := conditions[g.name]; !known {
			hint := "the conditions are [" + strings.Join(slices.Sorted(maps.Keys(conditions)), "], [") + "]"
			if near := suggest.Nearest(g.name, slices.Sorted(maps.Keys(conditions))); near != "" {
				hint = "did you mean [" + near + "]?"
			}
			c.add(l.number, fmt.Sprintf("unknown condition [%s]", g.name), hint)
		}
	}
	for _, raw := range l.raw {
		if name := variable.FindString(raw); name != "" {
			c.add(l.number, fmt.Sprintf("%s would be replaced by nothing", name), "there are no variables; quote the word: '…'")
		}
	}
	verb, rest, unknown := c.vocabulary.find(l.words)
	if unknown != nil {
		if strings.HasPrefix(l.words[0], "--") {
			unknown.Fix = "a file of the script begins with a line `-- NAME --`"
		}
		c.add(l.number, unknown.Message, unknown.Fix)
		return nil
	}
	call, mistakes := verb.parse(l.words, rest)
	for _, m := range mistakes {
		c.add(l.number, m.Message, m.Fix)
	}
	for _, name := range call.files() {
		if reason := badName(name); reason != "" {
			c.add(l.number, fmt.Sprintf("the file name %q %s", name, reason), nameHint)
		}
	}
	return verb
}

// variable is what rsc.io/script would replace in an unquoted word; a $ at the end stands for itself.
var variable = regexp.MustCompile(`\$(\{[^}]*\}?|\w+|[*#$@!?-])`)

// negation demands that the line after a failing one asserts why it failed.
func (c *checker) negation(verb *Verb, l line, after []line) {
	if verb.Assertion {
		if verb.Name == "reason" {
			c.add(l.number, "reason cannot be negated", "name the code that must come")
		}
		return
	}
	const hint = "follow it with `reason CODE` or `stderr RE`"
	if len(after) == 0 {
		c.add(l.number, "! does not say why it must fail", hint)
		return
	}
	next := after[0]
	if name := next.words[0]; next.negated || (name != "reason" && name != "stderr") {
		c.add(l.number, "! does not say why it must fail", hint)
	} else if !next.sameGuards(l) {
		c.add(next.number, "the line that says why runs under other conditions than the ! before it",
			"give both the same conditions")
	}
}
