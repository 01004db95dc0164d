package oauth

import "strings"

// App is an app registration of the tenant: a client that may ask for tokens.
type App struct {
	// ID is the client id, a GUID.
	ID string
	// Secret is the client secret's value; with "" no secret is right, since an empty one is never taken.
	Secret string
	// DisplayName stands in tokens; "" means "harness".
	DisplayName string
	// Roles are the application permissions that its tokens carry; nil means what federating a domain takes.
	Roles []string
}

// defaultRoles are the application permissions that an operator who federates a domain needs: for domains, users and
// policies (Microsoft Graph permissions reference).
func defaultRoles() []string {
	return []string{
		"Domain.ReadWrite.All",
		"Domain-InternalFederation.ReadWrite.All",
		"Organization.ReadWrite.All",
		"User.ReadWrite.All",
		"Directory.ReadWrite.All",
		"RoleManagement.Read.Directory",
		"Policy.Read.All",
		"Policy.ReadWrite.FedTokenValidation",
		"Policy.ReadWrite.SecurityDefaults",
	}
}

func (h *Handler) app(clientID string) (App, bool) {
	for _, app := range h.Apps {
		if strings.EqualFold(app.ID, clientID) {
			return app, true
		}
	}
	return App{}, false
}
