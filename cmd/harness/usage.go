package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// unknownCommand refuses words that are no command, with the one that was probably meant.
func unknownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := "harness help lists the commands"
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		hint = "did you mean `" + cmd.CommandPath() + " " + near[0] + "`?"
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

// nearestFlag lets cobra's own suggestions work on flag names.
func nearestFlag(cmd *cobra.Command, name string) string {
	names := &cobra.Command{SuggestionsMinimumDistance: 2}
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		names.AddCommand(&cobra.Command{Use: f.Name, Run: func(*cobra.Command, []string) {}})
	})
	if near := names.SuggestionsFor(name); len(near) > 0 {
		return near[0]
	}
	return ""
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
