// Package idp emulates JumpCloud. The state is an [org.Organization]: its users, groups, applications and bindings, on
// which administrators and tests act. [New] puts the services on it that people and programs meet, and Mount serves
// them under JumpCloud's production host names:
//
//	org       the state of an organization and what administrators do
//	signon    the SAML sign-on service: request, pending request, decision, response
//	console   the login and the User Portal
//	api       the REST API
//	session   the cookie that says who is signed in, for signon and console
//	pages     what the services show
//	m365      the directory integration: immutable IDs to Microsoft, over Graph
//
// Imports run one way: pages and org <- session <- signon <- console; nothing calls back up. What an organization knows
// lives in its store; sessions and pending requests are kept in memory, bounded, and end with the process.
//
// The shapes, texts and codes follow JumpCloud's documentation and what others observed; where nobody knows, we choose,
// and `harness parity` says so.
package idp
