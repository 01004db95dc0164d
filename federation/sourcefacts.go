package federation

import (
	"crypto/x509"
	"fmt"
	"slices"
	"time"

	"samlharness/certs"
)

// soon is how long before its end a certificate is warned about.
const soon = 30 * 24 * time.Hour

const textRegenerate = "Regenerate the certificate of the JumpCloud application, and export the metadata again."

// oldSignatures are the algorithms that nothing current signs certificates with.
var oldSignatures = []x509.SignatureAlgorithm{x509.MD2WithRSA, x509.MD5WithRSA, x509.SHA1WithRSA, x509.ECDSAWithSHA1,
	x509.DSAWithSHA1}

// Findings are what can be told at an instant of the metadata alone. None of them is required. At the zero instant
// nobody can tell what has passed.
func (s Source) Findings(at time.Time) []Finding {
	all := []Finding{s.takesUnsigned(), s.takesPost(), s.namesSignOut(), s.current(at)}
	for use, c := range s.certificates() {
		all = append(all, hasRSAKey(use, c), inValidity(use, c, at), lasts(use, c, at), signedToday(use, c))
	}
	return all
}

// advice is a finding that is not required: it passes, or warns.
func advice(fact string, pass bool, cure, format string, args ...any) Finding {
	if pass {
		return Finding{Fact: fact, Outcome: Pass}
	}
	return Finding{Fact: fact, Outcome: Fail, Cure: cure, Warnings: []string{fmt.Sprintf(format, args...)}}
}

// takesUnsigned: WantAuthnRequestsSigned (Metadata 2.4.3). isSignedAuthenticationRequestRequired is Microsoft's switch
// (Microsoft Graph, internalDomainFederation resource type).
func (s Source) takesUnsigned() Finding {
	const cure = "let the identity provider take requests without a signature, or set " +
		"isSignedAuthenticationRequestRequired of the federation configuration to true " +
		"(Update-MgDomainFederationConfiguration -IsSignedAuthenticationRequestRequired)."
	return advice("the identity provider takes requests that are not signed", !s.WantsSignedRequests, cure,
		"The metadata says WantAuthnRequestsSigned, but Microsoft does not sign requests unless told to: %s", cure)
}

func (s Source) takesPost() Finding {
	const cure = "let the identity provider offer a SingleSignOnService by HTTP-POST, and export the metadata again."
	return advice("the identity provider takes requests by HTTP-POST", !s.LacksPost, cure,
		"The metadata has no SingleSignOnService by HTTP-POST, by which Microsoft sends requests; %s is for "+
			"HTTP-Redirect: %s", s.SignInURI, cure)
}

func (s Source) namesSignOut() Finding {
	const cure = "set signOutUri of the federation configuration to the page that signs users out at the identity " +
		"provider."
	return advice("the identity provider names an address for signing out", s.SignOutURI != "", cure,
		"The metadata names no https:// address to which browsers are sent to sign out, so none is registered: %s", cure)
}

// current: metadata past its validUntil does not count (Metadata 2.3.2).
func (s Source) current(at time.Time) Finding {
	const fact, cure = "the metadata is in its period of validity", "export or download it again."
	if at.IsZero() && !s.ValidUntil.IsZero() {
		return Finding{Fact: fact, Outcome: CannotTell}
	}
	return advice(fact, s.ValidUntil.IsZero() || at.Before(s.ValidUntil), cure,
		"The metadata was valid until %s, and its keys may have changed since: %s", s.ValidUntil.Format(time.RFC3339), cure)
}

func hasRSAKey(use string, c *x509.Certificate) Finding {
	return advice("the metadata's "+use+" has an RSA key", c.PublicKeyAlgorithm == x509.RSA, textRegenerate,
		"The metadata's %s has a key of the kind %s: Microsoft documents RSA signatures alone, and the emulated sign-in "+
			"takes no other. Regenerate it with an RSA key before users depend on it.", use, c.PublicKeyAlgorithm)
}

func inValidity(use string, c *x509.Certificate, at time.Time) Finding {
	fact, validity := "the metadata's "+use+" is in its period of validity", validityAt(c, at)
	if validity == "" {
		return Finding{Fact: fact, Outcome: CannotTell}
	}
	cure := textRegenerate
	if validity == "not yet valid" {
		cure = "Federate when it is valid; until then Microsoft takes no assertion that it signed."
	}
	return advice(fact, validity == "valid", cure, "The metadata's %s is %s: it is valid from %s to %s.", use,
		validity, c.NotBefore.UTC().Format(time.DateOnly), c.NotAfter.UTC().Format(time.DateOnly))
}

// lasts tells nothing of a certificate that is not valid now.
func lasts(use string, c *x509.Certificate, at time.Time) Finding {
	fact := "the metadata's " + use + " is valid for another 30 days"
	if validityAt(c, at) != "valid" {
		return Finding{Fact: fact, Outcome: CannotTell}
	}
	return advice(fact, !certs.Expired(c, at.Add(soon)), textRegenerate,
		"The metadata's %s expires soon, on %s: regenerate it before sign-in stops.", use,
		c.NotAfter.UTC().Format(time.DateOnly))
}

func signedToday(use string, c *x509.Certificate) Finding {
	return advice("the metadata's "+use+" is not signed by an outdated algorithm",
		!slices.Contains(oldSignatures, c.SignatureAlgorithm), textRegenerate,
		"The metadata's %s is signed with %s, which is outdated: regenerate it.", use, c.SignatureAlgorithm)
}

// validityAt is "valid", "expired" or "not yet valid" at an instant, "" at the zero one.
func validityAt(c *x509.Certificate, at time.Time) string {
	switch {
	case at.IsZero():
		return ""
	case certs.Expired(c, at):
		return "expired"
	case certs.NotYetValid(c, at):
		return "not yet valid"
	}
	return "valid"
}
