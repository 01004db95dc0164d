package main

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"samlharness/scenarios"
)

// verbCommands are the verbs of the vocabulary as commands, a command for each word of their names.
func (a *app) verbCommands() []*cobra.Command {
	top := &cobra.Command{}
	for _, v := range scenarios.Verbs() {
		if v.Assertion {
			continue
		}
		words := strings.Fields(v.Name)
		parent := top
		for i := range words[1:] {
			parent = a.family(parent, words[:i+1])
		}
		parent.AddCommand(a.verbCommand(v, words[len(words)-1]))
	}
	commands := slices.Clone(top.Commands())
	top.RemoveCommand(commands...)
	for _, c := range commands {
		c.PersistentFlags().String(flagConnect, "", "act on the world of this connection `FILE` (HARNESS_CONNECT)")
		c.GroupID = groupWorld
		if c.Name() == "inspect" { // it needs no world
			c.GroupID = groupTest
			a.addWeb(c)
		}
	}
	return commands
}

// flagConnect names the connection file of the world to act on.
const flagConnect = "connect"

// families say what the families of verbs are for.
func families() map[string]string {
	return map[string]string{
		"clock":      "The world's time",
		"entra":      "Administer the Microsoft Entra tenant",
		"federation": "Federate a domain with JumpCloud, emulated or real (--target real)",
		"jumpcloud":  "Administer the JumpCloud organization",
		"world":      "The whole world, as a file that starts another one",
		"record":     "What was sent in the world, and what was checked of it",
		"site":       "Service and identity providers of other makes, in the world",
	}
}

// family is the command for the words that several verbs begin with; it lists them.
func (a *app) family(parent *cobra.Command, words []string) *cobra.Command {
	name := words[len(words)-1]
	for _, c := range parent.Commands() {
		if c.Name() == name {
			return c
		}
	}
	begin := strings.Join(words, " ")
	c := &cobra.Command{
		Use:   name,
		Short: cmp.Or(families()[begin], "The verbs of "+begin),
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return unknownVerb(append(slices.Clone(words), args...))
		},
		RunE: func(c *cobra.Command, _ []string) error {
			h := helpText{width: a.columns()}
			h.list(verbRows(c))
			_, err := io.WriteString(a.stdout, h.String())
			return err
		},
	}
	c.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		if before := c.Flags().Args(); len(before) > 0 { // what is not known is the verb, and so are its flags
			return unknownVerb(append(slices.Clone(words), before...))
		}
		return flagError(c, err)
	})
	parent.AddCommand(c)
	return c
}

// unknownVerb refuses words that are not a verb, with the one that was probably meant.
func unknownVerb(words []string) error {
	_, err := scenarios.Find(words)
	return err
}

func (a *app) verbCommand(v *scenarios.Verb, name string) *cobra.Command {
	c := &cobra.Command{
		Use:     strings.TrimSpace(name + " " + v.Args),
		Short:   strings.ToUpper(v.Summary[:1]) + v.Summary[1:],
		Example: "harness " + v.Example,
		Args:    cobra.ArbitraryArgs, // the verb knows how many
		RunE: func(c *cobra.Command, args []string) error {
			call, err := v.CallOf(c.Flags(), args)
			if err != nil {
				return err
			}
			return a.call(c, call)
		},
		ValidArgsFunction: a.completeArguments(v),
	}
	c.Long = strings.TrimSpace(c.Short + ".\n\n" + v.Detail)
	flags := v.FlagSet()
	c.Flags().SortFlags = false
	c.Flags().AddFlagSet(flags)
	c.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return v.Misread(err) })
	flags.VisitAll(func(f *pflag.Flag) { a.completeFlag(c, v, f) })
	return c
}
