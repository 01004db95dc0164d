// Package oauth is the emulated tenant's token service at login.microsoftonline.com: OpenID discovery, instance
// discovery, signing keys and client-credentials tokens, with the errors that real clients get, and the
// verification of its access tokens for the emulated Microsoft Graph.
package oauth
