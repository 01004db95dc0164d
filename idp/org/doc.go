// Package org is the state of a JumpCloud organization: its users and their passwords, its groups, its SSO applications
// with their keys, certificates and grants, the bindings to the Microsoft 365 directory, and who is signed in. It has
// what administrators do and why that is refused; it serves nothing by itself.
//
// A refusal is a *[record.Refusal], with one of the Code constants for callers who decide on it.
package org
