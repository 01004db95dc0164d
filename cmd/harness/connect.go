package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"samlharness/internal/control"
	"samlharness/report"
	"samlharness/scenarios"
)

// fromEnvironment is the value of --connect without a file.
const fromEnvironment = "$HARNESS_CONNECT"

// defaultConnection is where "harness up" writes the connection file unless told otherwise.
const defaultConnection = ".harness/connection.json"

// connection is the connection file of a command that ends or fills a world: the one that was named, that of the
// environment, or the usual one.
func (a *app) connection(named string) string {
	if named == fromEnvironment {
		named = ""
	}
	return cmp.Or(named, a.getenv("HARNESS_CONNECT"), defaultConnection)
}

// found is the connection file of a command that acts on a world: the one that was named, that of the environment, or
// the usual one where a world is held in this folder. It is empty where there is none.
func (a *app) found(named string) string {
	if file := a.connection(named); file != defaultConnection {
		return file
	}
	if _, err := os.Stat(defaultConnection); errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	return defaultConnection
}

// connectionNamed finds the connection file that follows --connect as a word of its own. Scripts do not end in .json.
func connectionNamed(connect string, args []string) (string, []string) {
	if connect == fromEnvironment && len(args) > 0 && filepath.Ext(args[0]) == ".json" {
		return args[0], args[1:]
	}
	return connect, args
}

// freshOnly refuses flags that are for fresh worlds, or for files that the world's process must not write.
func freshOnly(cmd *cobra.Command) error {
	for _, name := range []string{"world", "seed", "parallel", "update"} {
		if cmd.Flags().Changed(name) {
			return &usageError{fmt.Sprintf("--%s does not go with --%s", name, flagConnect),
				"the world is there already, and its scripts run one after the other"}
		}
	}
	return nil
}

// runThere runs scripts in the world of a connection file.
func (a *app) runThere(connect string) func(context.Context, scenarios.RunOptions) (*report.Report, error) {
	return func(ctx context.Context, o scenarios.RunOptions) (*report.Report, error) {
		client, err := client(connect)
		if err != nil {
			return nil, err
		}
		mine, err := o.Part()
		if err != nil {
			return nil, err
		}
		sent := control.Scripts{
			Browser:   o.Browser,
			Keep:      o.Keep,
			Record:    o.Record,
			KeepGoing: o.KeepGoing,
			FailFast:  o.FailFast,
			Timeout:   o.Timeout,
		}
		if o.Only != nil {
			sent.Only = o.Only.String()
		}
		for _, s := range mine {
			sent.Scripts = append(sent.Scripts, control.Script{Name: s.Name, Data: s.Data})
		}
		result, err := client.Run(ctx, sent)
		if err != nil {
			return nil, err
		}
		if len(result.Report) == 0 {
			_ = a.say(a.stderr, result.Result.Stderr) // where standard error is closed the code still tells
			return nil, ended(result.Result.ExitCode)
		}
		var r report.Report
		if err := json.Unmarshal(result.Report, &r); err != nil {
			return nil, fmt.Errorf("run scripts: the world's report cannot be read: %w", err)
		}
		return &r, nil
	}
}
