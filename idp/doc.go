// Package idp emulates a JumpCloud organization: its users and groups, its Microsoft 365 directory binding,
// its SSO applications, and the SAML sign-on service, login page and User Portal that people meet.
//
// An [Organization] is made by [New] and served by [Organization.Mount] under JumpCloud's production host
// names. Administrators act through its methods, people through its pages. Everything that it knows lives in a
// [Store]; sessions and parked requests are kept in memory, bounded, and end with the process.
//
// The shapes, texts and codes follow JumpCloud's documentation and what others observed; where nobody knows,
// [Parity] says so.
package idp
