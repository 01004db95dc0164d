// Package certs makes the keys and certificates of a world: the RSA pairs with which the emulated JumpCloud signs, in
// the profile of the real ones, and the TLS certificates of the emulated hosts.
//
// RSA keys are slow to make, so a [Pool] keeps spare ones ready. Time never comes from the machine: whoever issues or
// judges a certificate passes the instant, so that a world whose clock is five years ahead sees its certificates
// expire. Nothing here is trusted outside a world: the TLS [Authority] is short-lived, says TEST, and is
// name-constrained to the hosts of its world.
package certs
