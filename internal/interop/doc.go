// Package interop holds the proof that others can stand in: its tests put service providers, identity providers,
// signature verifiers and Graph clients that share no line with the emulation in the place of one of its parties, and
// walk whole sign-ins with them over TLS.
//
// There is one file for each counterpart. They live by the machine's clock, so their worlds follow it.
package interop
