// Package redact takes out of a capture what nobody else shall see: cookies, tokens, passwords, private keys, and what
// was sent to hosts that have no part in the sign-in. The messages stay as they are, so that the cleaned capture gives
// the same verdict.
//
// One table, in table.go, says what is secret. Where a capture has a structure, such as a HAR, only what is known to be
// harmless is kept; in other texts what is known to be secret, or looks like it, is removed. A secret that a person
// wrote into prose cannot be told from the prose.
package redact
