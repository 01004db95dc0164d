package main

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"samlharness/federation"
)

// real are the flags of federation commands against the real Microsoft Graph.
type real struct {
	app                                *app
	target, domain, xmlFile, snapshots string
	json                               bool
	credential                         federation.CredentialOptions
	kind                               string
}

// wantsReal tells whether the words of a federation command name the real target.
func wantsReal(args []string) bool {
	i := slices.Index(args, "--target")
	return slices.Contains(args, "--target=real") || i >= 0 && i+1 < len(args) && args[i+1] == "real"
}

// realFederation runs a federation command against the real Microsoft Graph, behind the guard.
func (a *app) realFederation(ctx context.Context, args []string) error {
	r := &real{app: a, credential: federation.CredentialOptions{ClientSecret: a.getenv("AZURE_CLIENT_SECRET"), Prompt: a.stderr}}
	root := &cobra.Command{Use: "harness", SilenceErrors: true, SilenceUsage: true}
	parent := &cobra.Command{Use: "federation", Short: "Show and change the federation of a domain of the real tenant", Args: unknownCommand, RunE: help}
	root.AddCommand(parent)
	root.SetFlagErrorFunc(flagError)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetArgs(append([]string{"federation"}, args...))
	parent.AddCommand(
		r.command("show", "Print a domain's federation", func(ctx context.Context, o *federation.Operator) (federation.Result, error) {
			return o.Show(ctx, r.domain)
		}),
		r.command("enable", "Federate the domain that a metadata file names", r.enable),
		r.command("disable", "Return a domain to password sign-in", func(ctx context.Context, o *federation.Operator) (federation.Result, error) {
			return o.Disable(ctx, r.domain)
		}),
	)
	f := parent.PersistentFlags()
	f.StringVar(&r.target, "target", "", "real")
	f.StringVar(&r.domain, "domain", "", "the `DOMAIN`; it must be in HARNESS_REAL_DOMAIN too")
	f.StringVar(&r.xmlFile, "xml-file", "", "the metadata `FILE` that JumpCloud exports")
	f.StringVar(&r.snapshots, "snapshots", ".harness/snapshots", "keep the state before each change in this `FOLDER`")
	f.BoolVar(&r.json, "json", false, "write the result as JSON")
	f.StringVar(&r.kind, "credential", "", "how to get a token: `secret`, devicecode, browser, cli or managed")
	f.StringVar(&r.credential.TenantID, "tenant-id", a.getenv("AZURE_TENANT_ID"), "the tenant's `ID` or domain")
	f.StringVar(&r.credential.ClientID, "client-id", a.getenv("AZURE_CLIENT_ID"), "the app registration's `ID`")
	return root.ExecuteContext(ctx)
}

func (r *real) command(use, short string, do func(context.Context, *federation.Operator) (federation.Result, error)) *cobra.Command {
	return &cobra.Command{Use: use, Short: short, Args: between(0, 0), RunE: func(cmd *cobra.Command, _ []string) error {
		if r.domain == "" {
			return &usageError{"federation " + use + " lacks --domain", "a real domain is named on the command line"}
		}
		operator, err := r.operator()
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
func (r *real) operator() (*federation.Operator, error) {
	kinds := []string{"", "secret", "devicecode", "browser", "cli", "managed"}
	if err := oneOf("--credential", r.kind, kinds...); err != nil {
		return nil, err
	}
	r.credential.Kind = federation.CredentialKind(r.kind)
	credential, err := federation.Credential(r.credential)
	if err != nil {
		return nil, err
	}
	options := federation.GraphOptions{Credential: credential}
	if r.kind == "devicecode" || r.kind == "browser" || r.kind == "" && r.credential.ClientSecret == "" {
		options.Scopes = federation.DelegatedScopes("")
	}
	graph, err := federation.NewGraph(options)
	if err != nil {
		return nil, err
	}
	operator := &federation.Operator{Graph: graph, Out: r.app.stdout, Warn: r.app.stderr, Clock: r.app.clock, Again: r.again,
		Guard: &federation.RealGuard{Named: r.domain, Allowed: strings.Fields(r.app.getenv(federation.EnvRealDomain)), SnapshotFolder: r.snapshots}}
	if r.json {
		operator.Out = r.app.stderr
	}
	return operator, nil
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
