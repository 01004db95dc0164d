// Package signon is JumpCloud's SAML sign-on service, sso.jumpcloud.com: it reads a service provider's request, keeps
// it pending until its user has signed in at the console, decides by the state of that moment, and issues the signed
// response. It serves the public metadata of applications too.
//
//	AuthnRequest or tile -> [Handler] -> pending -> login page -> [Handler] again, with the token -> decision
//	-> response
package signon
