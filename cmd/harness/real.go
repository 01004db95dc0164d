package main

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"samlharness/federation"
	"samlharness/federation/msgraph"
	"samlharness/internal/inputfile"
	"samlharness/scenarios"
)

// given are flags as a command line gave them; a [scenarios.Call] is one.
type given interface {
	String(name string) string
	Changed(name string) bool
}

// given to a command that is not a verb.
type givenFlags struct{ *pflag.FlagSet }

// String is a flag's value.
func (g givenFlags) String(name string) string { return g.Lookup(name).Value.String() }

// targetOf is the tenant that flags and the environment name.
func (a *app) targetOf(flags given) msgraph.Target {
	return msgraph.Target{
		Cloud:           flags.String("cloud"),
		Endpoint:        flags.String("graph"),
		AuthorityHost:   flags.String("authority-host"),
		TenantID:        flags.String("tenant-id"),
		ClientID:        flags.String("client-id"),
		Kind:            msgraph.CredentialKind(flags.String("credential")),
		SecretFile:      flags.String("secret-file"),
		CertificateFile: flags.String("certificate-file"),
		CAFile:          flags.String("ca-file"),
		Getenv:          a.getenv,
		Prompt:          a.stderr,
	}
}

// realOperator makes the operator of the real Microsoft Graph that a call's flags name, behind the guard.
func (a *app) realOperator(call *scenarios.Call, out, warn io.Writer) (*federation.Operator, error) {
	graph, err := a.targetOf(call).Open()
	if err != nil {
		return nil, err
	}
	jumpCloud, err := jumpCloudOf(call)
	if err != nil {
		return nil, err
	}
	operator := a.guarded(graph, call, out, warn)
	operator.Commands.Target = targetWords(call.Verb.FlagSet(), call)
	operator.JumpCloud = jumpCloud
	return operator, nil
}

// guarded is an operator behind the guard, which changes no other domain than the one that flags name.
func (a *app) guarded(graph *msgraph.Client, flags given, out, warn io.Writer) *federation.Operator {
	return &federation.Operator{
		Graph: graph,
		Out:   out,
		Warn:  warn,
		Clock: a.clock,
		Again: a.again,
		Wall:  a.clock,
		Guard: &federation.RealGuard{
			Named:          flags.String("domain"),
			Allowed:        federation.AllowedDomains(a.getenv),
			SnapshotFolder: flags.String("snapshots"),
		},
	}
}

// maxKey bounds the file of an API key, in bytes.
const maxKey = 4 << 10

// jumpCloudOf is the organization at JumpCloud that a call names by the file of its API key; nil when it names none.
func jumpCloudOf(call *scenarios.Call) (*federation.JumpCloud, error) {
	if !call.Changed("jumpcloud-key-file") {
		return nil, nil
	}
	text, err := inputfile.ReadPrefix(call.String("jumpcloud-key-file"), maxKey)
	if err != nil {
		return nil, &usageError{"the file of JumpCloud's API key cannot be read: " + err.Error(),
			"name a file that you may read"}
	}
	return &federation.JumpCloud{
		Endpoint: call.String("jumpcloud-api"),
		Key:      strings.TrimSpace(string(text)),
	}, nil
}

// targetWords are the flags that lead to the same target, as the user gave them. No flag holds a secret.
func targetWords(known *pflag.FlagSet, flags given) []string {
	words := []string{"--target", "real"}
	known.VisitAll(func(f *pflag.Flag) {
		tenant := f.Name != "target" && !strings.HasPrefix(f.Name, "jumpcloud-") // which only preflight has
		if scenarios.FlagGroup(f) == scenarios.GroupReal && tenant && flags.Changed(f.Name) {
			words = append(words, "--"+f.Name, flags.String(f.Name))
		}
	})
	return words
}

// again waits a little for a change to show: reads of the real Graph may lag behind writes.
func (a *app) again(ctx context.Context, attempt int) bool {
	if attempt > 10 {
		return false
	}
	select {
	case <-a.clock.After(3 * time.Second):
		return true
	case <-ctx.Done():
		return false
	}
}
