package main

import (
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"samlharness/internal/control"
	"samlharness/scenarios"
)

// forwarded are the verbs of the vocabulary as commands: each runs in the world of the connection file, by the
// code that scripts use.
func (a *app) forwarded() []*cobra.Command {
	families := map[string]int{}
	for _, v := range scenarios.Verbs() {
		if head, _, _ := strings.Cut(v.Name, " "); !v.Assertion {
			families[head]++
		}
	}
	var commands []*cobra.Command
	for head, n := range families {
		commands = append(commands, a.forward(head, n))
	}
	slices.SortFunc(commands, func(x, y *cobra.Command) int { return strings.Compare(x.Use, y.Use) })
	return commands
}

func (a *app) forward(head string, verbs int) *cobra.Command {
	short := fmt.Sprintf("%d verbs: harness verbs | grep ^%s", verbs, head)
	if verb, err := scenarios.Find([]string{head}); err == nil {
		short = verb.Summary
	}
	return &cobra.Command{
		Use:                head + " [--connect FILE] ...",
		Short:              short,
		GroupID:            groupWorld,
		DisableFlagParsing: true, // the verb knows its flags
		RunE: func(cmd *cobra.Command, args []string) error {
			if target, given := targetOf(args); head == "federation" && given {
				if err := oneOf("--target", target, "real"); err != nil {
					return err
				}
				return a.realFederation(cmd.Context(), args)
			}
			argv, connect, wantsHelp, err := a.split(head, args)
			if err != nil {
				return err
			}
			if wantsHelp {
				return a.helpVerb(argv)
			}
			return a.invoke(cmd, argv, connect)
		},
	}
}

// split takes --connect and --help out of a verb's words.
func (a *app) split(head string, args []string) (argv []string, connect string, wantsHelp bool, err error) {
	argv, connect = []string{head}, a.getenv("HARNESS_CONNECT")
	for i := 0; i < len(args); i++ {
		value, joined := strings.CutPrefix(args[i], "--connect=")
		switch {
		case args[i] == "--":
			return append(argv, args[i:]...), connect, wantsHelp, nil
		case joined:
			connect = value
		case args[i] == "--connect":
			if i++; i == len(args) {
				return nil, "", false, &usageError{"--connect lacks FILE", "name the connection file that harness up wrote"}
			}
			connect = args[i]
		case args[i] == "--help" || args[i] == "-h":
			wantsHelp = true
		default:
			argv = append(argv, args[i])
		}
	}
	return argv, connect, wantsHelp, nil
}

// helpVerb explains the verb that argv begins with, or lists those that begin so.
func (a *app) helpVerb(argv []string) error {
	verb, err := scenarios.Find(argv)
	if err == nil {
		return explainVerb(a.stdout, verb)
	}
	prefix := strings.Join(argv, " ") + " "
	for _, v := range scenarios.Verbs() {
		if strings.HasPrefix(v.Name, prefix) {
			fmt.Fprintf(a.stdout, "%s\n    %s\n", v.Usage(), v.Summary)
			err = nil
		}
	}
	return err
}

// invoke runs a verb in the world of the connection file.
func (a *app) invoke(cmd *cobra.Command, argv []string, connect string) error {
	inputs, err := scenarios.InputFiles(argv)
	if err != nil {
		return err
	}
	client, err := a.client(connect)
	if err != nil {
		return err
	}
	call := control.Call{Args: argv, Files: map[string][]byte{}}
	for _, name := range inputs {
		if call.Files[name], err = a.readInput(name, control.MaxBody/2); err != nil {
			return err
		}
	}
	result, err := client.Invoke(cmd.Context(), call)
	if err != nil {
		return err
	}
	return a.deliver(argv, result)
}

// deliver writes the files of a result and what it says, which makes way on standard output for a file named -.
func (a *app) deliver(argv []string, result control.Result) error {
	said := a.stdout
	for name, data := range result.Files {
		if !named(argv, name) {
			return fmt.Errorf("the world answers with a file %q that the command line does not name; it is not written", name)
		}
		if name == "-" {
			said = a.stderr
		}
		if err := a.writeOutput(name, func(w io.Writer) error { _, err := w.Write(data); return err }); err != nil {
			return err
		}
	}
	_, _ = io.WriteString(a.stderr, result.Stderr)
	if _, err := io.WriteString(said, result.Stdout); err != nil {
		return err
	}
	return ended(result.ExitCode)
}

// named tells whether a file stands in the words as it is, or is an export under the name that JumpCloud's
// download has, in this folder: a world writes nothing else.
func named(argv []string, file string) bool {
	if export, _ := filepath.Match("JumpCloud-*-metadata.xml", file); export && slices.Contains(argv, "export") {
		return true // the pattern's * takes no separator
	}
	return slices.ContainsFunc(argv, func(word string) bool {
		_, value, _ := strings.Cut(word, "=")
		return word == file || strings.HasPrefix(word, "--") && value == file
	})
}

// client reaches the world of a connection file.
func (a *app) client(connect string) (*control.Client, error) {
	if connect == "" {
		return nil, &usageError{"there is no world to act on",
			"start one with `harness up --ready-file FILE`, then name it with --connect FILE or HARNESS_CONNECT"}
	}
	connection, err := control.ReadConnection(connect)
	if err != nil {
		return nil, err
	}
	return &control.Client{Connection: connection, HTTP: &http.Client{Transport: &http.Transport{}}}, nil
}
