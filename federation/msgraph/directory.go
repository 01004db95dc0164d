package msgraph

import (
	"context"
	"net/http"
	"net/url"

	"samlharness/internal/directoryrole"
)

// User is an account, as far as federating its domain concerns it. Source: Microsoft Graph, user resource type.
type User struct {
	UserPrincipalName string `json:"userPrincipalName"`
	AccountEnabled    bool   `json:"accountEnabled"`
	ImmutableID       string `json:"onPremisesImmutableId"` // "" for none
}

// Users lists the accounts of the tenant, 999 a page.
func (c *Client) Users(ctx context.Context) ([]User, error) {
	return list[User](ctx, c, "/v1.0/users?$select=userPrincipalName,accountEnabled,onPremisesImmutableId&$top=999")
}

// User reads one account by its user principal name; it needs User.Read.All.
func (c *Client) User(ctx context.Context, upn string) (u User, err error) {
	path := "/v1.0/users/" + url.PathEscape(upn) + "?$select=userPrincipalName,accountEnabled,onPremisesImmutableId"
	return u, c.call(ctx, http.MethodGet, path, nil, &u)
}

// Registration is what a user has registered to sign in with. Source: Microsoft Graph, userRegistrationDetails resource
// type; it needs AuditLog.Read.All and a P1 license.
type Registration struct {
	UserPrincipalName string   `json:"userPrincipalName"`
	IsMFARegistered   bool     `json:"isMfaRegistered"`
	Methods           []string `json:"methodsRegistered"`
}

// Registrations lists what users have registered.
func (c *Client) Registrations(ctx context.Context) ([]Registration, error) {
	return list[Registration](ctx, c, "/v1.0/reports/authenticationMethods/userRegistrationDetails"+
		"?$select=userPrincipalName,isMfaRegistered,methodsRegistered&$top=999")
}

// RoleHolder is a user to whom a directory role is assigned directly.
type RoleHolder struct {
	Role string // the id of the role's definition
	Administrator
}

// GlobalAdministrator says whether the role is Global Administrator.
func (h RoleHolder) GlobalAdministrator() bool { return h.Role == directoryrole.GlobalAdministrator }

// RoleHolders lists the users who hold directory roles, one entry a role.
func (c *Client) RoleHolders(ctx context.Context) ([]RoleHolder, error) {
	return c.roleHolders(ctx, "/v1.0/roleManagement/directory/roleAssignments?$expand=principal")
}

func (c *Client) roleHolders(ctx context.Context, path string) ([]RoleHolder, error) {
	type assignment struct {
		Role      string `json:"roleDefinitionId"`
		Principal struct {
			Type string `json:"@odata.type"`
			Administrator
		} `json:"principal"`
	}
	assignments, err := list[assignment](ctx, c, path)
	if err != nil {
		return nil, err
	}
	var all []RoleHolder
	for _, a := range assignments {
		if a.Principal.Type == "#microsoft.graph.user" {
			all = append(all, RoleHolder{a.Role, a.Principal.Administrator})
		}
	}
	return all, nil
}

// SecurityDefaults says whether security defaults are on. Source: Microsoft Graph,
// identitySecurityDefaultsEnforcementPolicy resource type.
func (c *Client) SecurityDefaults(ctx context.Context) (bool, error) {
	var policy struct {
		IsEnabled bool `json:"isEnabled"`
	}
	err := c.call(ctx, http.MethodGet, "/v1.0/policies/identitySecurityDefaultsEnforcementPolicy", nil, &policy)
	return policy.IsEnabled, err
}

// Methods are the tenant's policy of authentication methods. Source: Microsoft Graph, authenticationMethodsPolicy
// resource type, beta, which alone has the preference of the system.
type Methods struct {
	SystemPreference struct {
		State string `json:"state"` // "default", which Microsoft manages, "enabled" or "disabled"
	} `json:"systemCredentialPreferences"`
	Configurations []struct {
		ID    string `json:"id"` // "X509Certificate", "Fido2"
		State string `json:"state"`
	} `json:"authenticationMethodConfigurations"`
}

// AuthenticationMethods reads the policy of authentication methods.
func (c *Client) AuthenticationMethods(ctx context.Context) (Methods, error) {
	var m Methods
	return m, c.call(ctx, http.MethodGet, "/beta/policies/authenticationMethodsPolicy", nil, &m)
}
