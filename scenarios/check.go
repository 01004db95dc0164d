package scenarios

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
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

// Check parses scripts without running them and names every mistake, by script and line.
func Check(scripts []Script) Mistakes { return check(scripts, Verbs()) }

func check(scripts []Script, vocabulary Vocabulary) (all Mistakes) {
	for _, s := range scripts {
		_, mistakes := examine(s, vocabulary)
		all = append(all, mistakes...)
	}
	return all
}

// examine parses one script and names its mistakes.
func examine(script Script, vocabulary Vocabulary) (*document, Mistakes) {
	c := &checker{file: script.Name, vocabulary: vocabulary}
	if !c.encoding(script.Data) {
		return nil, c.mistakes
	}
	doc := parse(script, c.add)
	c.files(doc)
	if len(doc.steps) == 0 && len(c.mistakes) == 0 {
		c.add(1, "the script has no command", "write verbs one a line; `harness verbs` lists them")
	}
	first := true
	for _, s := range doc.steps {
		c.step(s, first)
		first = false
	}
	slices.SortStableFunc(c.mistakes, func(a, b Mistake) int { return a.Line - b.Line })
	return doc, c.mistakes
}

type checker struct {
	file       string
	vocabulary Vocabulary
	mistakes   Mistakes
}

func (c *checker) add(line int, message, hint string) {
	c.mistakes = append(c.mistakes, Mistake{c.file, line, message, hint})
}

// encoding refuses what is no text; the rest is not looked at then.
func (c *checker) encoding(data []byte) bool {
	number := 0
	for text := range bytes.Lines(data) {
		number++
		switch {
		case bytes.IndexByte(text, 0) >= 0:
			c.add(number, "the script holds a NUL character", "scripts are text in UTF-8; was it saved as UTF-16?")
			return false
		case !utf8.Valid(text):
			c.add(number, "the line is not UTF-8", "save the script as UTF-8")
			return false
		}
	}
	return true
}

// files checks the names of the archive's files, and that its world.yaml can be understood.
func (c *checker) files(doc *document) {
	seen := make(map[string]int)
	for i, f := range doc.files {
		number := doc.fileLines[i]
		if reason := badName(f.Name); reason != "" {
			c.add(number, fmt.Sprintf("the file name %q %s", f.Name, reason), nameHint)
			continue
		}
		if before, twice := seen[f.Name]; twice {
			c.add(number, fmt.Sprintf("the file %s stands in the script twice", f.Name),
				fmt.Sprintf("the first is on line %d", before))
		}
		seen[f.Name] = number
		for parent := path.Dir(f.Name); parent != "."; parent = path.Dir(parent) {
			if _, clash := seen[parent]; clash {
				c.add(number, fmt.Sprintf("%s cannot lie in %s, which is a file", f.Name, parent), "")
			}
		}
		if f.Name == worldFile {
			if err := worldMistake(f.Data); err != nil {
				c.add(number+max(err.Line, 1), worldFile+": "+err.Mistake(), "see the file world.yaml of the shipped scripts")
			}
		}
	}
}

const nameHint = "name files relative to the script's own folder, with slashes"

// badName says why a name does not stay within a script's folder, "" when it does.
func badName(name string) string {
	switch {
	case strings.ContainsAny(name, "\\:"):
		return "holds a backslash or a colon"
	case strings.HasPrefix(name, "/"):
		return "is absolute"
	case name == ".." || strings.HasPrefix(name, "../") || strings.Contains(name, "/../") ||
		strings.HasSuffix(name, "/.."):
		return "leads out of the script's folder"
	case name == "" || name == "." || path.Clean(name) != name:
		return "is not in its shortest form"
	case strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return "holds a control character"
	}
	return ""
}
