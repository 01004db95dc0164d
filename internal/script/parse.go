package script

import (
	"slices"
	"strings"

	"golang.org/x/tools/txtar"
)

// Parse takes a script apart and names every mistake in it, in the order of their lines. Only a script without mistakes
// can be run. Text that is not UTF-8 gives no script at all.
func Parse(data []byte, language Language, options Options) (*Script, []Mistake) {
	p := &parser{language: language, options: options}
	if !p.encoding(data) {
		return nil, p.mistakes
	}
	archive := txtar.Parse(normal(data))
	p.script = &Script{Files: placed(archive)}
	p.checkFileNames()
	p.split(strings.Split(strings.TrimSuffix(string(archive.Comment), "\n"), "\n"))
	if len(p.script.Steps) == 0 && len(p.mistakes) == 0 {
		p.mistake(1, "the script has no command", "write verbs one a line; `harness verbs` lists them")
	}
	p.checkOrder()
	p.checkFilesAreThere()
	slices.SortStableFunc(p.mistakes, func(a, b Mistake) int { return a.Line - b.Line })
	return p.script, p.mistakes
}

// split makes steps of lines. Remarks that follow a title directly belong to it; a paragraph of remarks without
// commands is prose, and the first such is the script's title.
func (p *parser) split(lines []string) {
	var current *Step
	inTitle := false
	for i, text := range lines {
		number := i + 1
		if strings.HasPrefix(text, "#") {
			if !inTitle {
				p.close(current)
				current = &Step{Title: strings.TrimSpace(strings.TrimLeft(text, "#")), Line: number}
			}
			inTitle = true
			continue
		}
		inTitle = false
		if current == nil {
			current = &Step{Line: number}
		}
		if current.Title == "" && len(current.Lines) == 0 {
			current.Line = number
		}
		if line, ok := p.line(number, text); ok {
			current.Lines = append(current.Lines, line)
		}
	}
	p.close(current)
}

// close files a step away; one without commands is prose.
func (p *parser) close(s *Step) {
	switch {
	case s == nil:
	case len(s.Lines) > 0:
		if s.Title == "" {
			s.Title = p.script.Title
		}
		if s.Title == "" {
			s.Title = "(no title)"
		}
		p.script.Steps = append(p.script.Steps, *s)
	case p.script.Title == "" && len(p.script.Steps) == 0:
		p.script.Title = s.Title
	}
}
