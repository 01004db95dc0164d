// Package xmltree reads the XML of a SAML message once, within bounds, into a tree, and writes the tree in exclusive
// canonical form.
//
// It exists because what a signature covers is decided by details that general XML libraries lose: how an attribute's
// line feed was written, whether a namespace declaration repeats its parent's, where a comment splits a text. The
// reader follows XML 1.0 (fifth edition) and Namespaces in XML 1.0 to the letter where it accepts, and refuses what
// SAML messages have no use for and attackers do: document type declarations, entities, processing instructions, other
// encodings than UTF-8, and anything beyond its [Limits].
package xmltree
