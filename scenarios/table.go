package scenarios

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"samlharness/internal/term"
	"samlharness/record"
)

// cell is a value of a result whose text for people differs from the usual one of its kind.
type cell struct {
	value any
	text  string
}

// as is a value with its own text for people.
func as(value any, text string) cell { return cell{value, text} }

// cellOf is a value as JSON has it, and as people read it: yes or no, an instant, names with commas between.
func cellOf(value any) cell {
	switch v := value.(type) {
	case cell:
		return v
	case nil:
		return cell{}
	case string:
		return cell{v, v}
	case bool:
		return cell{v, yesNo(v)}
	case time.Time:
		return cell{v.UTC(), instant(v)}
	case []string:
		return cell{append([]string{}, v...), strings.Join(v, ", ")}
	}
	return cell{value, fmt.Sprint(value)}
}

// table is a list of things: what is told of each, and for each thing a row. See [labelOf].
type table struct {
	columns []label
	rows    [][]cell
	bare    bool // people get no headings
}

func newTable(columns ...string) *table {
	t := &table{columns: make([]label, len(columns))}
	for i, written := range columns {
		t.columns[i] = labelOf(written)
	}
	return t
}

// add appends a row, a value for each column.
func (t *table) add(values ...any) {
	row := make([]cell, len(values))
	for i, value := range values {
		row[i] = cellOf(value)
	}
	t.rows = append(t.rows, row)
}

// print gives the rows: for people with aligned columns below headings.
func (t *table) print(env *Env) error {
	env.result = t.objects()
	lines := t.text()
	if t.bare {
		lines = lines[1:]
	}
	for _, line := range lines.Lines() {
		env.Printf("%s\n", line)
	}
	return nil
}

func (t *table) objects() []members {
	objects := make([]members, len(t.rows))
	for i, row := range t.rows {
		for j, c := range row {
			if name := t.columns[j].member; name != "-" {
				objects[i] = append(objects[i], member{name, c.value})
			}
		}
	}
	return objects
}

func (t *table) text() term.Table {
	lines := make(term.Table, len(t.rows)+1)
	for j, column := range t.columns {
		if column.text == "" {
			continue
		}
		lines[0] = append(lines[0], column.text)
		for i, row := range t.rows {
			lines[i+1] = append(lines[i+1], record.Visible(row[j].text)) // as it is printed, to be as wide
		}
	}
	return lines
}

// fields gives labels with values: for people one a line, where a value without text is left out and the further lines
// of one with several stand below the first.
func fields(env *Env, pairs ...any) {
	width := 0
	var labels []label
	var cells []cell
	for i := 0; i < len(pairs); i += 2 {
		l, c := labelOf(pairs[i].(string)), cellOf(pairs[i+1])
		if l.member != "-" {
			env.add(member{l.member, c.value})
		}
		if l.text != "" && c.text != "" {
			labels, cells = append(labels, l), append(cells, c)
			width = max(width, term.Width(l.text))
		}
	}
	for i, c := range cells {
		below := "\n" + strings.Repeat(" ", width+3)
		env.Printf("%s : %s\n", term.Pad(labels[i].text, width), strings.ReplaceAll(c.text, "\n", below))
	}
}

// done gives what an action did, unless it was refused: in JSON the arguments of the call tell it.
func done(env *Env, call *Call, err error, format string, args ...any) error {
	if err != nil {
		return err
	}
	env.Printf(format+"\n", args...)
	for i, name := range strings.Fields(call.Verb.Args) {
		if i < len(call.Args) {
			env.add(member{camelCase(argumentName(name)), call.Args[i]})
		}
	}
	return nil
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// texts declares string flags: name, then usage with the value's name in backquotes.
func texts(pairs ...string) func(*pflag.FlagSet) {
	return func(flags *pflag.FlagSet) {
		for i := 0; i < len(pairs); i += 2 {
			flags.String(pairs[i], "", pairs[i+1])
		}
	}
}

// changed is a flag's value when it was given, nil otherwise.
func changed(call *Call, flag string) *string {
	if !call.Changed(flag) {
		return nil
	}
	value := call.String(flag)
	return &value
}
