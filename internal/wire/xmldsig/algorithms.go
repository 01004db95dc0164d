package xmldsig

import (
	"crypto"
	_ "crypto/sha1"   // registers SHA-1, which Microsoft's documentation still names
	_ "crypto/sha256" // registers SHA-256
	_ "crypto/sha512" // registers SHA-384 and SHA-512
)

// Namespace is the namespace of the ds: elements.
const Namespace = "http://www.w3.org/2000/09/xmldsig#"

// The algorithms and transforms of XML Signature and RFC 9231 that SAML messages use.
const (
	RSASHA1   = "http://www.w3.org/2000/09/xmldsig#rsa-sha1"
	RSASHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
	RSASHA384 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384"
	RSASHA512 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"

	SHA1   = "http://www.w3.org/2000/09/xmldsig#sha1"
	SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
	SHA384 = "http://www.w3.org/2001/04/xmldsig-more#sha384"
	SHA512 = "http://www.w3.org/2001/04/xmlenc#sha512"

	EnvelopedSignature        = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
	ExclusiveCanonicalization = "http://www.w3.org/2001/10/xml-exc-c14n#"
)

// signatureHash is the hash of an allowed signature algorithm. HMAC, DSA and whatever else a message may name is not
// allowed: the key decides what kind of signature there can be, never the message.
func signatureHash(method string) (crypto.Hash, bool) {
	switch method {
	case RSASHA1:
		return crypto.SHA1, true
	case RSASHA256:
		return crypto.SHA256, true
	case RSASHA384:
		return crypto.SHA384, true
	case RSASHA512:
		return crypto.SHA512, true
	}
	return 0, false
}

// digestHash is the hash of an allowed digest algorithm.
func digestHash(method string) (crypto.Hash, bool) {
	switch method {
	case SHA1:
		return crypto.SHA1, true
	case SHA256:
		return crypto.SHA256, true
	case SHA384:
		return crypto.SHA384, true
	case SHA512:
		return crypto.SHA512, true
	}
	return 0, false
}

// digestFor is the digest algorithm that goes with a signature algorithm when we sign.
func digestFor(method string) string {
	switch method {
	case RSASHA1:
		return SHA1
	case RSASHA384:
		return SHA384
	case RSASHA512:
		return SHA512
	}
	return SHA256
}
