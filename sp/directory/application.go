package directory

import (
	"errors"
	"slices"
	"time"

	"samlharness/internal/password"
)

// Application is an app registration of the tenant together with its service principal, or one of Microsoft's own
// applications, which exist in every tenant; see [FirstParty].
type Application struct {
	// ID is the object id of the registration, "" for one of Microsoft's own.
	ID string
	// AppID is the application (client) id, a GUID in lower case.
	AppID string
	// ServicePrincipalID is the object id of the service principal, which app-only tokens name.
	ServicePrincipalID string
	DisplayName        string
	CreatedAt          time.Time
	// RedirectURIs are where answers of the authorization endpoint may go.
	RedirectURIs []string
	// Public is "Allow public client flows": the application has people sign in without a credential of its own.
	Public bool
	// Implicit lets the authorization endpoint itself give ID tokens and access tokens.
	Implicit bool
	// Roles are the application permissions of Microsoft Graph that an administrator granted.
	Roles []string
	// Scopes are the delegated permissions of Microsoft Graph that the registration lists: what .default asks for.
	Scopes []string
	// Secrets and Certificates are its credentials, oldest first.
	Secrets      []ApplicationSecret
	Certificates []ApplicationCertificate
	// FirstParty tells Microsoft's own; Preauthorized those of them that nobody is asked to consent to.
	FirstParty, Preauthorized bool
}

// ApplicationSecret is a client secret without its value, as Graph's passwordCredential shows it.
type ApplicationSecret struct {
	KeyID, DisplayName string
	// Hint are the first characters of the value.
	Hint             string
	StartsAt, EndsAt time.Time
}

// ApplicationCertificate is a certificate whose key may sign client assertions, as Graph's keyCredential shows it.
type ApplicationCertificate struct {
	KeyID, DisplayName string
	// DER is the certificate.
	DER              []byte
	StartsAt, EndsAt time.Time
}

// NewApplication is what [Tenant.CreateApplication] needs.
type NewApplication struct {
	// AppID is the client id; "" lets the tenant choose one.
	AppID string
	// DisplayName is needed.
	DisplayName      string
	RedirectURIs     []string
	Public, Implicit bool
	Roles, Scopes    []string
	// Secret is the value of a first client secret, which is good until the end of 2299, the latest that Microsoft ever
	// took: a world's clock may move by years. "" makes none.
	Secret string
	// Certificates are registered too.
	Certificates []KeyCredential
	// AdminConsent grants Scopes for everybody.
	AdminConsent bool
}

// ApplicationPatch is a change of some properties of a registration; a nil field stays as it is.
type ApplicationPatch struct {
	DisplayName                 *string
	RedirectURIs, Roles, Scopes *[]string
	Public, Implicit            *bool
	// Certificates are all that the registration is to have, nil those that it has; the others are removed.
	Certificates []KeyCredential
}

// KeyCredential is a certificate that a registration is to have: by its KeyID one that it has, by its DER a new one or
// one that it has. A new one gets the KeyID, or one that the tenant chooses when that is "".
type KeyCredential struct {
	KeyID string
	DER   []byte
}

// NewApplicationSecret is what [Tenant.AddApplicationSecret] needs.
type NewApplicationSecret struct {
	DisplayName string
	// Value is the secret; "" lets the tenant choose one, as the real one always does.
	Value string
	// EndsAt is when it expires; the zero value means in two years, as Graph's addPassword.
	EndsAt time.Time
}

// The outcomes of [Tenant.VerifyApplicationSecret] besides success.
var (
	ErrWrongSecret   = errors.New("wrong client secret")
	ErrSecretExpired = errors.New("client secret expired")
)

// OperatorRoles are the application permissions that an operator who federates a domain needs: for domains, users,
// roles, policies and logs (Microsoft Graph permissions reference).
func OperatorRoles() []string {
	return []string{
		"Domain.ReadWrite.All",
		"Domain-InternalFederation.ReadWrite.All",
		"Organization.ReadWrite.All",
		"User.ReadWrite.All",
		"Directory.ReadWrite.All",
		"RoleManagement.ReadWrite.Directory",
		"Application.ReadWrite.All",
		"AuditLog.Read.All",
		"OnPremDirectorySynchronization.Read.All",
		"Policy.Read.All",
		"Policy.ReadWrite.FedTokenValidation",
		"Policy.ReadWrite.SecurityDefaults",
		"Policy.ReadWrite.AuthenticationMethod",
		"UserAuthenticationMethod.ReadWrite.All",
	}
}

// applicationRow is a stored registration with its secrets.
type applicationRow struct {
	Application
	// Hashes has the secrets' values by key id.
	Hashes map[string]password.Hash `json:",omitempty"`
}

// clone is an application that its receiver may change.
func (a Application) clone() Application {
	a.RedirectURIs, a.Roles, a.Scopes = slices.Clone(a.RedirectURIs), slices.Clone(a.Roles), slices.Clone(a.Scopes)
	a.Secrets, a.Certificates = slices.Clone(a.Secrets), slices.Clone(a.Certificates)
	return a
}
