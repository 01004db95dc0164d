package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"samlharness/inspect"
)

func (a *app) inspectCommand() *cobra.Command {
	var known inspect.Known
	var certificates []string
	var at string
	var json bool
	cmd := &cobra.Command{
		Use:   "inspect FILE|-",
		Short: "Check a SAML response as login.srf would, and say what to mend",
		Long: `inspect reads a SAML response, as base64, form body, XML, or the saved page that posts
it, and runs the checks of login.srf on it, the same list that the emulated service
runs. What is not given is taken from the message and reported as assumed.

Exit codes: 0 accepted, 1 refused, 2 unreadable.`,
		GroupID: groupTest,
		Args:    between(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			options := inspect.Options{At: a.clock.Now()}
			if at != "" {
				t, err := time.Parse(time.RFC3339, at)
				if err != nil {
					return &usageError{fmt.Sprintf("--at %q is no instant", at), "as in --at 2026-03-02T09:15:00Z"}
				}
				options.At = t
			}
			for _, name := range certificates {
				data, err := a.readInput(name, inspect.MaxInput)
				if err != nil {
					return err
				}
				more, err := inspect.ReadCertificates(data)
				if err != nil {
					return fmt.Errorf("--certificate %s: %w", name, err)
				}
				known.Certificates = append(known.Certificates, more...)
			}
			options.Directory = known
			data, err := a.readInput(args[0], inspect.MaxInput)
			if err != nil {
				return err
			}
			report, err := inspect.Inspect(cmd.Context(), data, options)
			if err != nil {
				return fmt.Errorf("%s: %w", shownName(args[0]), err)
			}
			return a.writeInspection(report, json)
		},
	}
	f := cmd.Flags()
	f.StringVar(&known.IssuerURI, "issuer-uri", "", "the issuerUri that is registered for the domain")
	f.StringArrayVar(&certificates, "certificate", nil, "a registered signing certificate: `FILE` in PEM or base64, or IdP metadata (repeatable)")
	f.StringVar(&known.ImmutableID, "immutable-id", "", "the immutable ID of the user")
	f.StringVar(&at, "at", "", "judge at this `TIME` (RFC 3339; default: now)")
	f.BoolVar(&json, "json", false, "write the report as JSON")
	return cmd
}

func (a *app) writeInspection(report *inspect.Report, json bool) error {
	var err error
	if json {
		err = report.WriteJSON(a.stdout)
	} else {
		err = report.WriteText(a.stdout, a.color())
	}
	if err != nil {
		return err
	}
	return ended(report.ExitCode())
}
