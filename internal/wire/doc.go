// Package wire is what travels between an identity provider and a service provider: the HTTP-POST and HTTP-Redirect
// bindings; AuthnRequest, read within bounds and written; Response and identity-provider metadata, written in the shape
// that the vendors write. Metadata of any origin is read by package metadata.
//
// It decides nothing: whether a Response is believed is for the service provider (package sp/loginsrf), which reads it
// check by check.
//
// Signatures are made and verified by our own code alone: package xmltree reads and canonicalises, package xmldsig
// signs and verifies. What they say is judged from outside, in tests: by xmlsec1, and by a corpus of messages that
// xmlsec1 signed in the ways of other stacks. github.com/crewjam/saml and github.com/russellhaering/goxmldsig are in
// the module for other work, to read metadata of third parties and as a second opinion in package inspect; neither is
// asked whom to let in.
package wire
