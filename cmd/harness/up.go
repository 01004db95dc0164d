package main

import (
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"samlharness/internal/up"
	"samlharness/record"
	"samlharness/report"
)

func (a *app) upCommand() *cobra.Command {
	var o up.Options
	var worldFile, script string
	var verbose bool
	recordBytes := size(record.DefaultBytes)
	cmd := &cobra.Command{
		Use:     "up",
		Short:   "Hold a world open for browsers, clients and the other commands",
		GroupID: groupWorld,
		Long: `Hold a world open for browsers, clients and the other commands.

With --federate a domain is federated with JumpCloud before the world says that
it is up: its users are bound to the directory, an application is made and
granted to All Users, and its metadata is enabled at Microsoft. With --script a
script sets the scene; what it changes in the world stays, and the files that it
writes go with the script, as in "harness run". When it fails, its report says
why, and no world is held.`,
		Example: "harness up --federate contoso.com\nharness up --world contoso.yaml --script scene.txtar",
		Args:    between(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.Clock, o.Warn, o.Record.Bytes = a.clock, a.stderr, int(recordBytes)
			o.Status = a.status()
			if o.KeyBits != 0 && (o.KeyBits < 1024 || o.KeyBits > 8192) {
				return &usageError{fmt.Sprintf("--key-bits %d is not a size of a signing key", o.KeyBits),
					"from 1024 to 8192, as in --key-bits 2048"}
			}
			var err error
			if o.Spec, err = a.readWorld(worldFile); err != nil {
				return err
			}
			if err := inWorld(o.Spec, o.Federate); err != nil {
				return err
			}
			if o.Scripts, err = sceneOf(script); err != nil {
				return err
			}
			if verbose {
				o.Logger = slog.New(slog.NewTextHandler(a.stderr, nil))
			}
			// whoever reads the guide may go before the world ends: a closed pipe is an error, not the end of the process
			signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
			held, err := up.Open(cmd.Context(), o)
			if err != nil {
				return a.unheld(err)
			}
			if held.Report != nil {
				_ = a.writeText(held.Report) // the world is held all the same
			}
			if err := held.WriteGuide(a.stdout); err != nil {
				_ = report.WriteError(a.stderr, err) // the world is held all the same
			}
			select {
			case <-cmd.Context().Done():
			case <-held.Ended():
			}
			fmt.Fprintf(a.stderr, "harness: world %s ends\n", held.World.Name)
			return held.Close()
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.Listen, "listen", up.DefaultListen,
		"serve the production names over TLS at `HOST:PORT`; port 0 takes a free one")
	f.StringVar(&o.Sites, "http", up.DefaultSites, "serve the *.localhost names at `HOST:PORT`")
	f.StringVar(&o.Proxy, "proxy", up.DefaultProxy, "serve the CONNECT proxy at `HOST:PORT`")
	f.StringVar(&o.ConnectionFile, "ready-file", ".harness/connection.json",
		"write the connection `FILE` when all is ready")
	f.StringVar(&worldFile, "world", "", "who and what is in the world: a `FILE` in YAML (default: the demo world)")
	f.StringArrayVar(&o.Federate, "federate", nil, "federate this `DOMAIN` of the world first; may be repeated")
	f.StringVar(&script, "script", "", "run a script, a `FILE`, in the world first")
	f.IntVar(&o.Record.Limit, "record", record.DefaultLimit, "keep at most the newest `N` exchanges")
	f.Var(&recordBytes, "record-bytes", "keep no more exchanges than take `SIZE` of memory, as in 64MB")
	f.Uint64Var(&o.Seed, "seed", 0, "let the number `N` decide ids and signing keys, for tests alone")
	f.IntVar(&o.KeyBits, "key-bits", 0, "make signing keys of `N` bits (default: 4096, as JumpCloud does)")
	f.BoolVar(&verbose, "verbose", false, "log to standard error")
	_ = cmd.RegisterFlagCompletionFunc("federate", cobra.FixedCompletions(demoDomains(),
		cobra.ShellCompDirectiveNoFileComp)) // the flag is there, and has none yet
	_ = cmd.RegisterFlagCompletionFunc("script", scriptsOnly)
	_ = cmd.RegisterFlagCompletionFunc("world", worldFileName)
	return cmd
}
