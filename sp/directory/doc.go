// Package directory is the state of one emulated Microsoft Entra tenant: its domains with their federation
// configurations, its users, roles and policies, and what the sign-in service sees of them.
//
// Administrators' changes go through a [Tenant] (Microsoft Graph is one way to it) and are refused with Graph's own
// code and text as a [*record.Refusal]. The sign-in service reads the same state through [Tenant.SignInDomain] and
// [Tenant.RealmByIssuer], which lag behind federation changes by the tenant's propagation delay on the world's clock.
//
// State lives in a [store.Store]. What a Tenant takes and returns are copies, which belong to the caller.
package directory
