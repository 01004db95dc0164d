// Package oauth serves the /oauth2 endpoints of the emulated tenant at login.microsoftonline.com: OpenID discovery,
// instance discovery, signing keys and client-credentials tokens, with the errors that real clients get, and the
// verification of its access tokens for the emulated Microsoft Graph. A request that needs a person goes on to the
// sign-in service, see [SignIn].
package oauth
