package scenarios

import (
	"fmt"
	"regexp"
	"slices"

	"samlharness/internal/script"
)

// Outline is what a script tests: its name, its title, and the titles of its steps.
type Outline struct {
	Name, Title string
	Steps       []Step
}

// Step is one test case of a script and the line where it begins, from 1.
type Step struct {
	Line  int
	Title string
}

// List tells which scripts and steps a run with the options would run. Nothing is run. Errors are those of [Run].
func List(options RunOptions) ([]Outline, error) {
	if err := options.complete(); err != nil {
		return nil, err
	}
	documents, err := options.documents()
	if err != nil {
		return nil, err
	}
	list := make([]Outline, len(documents))
	for i, doc := range documents {
		list[i] = Outline{Name: doc.name, Title: doc.Title}
		for _, s := range doc.Steps {
			list[i].Steps = append(list[i].Steps, Step{s.Line, s.Title})
		}
	}
	return list, nil
}

// documents takes the scripts apart and leaves those that Only names, with their [Script] in options.Scripts. Mistakes
// anywhere refuse them all.
func (o *RunOptions) documents() ([]*document, error) {
	documents := make([]*document, len(o.Scripts))
	var mistakes Mistakes
	for i, s := range o.Scripts {
		var found Mistakes
		documents[i], found = examine(s, o.verbs, script.Options{Updates: o.Update})
		mistakes = append(mistakes, found...)
		if o.Held != nil {
			mistakes = append(mistakes, ownWorld(documents[i])...)
		}
		if o.Real != nil {
			mistakes = append(mistakes, documents[i].notReal(o.Real.Domain)...)
		}
	}
	if len(mistakes) > 0 {
		return nil, mistakes
	}
	if o.Only == nil {
		return documents, nil
	}
	var kept []*document
	var scripts []Script
	for i, doc := range documents {
		if doc.until(o.Only) {
			kept, scripts = append(kept, doc), append(scripts, o.Scripts[i])
		}
	}
	if len(kept) == 0 {
		return nil, &UsageError{fmt.Sprintf("no script and no step has a name that matches %q", o.Only),
			"harness run --list names them"}
	}
	o.Scripts = scripts
	return kept, nil
}

// until says whether a name of the script matches: its own or its title for all steps, else those of steps. Steps build
// on those before them, so what comes after the last one that matches is left out, and what comes before stays.
func (doc *document) until(only *regexp.Regexp) bool {
	if only.MatchString(doc.name) || only.MatchString(doc.Title) {
		return true
	}
	for i, s := range slices.Backward(doc.Steps) {
		if only.MatchString(s.Title) {
			doc.Steps = doc.Steps[:i+1]
			return true
		}
	}
	return false
}
