// Package client proves which application a request to the token service comes from: by client secret, by a client
// assertion that the key of a registered certificate signed, or, for public clients, by the client id alone.
package client

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jonboulle/clockwork"

	"samlharness/internal/expiring"
	"samlharness/sp/aadsts"
	"samlharness/sp/directory"
	"samlharness/sp/oauth/problem"
	"samlharness/sp/oauth/token"
)

// TypeAssertion is the client_assertion_type of client assertions (RFC 7523 2.2).
const TypeAssertion = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// maxAssertions is how many client assertions are remembered.
const maxAssertions = 10_000

// Authenticator proves clients of one tenant.
type Authenticator struct {
	tenant *directory.Tenant
	clock  clockwork.Clock
	seen   *expiring.Map[string] // by client id and jti: the assertion's digest
}

// New makes the authenticator of a tenant.
func New(tenant *directory.Tenant, clock clockwork.Clock) *Authenticator {
	return &Authenticator{tenant, clock, expiring.New[string](clock, maxAssertions)}
}

// Request is what a request says of its client.
type Request struct {
	// ID is the client_id.
	ID string
	// Secret is the client_secret; HasSecret tells that there was one, also an empty one.
	Secret    string
	HasSecret bool
	// Assertion is the client_assertion, HasAssertion tells that there was one.
	Assertion    string
	HasAssertion bool
	// Host and Tenant are those of the endpoint's address, for the assertion's audience.
	Host, Tenant string
}

// Client is a client that is known.
type Client struct {
	directory.Application
	// Proof is how it proved who it is: [token.ClientPublic], [token.ClientSecret] or [token.ClientCertificate].
	Proof string
}

// Find is the application with a client id; its errors are [*problem.Error].
func (a *Authenticator) Find(ctx context.Context, id string) (directory.Application, error) {
	if _, err := uuid.Parse(id); err != nil || len(id) != 36 {
		return directory.Application{}, problem.NotAnAppID(id)
	}
	app, err := a.tenant.Application(ctx, id)
	if directory.IsNotFound(err) || err == nil && len(app.AppID) != len(id) {
		return app, problem.New("unauthorized_client", aadsts.ClientUnknown, id, a.tenant.DisplayName()).Because(
			"the client id of an app registration of the tenant", id,
			"register the application: `harness entra app create`, or appRegistrations in the world file")
	}
	return app, err
}

// Authenticate finds the client of a request and checks the credential that it gave. One that gave none is a public
// client, or has to give one.
func (a *Authenticator) Authenticate(ctx context.Context, q Request) (Client, error) {
	app, err := a.Find(ctx, q.ID)
	if err != nil {
		return Client{}, err
	}
	given := q.Secret != "" || q.HasAssertion
	switch {
	case given && app.FirstParty:
		return Client{}, problem.New("invalid_client", aadsts.ClientIsPublic)
	case q.HasAssertion && !q.HasSecret:
		return Client{app, token.ClientCertificate}, a.checkAssertion(app, q)
	case q.Secret != "":
		return Client{app, token.ClientSecret}, a.checkSecret(ctx, app, q.Secret)
	case app.Public:
		return Client{app, token.ClientPublic}, nil
	}
	return Client{}, NoCredential()
}

// NoCredential is the refusal of a request that has to bring a credential.
func NoCredential() error {
	return problem.New("invalid_client", aadsts.ClientSecretMissing)
}

func (a *Authenticator) checkSecret(ctx context.Context, app directory.Application, secret string) error {
	err := a.tenant.VerifyApplicationSecret(ctx, app.AppID, secret)
	switch {
	case errors.Is(err, directory.ErrSecretExpired):
		return problem.New("invalid_client", aadsts.ClientSecretExpired, app.AppID).Because(
			"a client secret that has not expired", "one that has", "`harness entra app secret add "+app.AppID+"`")
	case errors.Is(err, directory.ErrWrongSecret):
		return problem.New("invalid_client", aadsts.ClientSecretWrong, app.AppID)
	}
	return err
}
