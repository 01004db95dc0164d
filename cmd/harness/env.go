package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"samlharness/internal/clients"
	"samlharness/internal/control"
	"samlharness/internal/suggest"
)

func (a *app) envCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "env [CLIENT]",
		Short:   "Print what points a client at the world, for a shell to evaluate",
		GroupID: groupWorld,
		Long: `Print the variables that point a client at the world, as lines that its shell can
evaluate, with an example as a comment. Without CLIENT it lists the clients. The
lines hold the secret of the world's app registration. A POSIX shell takes them by

	eval "$(harness env az)"`,
		Example:   "harness env az",
		Args:      between(0, 1),
		ValidArgs: clients.Names(),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.listClients()
			}
			if _, known := clients.Find(clients.World{}, args[0]); !known {
				return unknownClient(args[0])
			}
			connect, err := cmd.Flags().GetString(flagConnect)
			if err != nil {
				return err
			}
			world, err := a.clientsWorld(a.found(connect))
			if err != nil {
				return err
			}
			c, _ := clients.Find(world, args[0])
			_, err = fmt.Fprint(a.stdout, c.Script())
			return err
		},
	}
	cmd.Flags().String(flagConnect, "", "the world of this connection `FILE` (HARNESS_CONNECT)")
	return cmd
}

// maxAuthority bounds the file of a certificate authority, in bytes.
const maxAuthority = 1 << 20

// clientsWorld is what clients must know of the world of a connection file.
func (a *app) clientsWorld(connect string) (clients.World, error) {
	if connect == "" {
		return clients.World{}, noWorld()
	}
	connection, err := control.ReadConnection(connect)
	if err != nil {
		return clients.World{}, err
	}
	authority, err := a.readInput(connection.CACertificateFile, maxAuthority)
	if err != nil {
		return clients.World{}, err
	}
	whole, err := filepath.Abs(connect)
	if err != nil {
		return clients.World{}, err
	}
	return clients.WorldOf(whole, connection, authority)
}

func (a *app) listClients() error {
	h := helpText{width: a.columns()}
	var rows [][2]string
	for _, c := range clients.All(clients.World{}) {
		rows = append(rows, [2]string{c.Name, c.Title})
	}
	h.list(rows)
	_, err := fmt.Fprint(a.stdout, h.String())
	return err
}

func unknownClient(name string) error {
	hint := "`harness env` lists the clients"
	if near := suggest.Nearest(name, clients.Names()); near != "" {
		hint = "did you mean `harness env " + near + "`?"
	}
	return &usageError{fmt.Sprintf("there is no client %q", name), hint}
}
