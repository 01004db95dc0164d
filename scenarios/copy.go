package scenarios

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"

	"samlharness/internal/script"
	"samlharness/record"
	"samlharness/world"
)

// Copy writes what happened in a world as a script that does it again: the commands that made the world what it was,
// and the sign-in of a flow; flow 0 means all sign-ins, in their order. What people did is written as signin, with what
// must come of it, whichever browser they had. A world that did not begin as the demo world comes along as world.yaml.
//
// Passwords are not in it: where one was set, it is the demo's, and where a wrong one was typed, another one. What was
// changed by a program of one's own, or on the pages of an administrator, is not known as a command and is not in it.
// The error is a [*UsageError] when the record holds no sign-in that came to an end.
func Copy(w *World, flow int64) ([]byte, error) {
	c := copying{world: w, files: map[string][]byte{}}
	c.signOns = signOnsOf(w.Record, flow)
	if len(c.signOns) == 0 {
		return nil, &UsageError{"the record holds no such sign-in that came to an end", "record list shows what it holds"}
	}
	return c.script()
}

// copying is a script under way.
type copying struct {
	world   *World
	signOns []signOn
	text    strings.Builder
	files   map[string][]byte // that the script brings
	done    []*Call           // its commands
	setUp   bool              // the step of commands is open
}

func (c *copying) script() ([]byte, error) {
	commands, forgotten := c.world.Record.Commands()
	fmt.Fprintf(&c.text, "# Copied from the record of the world %s\n", cmp.Or(c.world.Spec.Name, world.Demo().Name))
	if forgotten > 0 {
		fmt.Fprintf(&c.text, "# The %d oldest commands are forgotten: what they changed is not in it.\n", forgotten)
	}
	for _, s := range c.signOns {
		for len(commands) > 0 && commands[0].After < s.first {
			c.command(commands[0])
			commands = commands[1:]
		}
		c.signIn(s)
	}
	if err := c.worldFile(); err != nil {
		return nil, err
	}
	archive := &txtar.Archive{Comment: []byte(c.text.String())}
	for _, name := range slices.Sorted(maps.Keys(c.files)) {
		archive.Files = append(archive.Files, txtar.File{Name: name, Data: c.files[name]})
	}
	return txtar.Format(archive), nil
}

// command writes a command, in a step of those that follow one another.
func (c *copying) command(done record.Command) {
	if !c.setUp {
		c.text.WriteString("\n# What administrators did\n")
		c.setUp = true
	}
	for name, data := range done.Files {
		if !slices.ContainsFunc(c.done, func(before *Call) bool { return before.Writes(name) }) {
			c.files[name] = data
		}
	}
	if call, err := callOf(Verbs(), done.Words); err == nil {
		c.done = append(c.done, call)
	}
	c.text.WriteString(script.Quote(done.Words) + "\n")
}

// signIn writes a sign-in as a step, with what must come of it.
func (c *copying) signIn(s signOn) {
	c.setUp = false
	line := script.Quote(s.words())
	if !s.refused {
		fmt.Fprintf(&c.text, "\n# %s signs in\n%s\nstdout %s\n", s.upn, line,
			script.Quote([]string{"signed in as " + s.signedInAs}))
		return
	}
	reason := "stderr refused"
	if s.code != "" {
		reason = script.Quote([]string{"reason", s.code})
	}
	fmt.Fprintf(&c.text, "\n# %s is refused\n! %s\n%s\n", s.upn, line, reason)
}

// worldFile brings the world's beginning along when it was not the demo world.
func (c *copying) worldFile() error {
	spec, _ := c.world.Spec.WithoutPasswords()
	text, err := spec.YAML()
	if err != nil {
		return err
	}
	demo, err := world.Demo().YAML()
	if err != nil || bytes.Equal(text, demo) {
		return err
	}
	c.files[worldFile] = text
	return nil
}
