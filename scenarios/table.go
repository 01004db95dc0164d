package scenarios

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/spf13/pflag"
)

// table is rows of cells, the first row with the headings.
type table [][]string

// print writes the rows with aligned columns and without blanks at the ends.
func (t table) print(env *Env) error {
	var widths []int
	for _, row := range t {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range t {
		var line strings.Builder
		for i, cell := range row {
			fmt.Fprintf(&line, "%s%*s", cell, widths[i]-utf8.RuneCountInString(cell)+2, "")
		}
		env.Printf("%s\n", strings.TrimRight(line.String(), " "))
	}
	return nil
}

// fields prints names with values, one a line; a value "" is left out.
func fields(env *Env, pairs ...string) {
	width := 0
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			width = max(width, len(pairs[i]))
		}
	}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			env.Printf("%-*s : %s\n", width, pairs[i], pairs[i+1])
		}
	}
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// number reads a positive number; "" is 0.
func number(s string) (int64, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 1 {
		return 0, &UsageError{fmt.Sprintf("%q is no number from 1", s), ""}
	}
	return n, nil
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
