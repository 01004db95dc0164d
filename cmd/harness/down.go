package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/spf13/cobra"

	"samlharness/internal/control"
	"samlharness/record"
)

func (a *app) downCommand() *cobra.Command {
	var connect string
	cmd := &cobra.Command{
		Use:   "down",
		Short: "End the world that harness up holds",
		Long: `End the world that harness up holds, and wait until it is gone.

Without --connect it is the world of HARNESS_CONNECT, or else of
` + defaultConnection + `.`,
		GroupID: groupWorld,
		Example: "harness down",
		Args:    between(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.down(cmd.Context(), a.connection(connect))
		},
	}
	cmd.Flags().StringVar(&connect, flagConnect, "", "end the world of this connection `FILE` (HARNESS_CONNECT)")
	return cmd
}

// endTime is how long a world may take to end; it gives requests under way a second.
const endTime = 15 * time.Second

// down ends the world of a connection file.
func (a *app) down(ctx context.Context, connect string) error {
	world, err := client(connect)
	if errors.Is(err, fs.ErrNotExist) {
		return &environmentError{fmt.Errorf("there is no world to end: %w", err), "harness up starts one"}
	}
	if err != nil {
		return err
	}
	if err := world.End(ctx); err != nil {
		return err
	}
	if err := a.gone(ctx, world, connect); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "world %s has ended\n", record.Visible(world.Connection.World))
	return err
}

// gone waits until a world answers no more and has removed its connection file.
func (a *app) gone(ctx context.Context, world *control.Client, connect string) error {
	deadline := a.clock.Now().Add(endTime)
	for a.clock.Now().Before(deadline) {
		silent, ended := errors.AsType[*control.UnreachableError](world.Ready(ctx))
		now, err := control.ReadConnection(connect)
		if ended && !silent.Silent() && (err != nil || now.Token != world.Connection.Token) {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-a.clock.After(20 * time.Millisecond):
		}
	}
	return &environmentError{
		fmt.Errorf("world %s of process %d has not ended in %v", world.Connection.World, world.Connection.ProcessID, endTime),
		fmt.Sprintf("end process %d", world.Connection.ProcessID),
	}
}
