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

// realOperator makes the operator of the real Microsoft Graph that a call's flags name, behind the guard.
func (a *app) realOperator(call *scenarios.Call, out, warn io.Writer) (*federation.Operator, error) {
	target := msgraph.Target{
		Cloud:           call.String("cloud"),
		Endpoint:        call.String("graph"),
		AuthorityHost:   call.String("authority-host"),
		TenantID:        call.String("tenant-id"),
		ClientID:        call.String("client-id"),
		Kind:            msgraph.CredentialKind(call.String("credential")),
		SecretFile:      call.String("secret-file"),
		CertificateFile: call.String("certificate-file"),
		CAFile:          call.String("ca-file"),
		Getenv:          a.getenv,
		Prompt:          a.stderr,
	}
	graph, err := target.Open()
	if err != nil {
		return nil, err
	}
	jumpCloud, err := jumpCloudOf(call)
	if err != nil {
		return nil, err
	}
	return &federation.Operator{
		Graph: graph,
		Out:   out,
		Warn:  warn,
		Clock: a.clock,
		Again: a.again,
		Wall:  a.clock,
		Guard: &federation.RealGuard{
			Named:          call.String("domain"),
			Allowed:        federation.AllowedDomains(a.getenv),
			SnapshotFolder: call.String("snapshots"),
		},
		Commands:  federation.Commands{Target: targetWords(call)},
		JumpCloud: jumpCloud,
	}, nil
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
func targetWords(call *scenarios.Call) []string {
	words := []string{"--target", "real"}
	call.Verb.FlagSet().VisitAll(func(f *pflag.Flag) {
		tenant := f.Name != "target" && !strings.HasPrefix(f.Name, "jumpcloud-") // which only preflight has
		if scenarios.FlagGroup(f) == scenarios.GroupReal && tenant && call.Changed(f.Name) {
			words = append(words, "--"+f.Name, call.String(f.Name))
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
