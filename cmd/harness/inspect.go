package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"samlharness/inspect"
	"samlharness/internal/up"
	"samlharness/report"
)

// inspection are the flags of `harness inspect`.
type inspection struct {
	known        inspect.Known
	certificates []string
	at, connect  string
	json, all    bool
}

func (a *app) inspectCommand() *cobra.Command {
	var i inspection
	cmd := &cobra.Command{
		Use:   "inspect FILE|-",
		Short: "Check a SAML response as login.srf would, and say what to mend",
		Long: `inspect reads a SAML response, as base64, form body, XML, or the saved page that posts
it, and runs the checks of login.srf on it, the same list that the emulated service
runs. What is not given is taken from the message and reported as assumed; whether
the signature counts can be told only with --certificate. With --connect the message
is judged by what a running world knows, at the world's time.

Exit codes: 0 accepted, 1 refused, 2 unreadable, 4 cannot tell (no certificate).`,
		GroupID: groupTest,
		Args:    between(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if i.connect != "" && (i.known.IssuerURI != "" || i.known.ImmutableID != "" || len(i.certificates) > 0) {
				return &usageError{"--connect does not go with --issuer-uri, --certificate and --immutable-id",
					"the world knows them"}
			}
			at, err := i.instant()
			if err != nil {
				return err
			}
			if err := a.readCertificates(&i); err != nil {
				return err
			}
			data, err := a.readInput(args[0], inspect.MaxInput)
			if err != nil {
				return err
			}
			if i.connect != "" {
				return a.inspectThere(cmd.Context(), i, data, at)
			}
			if at.IsZero() {
				at = a.clock.Now()
			}
			report, err := inspect.Inspect(cmd.Context(), data, inspect.Options{At: at, Directory: i.known})
			if err != nil {
				return fmt.Errorf("%s: %w", shownName(args[0]), err)
			}
			return a.writeInspection(report, i)
		},
	}
	f := cmd.Flags()
	f.StringVar(&i.known.IssuerURI, "issuer-uri", "", "the issuerUri that is registered for the domain")
	f.StringArrayVar(&i.certificates, "certificate", nil,
		"a registered signing certificate: `FILE` in PEM or base64, or IdP metadata (repeatable)")
	f.StringVar(&i.known.ImmutableID, "immutable-id", "", "the immutable ID of the user")
	f.StringVar(&i.at, "at", "", "judge at this `TIME` (RFC 3339; default: now)")
	f.StringVar(&i.connect, "connect", "", "judge by what the world of this connection `FILE` knows")
	f.BoolVar(&i.all, "all", false, "print the checks that passed and those that were not reached too")
	f.BoolVar(&i.json, "json", false, "write the report as JSON")
	return cmd
}

// instant is the value of --at, the zero time when it was not given.
func (i inspection) instant() (time.Time, error) {
	if i.at == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, i.at)
	if err != nil {
		return t, &usageError{fmt.Sprintf("--at %q is no instant", i.at), "as in --at 2026-03-02T09:15:00Z"}
	}
	return t, nil
}

func (a *app) readCertificates(i *inspection) error {
	for _, name := range i.certificates {
		data, err := a.readInput(name, inspect.MaxInput)
		if err != nil {
			return err
		}
		more, err := inspect.ReadCertificates(data)
		if err != nil {
			return fmt.Errorf("--certificate %s: %w", name, err)
		}
		i.known.Certificates = append(i.known.Certificates, more...)
	}
	return nil
}

// inspectThere lets a running world judge.
func (a *app) inspectThere(ctx context.Context, i inspection, data []byte, at time.Time) error {
	client, err := a.client(i.connect)
	if err != nil {
		return err
	}
	result, err := client.Invoke(ctx, up.InspectCall(data, at))
	if err != nil {
		return err
	}
	var report inspect.Report
	if err := json.Unmarshal([]byte(result.Stdout), &report); err != nil { // there is none: it says why
		_, _ = io.WriteString(a.stderr, result.Stderr)
		return ended(result.ExitCode)
	}
	return a.writeInspection(&report, i)
}

func (a *app) writeInspection(r *inspect.Report, i inspection) error {
	var err error
	if i.json {
		err = r.WriteJSON(a.stdout)
	} else {
		err = r.WriteText(a.stdout, report.CheckOptions{All: i.all, Color: a.color()})
	}
	if err != nil {
		return err
	}
	return ended(r.ExitCode())
}
