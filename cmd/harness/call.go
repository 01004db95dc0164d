package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"

	"github.com/spf13/cobra"

	"samlharness/inspect"
	"samlharness/inspect/capture"
	"samlharness/internal/control"
	"samlharness/scenarios"
)

// call does what the command line asks: in the world that is held open, or here when the call needs no world.
func (a *app) call(c *cobra.Command, call *scenarios.Call) error {
	connect, err := c.Flags().GetString(flagConnect)
	if err != nil {
		return err
	}
	alone := call.Alone()
	var target []string
	switch {
	case alone != "" && connect != "":
		return &usageError{"--connect does not go with " + alone, "leave out the one that is not meant"}
	case connect == "" && call.Verb.WorldOptional: // a capture in this folder may be of elsewhere
		connect = a.getenv("HARNESS_CONNECT")
	case connect == "":
		connect = a.found("")
	default:
		target = []string{"--" + flagConnect, connect}
	}
	if alone != "" || connect == "" && call.Verb.WorldOptional {
		return a.callHere(c.Context(), call)
	}
	return a.callThere(c.Context(), call, connect, target)
}

// callHere runs a verb without a world, on the files of this machine.
func (a *app) callHere(ctx context.Context, call *scenarios.Call) error {
	return call.Run(ctx, &scenarios.Env{
		Operator: a.realOperator,
		Ask:      a.asker(),
		Clock:    a.clock,
		Files:    machine{a},
		Stdout:   a.stdout,
		Stderr:   a.stderr,
		Color:    a.color(),
	})
}

// maxVerbInput bounds a file that a verb reads, in bytes: none reads more than inspect.
const maxVerbInput = inspect.MaxInput

// machine is the files of this machine, with standard input and output under the name -.
type machine struct{ *app }

// ReadFile reads a file of at most maxVerbInput bytes.
func (m machine) ReadFile(name string) ([]byte, error) { return m.readInput(name, maxVerbInput) }

// WriteFile writes a file.
func (m machine) WriteFile(name string, data []byte) error {
	return m.writeOutput(name, func(w io.Writer) error { _, err := w.Write(data); return err })
}

// callThere runs a verb in the world of the connection file, which the command line named by the words of target.
func (a *app) callThere(ctx context.Context, call *scenarios.Call, connect string, target []string) error {
	client, err := client(connect)
	if err != nil {
		return err
	}
	sent := control.Call{Args: call.Words, Files: map[string][]byte{}, Color: a.color(), Target: target}
	for _, name := range call.Inputs() {
		if sent.Files[name], err = a.readInput(name, maxVerbInput); err != nil {
			return err
		}
		if len(sent.Files[name]) > maxSent && name == call.Arg(0) && call.Verb.Name == "inspect" {
			if sent.Files[name], err = messagesOf(ctx, sent.Files[name]); err != nil {
				return err
			}
		}
	}
	for {
		result, err := client.Invoke(ctx, sent)
		if err != nil {
			return err
		}
		if err := a.deliver(call, result); err != nil || result.Next == nil {
			return err
		}
		sent.Args = result.Next
	}
}

// maxSent is the largest capture that goes to a world as it is, in bytes: in base64 it is smaller than control.MaxBody.
const maxSent = 40 << 20

// messagesOf is a capture that holds the messages of another and nothing else.
func messagesOf(ctx context.Context, data []byte) ([]byte, error) {
	found, err := capture.Find(ctx, data)
	if _, none := errors.AsType[*capture.UnreadableError](err); err != nil && !none {
		return nil, err
	}
	return capture.List(found) // the world says it when there is none
}

// deliver writes the files of a result and what it says, which makes way on standard output for a file named -.
func (a *app) deliver(call *scenarios.Call, result control.Result) error {
	said := a.stdout
	for name, data := range result.Files {
		if !call.Writes(name) {
			return fmt.Errorf("the world answers with a file %q that the command line does not name; it is not written", name)
		}
		if slices.ContainsFunc(call.Inputs(), func(input string) bool { return sameFile(input, name) }) {
			return &usageError{fmt.Sprintf("the answer would replace %s, which the command reads", name),
				"name another file for what it writes"}
		}
		if name == "-" {
			said = a.stderr
		}
		if err := (machine{a}).WriteFile(name, data); err != nil {
			return err
		}
	}
	_ = a.say(a.stderr, result.Stderr) // where standard error is closed the code still tells
	if err := a.say(said, result.Stdout); err != nil {
		return err
	}
	return ended(result.ExitCode)
}

// noWorld is the error of a command that does not know on which world to act.
func noWorld() error {
	return &usageError{"there is no world to act on",
		"`harness up` starts one; outside its folder, name its connection file by --connect FILE or HARNESS_CONNECT"}
}

// client reaches the world of a connection file.
func client(connect string) (*control.Client, error) {
	if connect == "" {
		return nil, noWorld()
	}
	connection, err := control.ReadConnection(connect)
	if err != nil {
		return nil, err
	}
	return &control.Client{Connection: connection, HTTP: &http.Client{Transport: &http.Transport{}}}, nil
}
