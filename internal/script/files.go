package script

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// encoding refuses what is not text; the rest is not looked at then.
func (p *parser) encoding(data []byte) bool {
	number := 0
	for text := range bytes.Lines(data) {
		number++
		switch {
		case bytes.IndexByte(text, 0) >= 0:
			p.mistake(number, "the script holds a NUL character", "scripts are text in UTF-8; was it saved as UTF-16?")
			return false
		case !utf8.Valid(text):
			p.mistake(number, "the line is not UTF-8", "save the script as UTF-8")
			return false
		}
	}
	return true
}

const nameHint = "name files relative to the script's own folder, with slashes"

// checkFileNames checks the names of the files that the script brings.
func (p *parser) checkFileNames() {
	seen := make(map[string]int)
	for _, f := range p.script.Files {
		if reason := BadName(f.Name); reason != "" {
			p.mistake(f.Line, fmt.Sprintf("the file name %q %s", f.Name, reason), nameHint)
			continue
		}
		if before, twice := seen[f.Name]; twice {
			p.mistake(f.Line, fmt.Sprintf("the file %s stands in the script twice", f.Name),
				fmt.Sprintf("the first is on line %d", before))
		}
		seen[f.Name] = f.Line
		for parent := path.Dir(f.Name); parent != "."; parent = path.Dir(parent) {
			if _, clash := seen[parent]; clash {
				p.mistake(f.Line, fmt.Sprintf("%s cannot lie in %s, which is a file", f.Name, parent), "")
			}
		}
	}
}

// BadName says why a name does not stay within a script's folder, "" when it does.
func BadName(name string) string {
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
	case strings.TrimSpace(name) != name:
		return "begins or ends with a blank"
	}
	return ""
}

// checkFilesAreThere checks the files that commands name: their names, and that those they need are in the script or
// were written by a command before.
func (p *parser) checkFilesAreThere() {
	there := &folder{names: make(map[string]bool)}
	for _, f := range p.script.Files {
		there.names[f.Name] = true
	}
	for _, step := range p.script.Steps {
		for _, line := range step.Lines {
			if line.Command != nil {
				p.checkUses(line, there)
			}
		}
	}
}

func (p *parser) checkUses(line Line, there *folder) {
	for _, use := range line.Command.Files() {
		if reason := BadName(use.Name); reason != "" && use.How != WritesLike {
			p.mistake(line.Number, fmt.Sprintf("the file name %q %s", use.Name, reason), nameHint)
			continue
		}
		switch use.How {
		case Writes, WritesLike:
			if !line.Negated {
				there.put(use)
			}
		case Needs, Golden:
			p.checkThere(line, use, there)
		}
	}
}

func (p *parser) checkThere(line Line, use FileUse, there *folder) {
	if there.has(use.Name) || (use.How == Golden && p.options.Updates) {
		return
	}
	hint := "write it before, with a verb's flag for a file, or add it to the script's end: -- " + use.Name + " --"
	if use.How == Golden {
		hint = "add it to the script's end: -- " + use.Name + " --, or let `harness run -u` add it"
	}
	p.mistake(line.Number, fmt.Sprintf("the file %s is not in the script, and no line before writes it", use.Name), hint)
}

// folder is which files are there while a script runs, as far as its text tells.
type folder struct {
	names    map[string]bool
	patterns []string
}

func (f *folder) put(use FileUse) {
	if use.How == WritesLike {
		f.patterns = append(f.patterns, use.Name)
	} else {
		f.names[use.Name] = true
	}
}

func (f *folder) has(name string) bool {
	return f.names[name] || slices.ContainsFunc(f.patterns, func(pattern string) bool {
		match, err := path.Match(pattern, name)
		return match && err == nil
	})
}
