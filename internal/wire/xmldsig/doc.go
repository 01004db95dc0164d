// Package xmldsig signs and verifies the enveloped XML signatures of SAML messages.
//
// A verifier here is handed the element that must be signed, never an ID to look for: it takes the one ds:Signature
// that is that element's direct child, demands the one form that SAML Core 5.4 allows, verifies it with a key that the
// caller trusts, and returns the canonical bytes that were verified, so that the caller can read from those and from
// nothing else. KeyInfo decides nothing.
package xmldsig
