package main

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"samlharness/internal/control"
	"samlharness/scenarios"
)

// patience is how long a shell that completes a word waits for a world to list its names.
const patience = 500 * time.Millisecond

// completeArguments completes the arguments of a verb: from closed sets, with files, and with names from the world.
func (a *app) completeArguments(v *scenarios.Verb) cobra.CompletionFunc {
	words := strings.Fields(v.Args)
	return func(c *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(words) == 0 || len(args) >= len(words) && !strings.Contains(words[len(words)-1], "...") {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		name := strings.TrimSuffix(strings.Trim(words[min(len(args), len(words)-1)], "[]"), "...")
		return a.completeValue(c, v, name)
	}
}

// completeFlag completes the values of a verb's flag.
func (a *app) completeFlag(c *cobra.Command, v *scenarios.Verb, f *pflag.Flag) {
	complete := func(c *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return a.completeValue(c, v, f.Name)
	}
	switch name, _ := pflag.UnquoteUsage(f); {
	case f.Value.Type() == "bool":
		complete = cobra.FixedCompletions([]cobra.Completion{"true", "false"}, cobra.ShellCompDirectiveNoFileComp)
	case name == "FOLDER":
		complete = cobra.FixedCompletions(nil, cobra.ShellCompDirectiveFilterDirs)
	case name == "FILE":
		return // the shell knows the files
	}
	_ = c.RegisterFlagCompletionFunc(f.Name, complete) // the flag is there, and has none yet
}

func (a *app) completeValue(c *cobra.Command, v *scenarios.Verb, name string) (
	[]cobra.Completion, cobra.ShellCompDirective,
) {
	takes := v.Takes[name]
	switch {
	case slices.Contains(v.In, name) || slices.Contains(v.Out, name):
		return nil, cobra.ShellCompDirectiveDefault
	case takes.OneOf != nil:
		set := slices.DeleteFunc(slices.Clone(takes.OneOf), func(value string) bool { return value == "" })
		return set, cobra.ShellCompDirectiveNoFileComp
	}
	connect, _ := c.Flags().GetString(flagConnect)
	return namesIn(c.Context(), a.found(connect), takes.Names), cobra.ShellCompDirectiveNoFileComp
}

// namesIn are the names of things of a kind in a world; none when it does not answer soon, whatever is wrong.
func namesIn(ctx context.Context, connect, kind string) (names []cobra.Completion) {
	verb, member := scenarios.NamesBy(kind)
	if verb == "" || connect == "" {
		return nil
	}
	client, err := client(connect)
	if err != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	result, err := client.Invoke(ctx, control.Call{Args: append(strings.Fields(verb), "--json")})
	if err != nil {
		return nil
	}
	var document struct{ Result []map[string]any }
	if json.Unmarshal([]byte(result.Stdout), &document) != nil {
		return nil
	}
	for _, thing := range document.Result {
		if name, ok := thing[member].(string); ok {
			names = append(names, name)
		}
	}
	return names
}

// oneOfThese completes a flag from a closed set.
func oneOfThese(c *cobra.Command, flag string, values ...string) {
	_ = c.RegisterFlagCompletionFunc(flag, // the flag is there, and has none yet
		cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
}

// scriptsOnly completes arguments with scripts and folders.
func scriptsOnly(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return []cobra.Completion{"txtar"}, cobra.ShellCompDirectiveFilterFileExt
}
