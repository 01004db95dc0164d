package scenarios

import (
	"fmt"
	"strconv"

	"github.com/spf13/pflag"

	"samlharness/internal/term"
)

// table is rows of cells, the first row with the headings.
type table [][]string

// print writes the rows with aligned columns.
func (t table) print(env *Env) error {
	for _, line := range term.Table(t).Lines() {
		env.Printf("%s\n", line)
	}
	return nil
}

// fields prints names with values, one a line; a value "" is left out.
func fields(env *Env, pairs ...string) {
	width := 0
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			width = max(width, term.Width(pairs[i]))
		}
	}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			env.Printf("%s : %s\n", term.Pad(pairs[i], width), pairs[i+1])
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
		return 0, &UsageError{fmt.Sprintf("%q is not a whole number from 1 up", s), ""}
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
