// Package msgraph is a client of Microsoft Graph v1.0 for what federating a domain needs: a tenant's domains, their
// federation configurations, and who administers the tenant. It signs in with azidentity's credentials.
//
// It tries again what is safe to try again and decides nothing: what is to be read and written, what an answer proves
// and what to do about an error, package federation knows.
package msgraph
