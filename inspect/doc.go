// Package inspect judges a SAML response outside any world: it reads the message from whatever form it was copied in,
// runs the checks of login.srf on it, the same list that the emulated service runs, and reports each of them with the
// line that Microsoft's page would show.
//
// What the service would look up in its tenant, the registered issuer, certificates and immutable IDs, comes from
// options or from a directory. What nobody told is assumed and reported as such, and the checks that need it are
// unknown. Without a registered certificate nothing is accepted: anybody could have signed the message.
//
// Beside the verdict a report explains: what else would be wrong if the check that failed were right, how a NameID is
// related to the immutable IDs that are known, what happened to a message whose signature is wrong, what would come of
// it where multi-factor authentication is asked for. None of that has a part in the verdict.
package inspect
