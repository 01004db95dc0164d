// Package wire is what travels between an identity provider and a service provider: the HTTP-POST and
// HTTP-Redirect bindings, AuthnRequest, Response and identity-provider metadata, each read within bounds and
// written in the shape that the vendors write.
//
// It decides nothing: whether a Response is believed is for the service provider (package sp/loginsrf), with
// the signature checks of package wire/xmldsig.
package wire
