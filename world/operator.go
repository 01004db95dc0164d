package world

import (
	"context"
	"io"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"samlharness/federation"
	"samlharness/federation/msgraph"
)

// Credential is azidentity's client-secret credential of the world's app registration. It and everything that is made
// of it reach the world alone.
func (w *World) Credential() (azcore.TokenCredential, error) {
	return msgraph.Credential(msgraph.CredentialOptions{
		Kind:                     msgraph.Secret,
		TenantID:                 w.Entra.ID(),
		ClientID:                 w.ClientID,
		ClientSecret:             w.ClientSecret,
		AuthorityHost:            "https://" + w.Entra.Cloud().Login(),
		DisableInstanceDiscovery: true,
		Transport:                w.client,
	})
}

// Graph is a new client of the world's Microsoft Graph.
func (w *World) Graph() (*msgraph.Client, error) {
	credential, err := w.Credential()
	if err != nil {
		return nil, err
	}
	return msgraph.New(msgraph.Options{
		Endpoint:   w.Entra.Cloud().GraphResource(),
		SignInHost: "https://" + w.Entra.Cloud().Login(),
		Credential: credential,
		Transport:  w.client,
		Emulated:   true,
		Logger:     w.log,
	})
}

// Operator federates the world's domains as an administrator would; out gets its results, warn its warnings, and either
// may be nil. Where an operation waits for time to pass, the world's clock moves.
func (w *World) Operator(out, warn io.Writer) (*federation.Operator, error) {
	graph, err := w.Graph()
	if err != nil {
		return nil, err
	}
	o := &federation.Operator{Graph: graph, Out: out, Warn: warn, Clock: w.Clock}
	o.Pass = func(_ context.Context, d time.Duration) (err error) {
		w.Clock.Advance(d)
		o.Graph, err = w.Graph() // a token does not outlive it
		return err
	}
	return o, nil
}
