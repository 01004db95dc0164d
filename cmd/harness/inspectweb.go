package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"samlharness/internal/desk"
	"samlharness/internal/desk/debugger"
	"samlharness/internal/listen"
)

// flagWeb has inspect serve the debugger instead of printing.
const flagWeb = "web"

// addWeb gives the command inspect its page: the debugger, on a listener of its own, without a world.
func (a *app) addWeb(c *cobra.Command) {
	c.Flags().Bool(flagWeb, false, "serve the debugger for a browser of this machine until interrupted; FILE may be "+
		"left out")
	print := c.RunE
	c.RunE = func(c *cobra.Command, args []string) error {
		if web, err := c.Flags().GetBool(flagWeb); err != nil || !web {
			return errors.Join(err, print(c, args))
		}
		return a.inspectWeb(c, args)
	}
}

func (a *app) inspectWeb(c *cobra.Command, args []string) error {
	if c.Flags().Changed(flagConnect) || len(args) > 1 {
		return &usageError{"inspect --web takes one FILE or none, and no --connect",
			"the debugger of a held world is at its desk, at /debug"}
	}
	room, err := a.debugger(c, args)
	if err != nil {
		return err
	}
	var config net.ListenConfig
	l, err := config.Listen(c.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		return &environmentError{err, "the machine must allow a listener at 127.0.0.1"}
	}
	return a.serveDebugger(c.Context(), l, room)
}

// debugger is the room with what the flags tell.
func (a *app) debugger(c *cobra.Command, args []string) (*debugger.Debugger, error) {
	room := &debugger.Debugger{Clock: a.clock, Alone: true}
	flags := c.Flags()
	room.Given.Issuer, _ = flags.GetString("issuer-uri") // it is a flag of the verb
	ids, _ := flags.GetStringArray("immutable-id")       // as before
	if len(ids) > 0 {
		room.Given.ImmutableID = ids[0]
	}
	files, _ := flags.GetStringArray("certificate") // as before
	for _, name := range files {
		data, err := a.readInput(name, maxVerbInput)
		if err != nil {
			return nil, err
		}
		room.Given.Certificate = strings.TrimSpace(room.Given.Certificate + "\n" + string(data))
	}
	for _, name := range args {
		data, err := a.readInput(name, maxVerbInput)
		if err != nil {
			return nil, err
		}
		room.First = data
	}
	return room, nil
}

// serveDebugger serves until the context ends.
func (a *app) serveDebugger(ctx context.Context, l net.Listener, room *debugger.Debugger) error {
	site := desk.New(desk.Options{Rooms: []desk.Room{room}})
	limits := listen.Limits{}
	server := limits.Server(site, slog.New(slog.DiscardHandler))
	stop := context.AfterFunc(ctx, func() {
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = server.Shutdown(ending) // what is under way ends with the program
	})
	defer stop()
	if _, err := fmt.Fprintf(a.stdout, "debugger  http://%s/debug\nNothing leaves this machine. Ctrl-C ends it.\n",
		l.Addr()); err != nil {
		return errors.Join(err, l.Close())
	}
	if err := server.Serve(limits.Listener(l)); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
