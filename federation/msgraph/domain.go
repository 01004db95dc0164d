package msgraph

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
)

// Domain is Graph's domain, as far as the operator needs it. Source: Microsoft Graph, domain resource type.
type Domain struct {
	ID                 string   `json:"id"`
	AuthenticationType string   `json:"authenticationType"` // [Managed] or [Federated]
	IsVerified         bool     `json:"isVerified"`
	IsDefault          bool     `json:"isDefault"`
	IsInitial          bool     `json:"isInitial"`
	IsRoot             bool     `json:"isRoot"`
	SupportedServices  []string `json:"supportedServices,omitempty"`
}

// The authentication types of a domain.
const (
	Managed   = "Managed"
	Federated = "Federated"
)

// InternalDomainFederation is Graph's federation configuration of a domain, as far as the operator reads and writes it.
// Members that are empty are not sent: Graph refuses empty enums. Source: Microsoft Graph, internalDomainFederation
// resource type.
type InternalDomainFederation struct {
	ODataType                             string `json:"@odata.type,omitempty"` // [InternalDomainFederationType]
	ID                                    string `json:"id,omitempty"`
	DisplayName                           string `json:"displayName,omitempty"`
	IssuerURI                             string `json:"issuerUri,omitempty"`
	PassiveSignInURI                      string `json:"passiveSignInUri,omitempty"`
	ActiveSignInURI                       string `json:"activeSignInUri,omitempty"`
	SignOutURI                            string `json:"signOutUri,omitempty"`
	MetadataExchangeURI                   string `json:"metadataExchangeUri,omitempty"`
	PasswordResetURI                      string `json:"passwordResetUri,omitempty"`
	SigningCertificate                    string `json:"signingCertificate,omitempty"`
	NextSigningCertificate                string `json:"nextSigningCertificate,omitempty"`
	PreferredAuthenticationProtocol       string `json:"preferredAuthenticationProtocol,omitempty"`
	PromptLoginBehavior                   string `json:"promptLoginBehavior,omitempty"`
	FederatedIDPMFABehavior               string `json:"federatedIdpMfaBehavior,omitempty"`
	IsSignedAuthenticationRequestRequired *bool  `json:"isSignedAuthenticationRequestRequired,omitempty"`
}

// InternalDomainFederationType is the @odata.type of an [InternalDomainFederation].
const InternalDomainFederationType = "#microsoft.graph.internalDomainFederation"

// Domains lists the domains of the tenant.
func (c *Client) Domains(ctx context.Context) ([]Domain, error) {
	return list[Domain](ctx, c, "/v1.0/domains")
}

// Domain reads one domain.
func (c *Client) Domain(ctx context.Context, name string) (Domain, error) {
	var d Domain
	err := c.call(ctx, http.MethodGet, domainPath(name), nil, &d)
	return d, err
}

// RawDomain reads one domain as it is, for a snapshot.
func (c *Client) RawDomain(ctx context.Context, name string) (json.RawMessage, error) {
	return c.raw(ctx, domainPath(name))
}

// FederationConfigurations lists the federation configurations of a domain: one, or, since Graph answers 404 when there
// is none, an error for which [IsNotFound] holds.
func (c *Client) FederationConfigurations(ctx context.Context, domain string) ([]InternalDomainFederation, error) {
	return list[InternalDomainFederation](ctx, c, configurationPath(domain))
}

// RawFederationConfigurations reads the list of [Client.FederationConfigurations] as it is, for a snapshot.
func (c *Client) RawFederationConfigurations(ctx context.Context, domain string) (json.RawMessage, error) {
	return c.raw(ctx, configurationPath(domain))
}

// raw reads any object as it is.
func (c *Client) raw(ctx context.Context, path string) (json.RawMessage, error) {
	var body json.RawMessage
	err := c.call(ctx, http.MethodGet, path, nil, &body)
	return body, err
}

func domainPath(domain string) string { return "/v1.0/domains/" + url.PathEscape(domain) }

func configurationPath(domain string) string { return domainPath(domain) + "/federationConfiguration" }
