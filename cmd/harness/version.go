package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Say which build this is",
		Args:    between(0, 0),
		Example: "harness version",
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(a.stdout, version())
			return err
		},
	}
}

// version names the program and which build it is.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "harness, built without module information"
	}
	version := "harness " + info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" || s.Key == "vcs.time" || s.Key == "vcs.modified" && s.Value == "true" {
			version += " " + s.Key + "=" + s.Value
		}
	}
	return version + " " + info.GoVersion
}
