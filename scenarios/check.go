package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"samlharness/internal/exit"
	"samlharness/internal/script"
)

// Mistake is something in a script that cannot be right.
type Mistake struct {
	// File and Line, from 1, say where.
	File string `json:"file"`
	Line int    `json:"line"`
	// Message says what is wrong, Hint what to do about it.
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// String is "file:line: message", with the hint on a line of its own.
func (m Mistake) String() string {
	s := fmt.Sprintf("%s:%d: %s", m.File, m.Line, m.Message)
	if m.Hint != "" {
		s += "\n  hint: " + m.Hint
	}
	return s
}

// Mistakes are all that is wrong with some scripts. As an error it stands for wrong use.
type Mistakes []Mistake

// Error lists them, one after the other.
func (ms Mistakes) Error() string {
	lines := make([]string, len(ms))
	for i, m := range ms {
		lines[i] = m.String()
	}
	return strings.Join(lines, "\n")
}

// Hint says that the mistakes were found before anything was done.
func (Mistakes) Hint() string { return "no script was run" }

// ExitCode is that of wrong use.
func (Mistakes) ExitCode() int { return exit.Usage }

// Check parses scripts without running them and names every mistake, by script and line.
func Check(scripts []Script) Mistakes { return check(scripts, Verbs()) }

func check(scripts []Script, verbs vocabulary) (all Mistakes) {
	for _, s := range scripts {
		_, mistakes := examine(s, verbs, script.Options{})
		all = append(all, mistakes...)
	}
	return all
}

// document is a script taken apart.
type document struct {
	name string
	*script.Script
}

// examine parses one script and names its mistakes; with some of them there is no document.
func examine(source Script, verbs vocabulary, options script.Options) (*document, Mistakes) {
	c := &checker{file: source.Name}
	parsed, mistakes := script.Parse(source.Data, verbs, options)
	for _, m := range mistakes {
		c.add(m.Line, m.Message, m.Hint)
	}
	if parsed == nil {
		return nil, c.mistakes
	}
	doc := &document{source.Name, parsed}
	c.worldFile(doc)
	slices.SortStableFunc(c.mistakes, func(a, b Mistake) int { return a.Line - b.Line })
	return doc, c.mistakes
}

type checker struct {
	file     string
	mistakes Mistakes
}

func (c *checker) add(line int, message, hint string) {
	c.mistakes = append(c.mistakes, Mistake{File: c.file, Line: line, Message: message, Hint: hint})
}

// worldFile checks that the script's world.yaml can be understood.
func (c *checker) worldFile(doc *document) {
	for _, f := range doc.Files {
		if f.Name == worldFile {
			if err := worldMistake(f.Data); err != nil {
				c.add(f.Line+max(err.Line, 1), worldFile+": "+err.Mistake(), "see the file world.yaml of the shipped scripts")
			}
		}
	}
}
