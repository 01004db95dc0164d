// Package thirdparty has the sites that a script brings into its world beside the two companies: a service provider, an
// identity provider made of crewjam/saml, and the way to a server of one's own on this machine. None of them stands for
// a product; they are small, and what they say is theirs.
package thirdparty
