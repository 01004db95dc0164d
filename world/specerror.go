package world

import (
	"fmt"

	"go.yaml.in/yaml/v4"
)

// SpecError is a mistake in a [Spec]: something that cannot be read, or that a company does not take.
type SpecError struct {
	// File is the name given to [ParseSpec], Line and Column, from 1, are where in it the mistake stands. They are "" and
	// 0 where they are not known, as in a spec that was written in Go.
	File         string
	Line, Column int
	// What is the part of the spec, such as "user alice@contoso.com"; "" when Err names it.
	What string
	// Err says what is wrong; it is the company's refusal when a company does not take the part.
	Err error
}

// Error is the place and the mistake: "world.yaml:7:9: the domain …".
func (e *SpecError) Error() string { return e.Place() + e.Mistake() }

// Mistake is the error without its place.
func (e *SpecError) Mistake() string {
	if e.What == "" {
		return e.Err.Error()
	}
	return e.What + ": " + e.Err.Error()
}

// Place is "world.yaml:7:9: ", as far as it is known.
func (e *SpecError) Place() string {
	switch {
	case e.File == "":
		return ""
	case e.Line == 0:
		return e.File + ": "
	case e.Column == 0:
		return fmt.Sprintf("%s:%d: ", e.File, e.Line)
	}
	return fmt.Sprintf("%s:%d:%d: ", e.File, e.Line, e.Column)
}

// Unwrap gives the refusal.
func (e *SpecError) Unwrap() error { return e.Err }

// source is the file that a spec was read from; the zero value is none.
type source struct {
	file     string
	document *yaml.Node
}

// mistake is an error at the member that the path of names and indices leads to. A member that the file does not have
// stands, as far as its reader can see, where the path leaves the file.
func (s source) mistake(what string, err error, path ...any) *SpecError {
	e := &SpecError{File: s.file, What: what, Err: err}
	if s.document == nil {
		return e
	}
	n := s.document.Content[0]
	for _, step := range path {
		next := child(n, step)
		if next == nil {
			break
		}
		n = next
		e.Line, e.Column = n.Line, n.Column
	}
	return e
}

// has says whether the file has a member at its top.
func (s source) has(member string) bool { return child(s.document.Content[0], member) != nil }

// lacks says whether there is a file, without a member at its top.
func (s source) lacks(member string) bool { return s.document != nil && !s.has(member) }

// child is the value of a mapping's member, or the item of a sequence; nil when there is none.
func child(n *yaml.Node, step any) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	switch step := step.(type) {
	case int:
		if n.Kind == yaml.SequenceNode && step < len(n.Content) {
			return n.Content[step]
		}
	case string:
		for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == step {
				return n.Content[i+1]
			}
		}
	}
	return nil
}
