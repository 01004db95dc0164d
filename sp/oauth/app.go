package oauth

// App is an app registration of the tenant: a client that may ask for tokens.
type App struct {
	// ID is the client id, a GUID.
	ID string
	// Secret is the client secret's value.
	Secret string
	// DisplayName is shown in tokens; "" means "harness".
	DisplayName string
	// Roles are the application permissions that its tokens carry, such as "Domain.ReadWrite.All".
	Roles []string
}
