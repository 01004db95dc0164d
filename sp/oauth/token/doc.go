// Package token is what the tokens of an emulated tenant say and who signs them: the signing key, the claims of access
// and ID tokens, their verification, and what an access token may do at Microsoft Graph.
package token
