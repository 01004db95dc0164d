// Package oauth serves the /oauth2 endpoints of the emulated tenant at login.microsoftonline.com, in both versions:
// discovery, keys, the token endpoint with its grants, the authorization endpoint, the device flow, sign-out, and the
// OpenID userinfo endpoint of Microsoft Graph.
//
// A token for an application alone is made in one request. One for a person takes a sign-in: the authorization endpoint
// and the device flow's page read what the application asks for into a [signin.Ask] and hand it to the sign-in service,
// whose last step comes back to [Handler.Answer].
//
//	authorize   -> Ask -> sign-in -> Answer -> code        -> token endpoint: authorization_code -> tokens
//	devicecode  -> user code ... page -> Ask -> sign-in -> Answer ... token endpoint: device_code -> tokens
//
// What a person let an application have is a grant; codes, refresh tokens and approved device codes lead to one, and
// the token endpoint makes tokens of it. Tokens themselves are package token's, clients package client's, device codes
// package device's, errors package problem's.
package oauth
