package world

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"samlharness/internal/suggest"
)

// ParseSpec reads a world.yaml; file is its name for errors. What the file does not name is as in [Demo], except that a
// file with users and without groups has none: the demo's groups are of the demo's users. An empty file is the demo
// world. The error is a *[SpecError] with the place of the mistake.
func ParseSpec(file string, data []byte) (Spec, error) {
	spec := Demo()
	text := bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if line := notText(text); line > 0 {
		return Spec{}, &SpecError{
			File: file,
			Line: line,
			Err:  errors.New("the line is not text in UTF-8; save the file as UTF-8"),
		}
	}
	var documents []yaml.Node
	if err := yaml.Load(text, &documents, yaml.WithAllDocuments()); err != nil {
		return Spec{}, yamlError(file, err)
	}
	if len(documents) == 0 {
		return spec, spec.check()
	}
	spec.source = source{file, &documents[0]}
	if len(documents) > 1 {
		second := documents[1].Content[0]
		return Spec{}, &SpecError{
			File:   file,
			Line:   second.Line,
			Column: second.Column,
			Err:    errors.New("expected one document, got a second one"),
		}
	}
	known := members{file: file, seen: map[nodeType]bool{}}
	if err := known.check(&documents[0], reflect.TypeFor[Spec]()); err != nil {
		return Spec{}, err
	}
	if spec.source.has("users") {
		spec.Groups = nil
	}
	if err := documents[0].Load(&spec); err != nil {
		return Spec{}, yamlError(file, err)
	}
	return spec, spec.check()
}

// notText is the number of the first line that is not text in UTF-8, 0 when there is none.
func notText(text []byte) int {
	for i, line := range bytes.Split(text, []byte("\n")) {
		if !utf8.Valid(line) || bytes.IndexByte(line, 0) >= 0 {
			return i + 1
		}
	}
	return 0
}

// yamlError is the first mistake that the YAML reader found.
func yamlError(file string, err error) *SpecError {
	e := &SpecError{File: file, Err: err}
	if first, ok := errors.AsType[*yaml.LoadError](err); ok {
		e.Line, e.Column, e.Err = first.Mark.Line, first.Mark.Column, errors.New(first.Message)
	}
	return e
}

// members finds mappings with members that their Go type does not have.
type members struct {
	file string
	seen map[nodeType]bool // nodes that were checked: aliases lead to the same one again and again
}

type nodeType struct {
	node *yaml.Node
	as   reflect.Type
}

func (m members) check(n *yaml.Node, as reflect.Type) error {
	if m.seen[nodeType{n, as}] {
		return nil
	}
	m.seen[nodeType{n, as}] = true
	if as.Kind() == reflect.Pointer {
		as = as.Elem()
	}
	switch {
	case n.Kind == yaml.AliasNode:
		return m.check(n.Alias, as)
	case n.Kind == yaml.DocumentNode:
		return m.check(n.Content[0], as)
	case !fits(n, as):
		return &SpecError{
			File:   m.file,
			Line:   n.Line,
			Column: n.Column,
			Err:    fmt.Errorf("expected %s, got %s", expected(as), formOf(n)),
		}
	case n.Kind == yaml.SequenceNode && as.Kind() == reflect.Slice:
		for _, item := range n.Content {
			if err := m.check(item, as.Elem()); err != nil {
				return err
			}
		}
	case n.Kind == yaml.MappingNode && as.Kind() == reflect.Struct:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if err := m.member(n.Content[i], n.Content[i+1], as); err != nil {
				return err
			}
		}
	}
	return nil
}

// ignored is the tag of a field that is not a member.
const ignored = "-"

func (m members) member(key, value *yaml.Node, of reflect.Type) error {
	var names []string
	for _, field := range reflect.VisibleFields(of) {
		name, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		if name == key.Value && name != ignored {
			return m.check(value, field.Type)
		}
		if name != "" && name != ignored {
			names = append(names, name)
		}
	}
	e := &SpecError{File: m.file, Line: key.Line, Column: key.Column}
	if meant := suggest.Command(key.Value, names); meant != "" {
		e.Err = fmt.Errorf("unknown member %.80q; did you mean %s?", key.Value, meant)
	} else {
		e.Err = fmt.Errorf("unknown member %.80q; expected one of %s", key.Value, strings.Join(names, ", "))
	}
	return e
}

// Duration is a length of time written as in Go and in scripts: "2h", "90s", "20m".
type Duration time.Duration

// MarshalYAML writes it so.
func (d Duration) MarshalYAML() (any, error) { return time.Duration(d).String(), nil }

// UnmarshalYAML reads the written form.
func (d *Duration) UnmarshalYAML(node *yaml.Node) error {
	v, err := time.ParseDuration(node.Value)
	if err != nil || v < 0 {
		return fmt.Errorf("%q is not a duration such as 2h or 90s", node.Value)
	}
	*d = Duration(v)
	return nil
}
