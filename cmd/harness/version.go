package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Say which build this is",
		Args:  between(0, 0),
		RunE: func(*cobra.Command, []string) error {
			info, ok := debug.ReadBuildInfo()
			if !ok {
				_, err := fmt.Fprintln(a.stdout, "harness, built without module information")
				return err
			}
			version := "harness " + info.Main.Version
			for _, s := range info.Settings {
				if s.Key == "vcs.revision" || s.Key == "vcs.time" || s.Key == "vcs.modified" && s.Value == "true" {
					version += " " + s.Key + "=" + s.Value
				}
			}
			_, err := fmt.Fprintln(a.stdout, version, info.GoVersion)
			return err
		},
	}
}
