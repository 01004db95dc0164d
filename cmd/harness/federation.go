package main

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"samlharness/federation"
	"samlharness/federation/msgraph"
)

// real are the flags of federation commands against the real Microsoft Graph.
type real struct {
	app                                *app
	target, domain, xmlFile, snapshots string
	json                               bool
	at                                 msgraph.Target
	kind                               string
}

// targetOf is the --target that the words of a federation command name; without one it is a running world.
func targetOf(args []string) (target string, given bool) {
	for i, word := range args {
		if value, joined := strings.CutPrefix(word, "--target="); joined {
			return value, true
		}
		if word == "--target" {
			return strings.Join(args[i+1:min(i+2, len(args))], ""), true
		}
	}
	return "", false
}

// realFederation runs a federation command against the real Microsoft Graph, behind the guard.
func (a *app) realFederation(ctx context.Context, args []string) error {
	r := &real{app: a, at: msgraph.Target{Getenv: a.getenv, Prompt: a.stderr}}
	root := &cobra.Command{Use: "harness", SilenceErrors: true, SilenceUsage: true}
	parent := &cobra.Command{
		Use:   "federation",
		Short: "Show and change the federation of a domain of the real tenant",
		Args:  unknownCommand,
		RunE:  help,
	}
	root.AddCommand(parent)
	root.SetFlagErrorFunc(flagError)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetArgs(append([]string{"federation"}, args...))
	parent.AddCommand(
		r.command("show", "Print a domain's federation", func(ctx context.Context,
			o *federation.Operator) (federation.Result, error) {
			return o.Show(ctx, r.domain)
		}),
		r.command("enable", "Federate the domain that a metadata file names", r.enable),
		r.command("disable", "Return a domain to password sign-in", func(ctx context.Context,
			o *federation.Operator) (federation.Result, error) {
			return o.Disable(ctx, r.domain)
		}),
	)
	f := parent.PersistentFlags()
	f.StringVar(&r.target, "target", "", "real")
	f.StringVar(&r.domain, "domain", "", "the `DOMAIN`; it must be in HARNESS_REAL_DOMAIN too")
	f.StringVar(&r.xmlFile, "xml-file", "", "the metadata `FILE` that JumpCloud exports")
	f.StringVar(&r.snapshots, "snapshots", ".harness/snapshots", "keep the state before each change in this `FOLDER`")
	f.BoolVar(&r.json, "json", false, "write the result as JSON")
	f.StringVar(&r.kind, "credential", "", "how to get a token: `secret`, certificate, devicecode, browser, cli or "+
		"managed")
	f.StringVar(&r.at.TenantID, "tenant-id", "", "the tenant's `ID` or domain (AZURE_TENANT_ID)")
	f.StringVar(&r.at.ClientID, "client-id", "", "the app registration's `ID` (AZURE_CLIENT_ID)")
	f.StringVar(&r.at.SecretFile, "secret-file", "", "read the client secret from this `FILE` (AZURE_CLIENT_SECRET)")
	f.StringVar(&r.at.CertificateFile, "certificate-file", "",
		"the app's certificate with its key, a PEM `FILE` (AZURE_CLIENT_CERTIFICATE_PATH)")
	f.StringVar(&r.at.Endpoint, "graph", msgraph.DefaultEndpoint,
		"the root `URL` of Graph, for another cloud or an emulation elsewhere")
	f.StringVar(&r.at.AuthorityHost, "authority-host", "",
		"the `URL` of the sign-in host of that cloud (AZURE_AUTHORITY_HOST)")
	f.StringVar(&r.at.CAFile, "ca-file", "", "trust the authorities in this PEM `FILE` too")
	return root.ExecuteContext(ctx)
}

func (r *real) command(use, short string,
	do func(context.Context, *federation.Operator) (federation.Result, error)) *cobra.Command {
	return &cobra.Command{Use: use, Short: short, Args: between(0, 0), RunE: func(cmd *cobra.Command, _ []string) error {
		if r.domain == "" {
			return &usageError{"federation " + use + " lacks --domain", "a real domain is named on the command line"}
		}
		operator, err := r.operator(cmd.Flags())
		if err != nil {
			return err
		}
		result, err := do(cmd.Context(), operator)
		if r.json {
			e := json.NewEncoder(r.app.stdout)
			e.SetIndent("", "  ")
			if encodeErr := e.Encode(result); err == nil {
				err = encodeErr
			}
		}
		return err
	}}
}

func (r *real) enable(ctx context.Context, o *federation.Operator) (federation.Result, error) {
	source, err := federation.ReadMetadataFile(r.xmlFile)
	if err != nil {
		return federation.Result{}, err
	}
	return o.Enable(ctx, source)
}

// operator reaches the real Graph.
func (r *real) operator(flags *pflag.FlagSet) (*federation.Operator, error) {
	kinds := []string{"", "secret", "certificate", "devicecode", "browser", "cli", "managed"}
	if err := oneOf("--credential", r.kind, kinds...); err != nil {
		return nil, err
	}
	r.at.Kind = msgraph.CredentialKind(r.kind)
	graph, err := r.at.Open()
	if err != nil {
		return nil, err
	}
	operator := &federation.Operator{
		Graph: graph,
		Out:   r.app.stdout,
		Warn:  r.app.stderr,
		Clock: r.app.clock,
		Again: r.again,
		Guard: &federation.RealGuard{
			Named:          r.domain,
			Allowed:        federation.AllowedDomains(r.app.getenv),
			SnapshotFolder: r.snapshots,
		},
		Commands: federation.Commands{Target: targetWords(flags), MetadataFile: r.xmlFile},
	}
	if r.json {
		operator.Out = r.app.stderr
	}
	return operator, nil
}

// targetWords are the flags that lead to the same target, as the user gave them: all but those that say what to do
// there and how to print it. No flag holds a secret.
func targetWords(flags *pflag.FlagSet) (words []string) {
	flags.Visit(func(f *pflag.Flag) {
		switch f.Name {
		case "domain", "xml-file", "json":
		case "target":
			words = append([]string{"--target", f.Value.String()}, words...)
		default:
			words = append(words, "--"+f.Name, f.Value.String())
		}
	})
	return words
}

// again waits a little for a change to show: reads of the real Graph may lag behind writes.
func (r *real) again(ctx context.Context, attempt int) bool {
	if attempt > 10 {
		return false
	}
	select {
	case <-r.app.clock.After(3 * time.Second):
		return true
	case <-ctx.Done():
		return false
	}
}
