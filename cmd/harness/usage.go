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

// unknownCommand refuses words that are not a command, with the one that was probably meant.
func unknownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := "harness help lists the commands"
	names := commandNames(cmd)
	if cmd.HasParent() {
		hint = "it takes " + strings.Join(names, ", ")
	} else {
		names = append(names, "help")
	}
	if near := suggest.Command(args[0], names); near != "" {
		hint = "did you mean `" + cmd.CommandPath() + " " + near + "`?"
	}
	return &usageError{fmt.Sprintf("unknown command %q", args[0]), hint}
}

// flagError explains a flag that is unknown or has a bad value.
func flagError(cmd *cobra.Command, err error) error {
	if before := cmd.Flags().Args(); !cmd.HasParent() && len(before) > 0 {
		return unknownCommand(cmd, before)
	}
	hint := "usage: " + cmd.UseLine()
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok {
		if near := nearestFlag(cmd, unknown.GetSpecifiedName()); near != "" {
			hint = "did you mean --" + near + "?"
		}
	}
	if bad, ok := errors.AsType[*pflag.InvalidValueError](err); ok && forms()[bad.GetFlag().Value.Type()] != "" {
		return &usageError{fmt.Sprintf("%s: --%s cannot be %q", cmd.CommandPath(), bad.GetFlag().Name, bad.GetValue()),
			"it takes " + forms()[bad.GetFlag().Value.Type()]}
	}
	return &usageError{cmd.CommandPath() + ": " + err.Error(), hint}
}

// forms are what flags take, by the library's name of their type.
func forms() map[string]string {
	return map[string]string{
		"duration": "a duration such as 90s or 2h", "int": "a whole number", "uint64": "a whole number from 0",
		"bool": "true or false",
	}
}

// unknownTopic refuses words that help has nothing about.
func unknownTopic(root *cobra.Command, words []string) error {
	if near := suggest.Command(words[0], []string{"scripts", "world", "codes"}); near != "" {
		return &usageError{fmt.Sprintf("unknown command %q", words[0]), "did you mean `harness help " + near + "`?"}
	}
	return unknownCommand(root, words)
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

func (a *app) helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND|scripts|world|codes]",
		Short:   "Explain a command, scripts, world files or reason codes",
		Example: "harness help jumpcloud app create",
		RunE: func(c *cobra.Command, words []string) error {
			if manual := topic(words); manual != nil {
				return manual(a, words[1:])
			}
			target, rest, err := c.Root().Find(words)
			switch {
			case err != nil || len(rest) > 0 && target == c.Root():
				return unknownTopic(c.Root(), words)
			case len(rest) > 0 && target.Args != nil && target.HasSubCommands():
				return target.Args(target, rest)
			}
			return target.Help()
		},
		ValidArgsFunction: func(c *cobra.Command, words []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			target, _, err := c.Root().Find(words)
			if err != nil {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			names := commandNames(target)
			if len(words) == 0 {
				names = append(names, "scripts", "codes") // world is a command too
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
	}
}

// oneOf refuses a flag's value that is none of the known ones.
func oneOf(flag, value string, known ...string) error {
	if slices.Contains(known, value) {
		return nil
	}
	return &usageError{fmt.Sprintf("%s %q is not known", flag, value), "it takes " + strings.Join(known, " or ")}
}
