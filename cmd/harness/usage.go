package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"samlharness/internal/suggest"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// unknownCommand refuses words that are no command, with the one that was probably meant.
func unknownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := "harness help lists the commands"
	if near := suggest.Command(args[0], commandNames(cmd)); near != "" {
		hint = "did you mean `" + cmd.CommandPath() + " " + near + "`?"
	}
	return &usageError{fmt.Sprintf("unknown command %q", args[0]), hint}
}

// flagError explains a flag that is unknown or has a bad value.
func flagError(cmd *cobra.Command, err error) error {
	hint := "usage: " + cmd.UseLine()
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok {
		if near := nearestFlag(cmd, unknown.GetSpecifiedName()); near != "" {
			hint = "did you mean --" + near + "?"
		}
	}
	return &usageError{cmd.CommandPath() + ": " + err.Error(), hint}
}

func commandNames(cmd *cobra.Command) (names []string) {
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return names
}

// nearestFlag is the flag that was probably meant, "" when none is like it.
func nearestFlag(cmd *cobra.Command, name string) string {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return suggest.Command(name, names)
}

// between checks how many arguments there are; most -1 is any number.
func between(fewest, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		hint := "usage: " + cmd.UseLine()
		if len(args) < fewest {
			return &usageError{cmd.CommandPath() + " lacks " + strings.Fields(cmd.Use)[len(args)+1], hint}
		}
		if most >= 0 && len(args) > most {
			return &usageError{fmt.Sprintf("%s does not take %q", cmd.CommandPath(), args[most]), hint}
		}
		return nil
	}
}

func help(cmd *cobra.Command, args []string) error {
	target, rest, err := cmd.Root().Find(args)
	if err == nil && target.DisableFlagParsing { // a verb explains itself
		return target.RunE(target, append(rest, "--help"))
	}
	if err != nil || len(rest) > 0 {
		return unknownCommand(cmd.Root(), args)
	}
	target.InitDefaultHelpFlag()
	return target.Help()
}

// oneOf refuses a flag's value that is none of the known ones.
func oneOf(flag, value string, known ...string) error {
	if slices.Contains(known, value) {
		return nil
	}
	return &usageError{fmt.Sprintf("%s %q is not known", flag, value), "it takes " + strings.Join(known, " or ")}
}
