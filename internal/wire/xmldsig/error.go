package xmldsig

// Kind says what is wrong with a signature.
type Kind string

// The kinds of error, in the order in which they are looked for.
const (
	Form                Kind = "form"                 // not the one form that SAML allows
	MissingAlgorithm    Kind = "missing algorithm"    // an Algorithm attribute is absent
	SignatureMethod     Kind = "signature method"     // not an allowed signature algorithm
	Canonicalization    Kind = "canonicalization"     // not exclusive canonicalization, or it failed
	Reference           Kind = "reference"            // the URI names another element than the signature's parent
	UnresolvedReference Kind = "unresolved reference" // the URI names no element of the document
	TransformOrder      Kind = "transform order"      // enveloped-signature does not come first
	Transform           Kind = "transform"            // another transform than the two that SAML allows
	DigestMethod        Kind = "digest method"        // not an allowed digest algorithm
	Value               Kind = "signature value"      // the key did not sign this SignedInfo
	Digest              Kind = "digest value"         // the element is not what was signed
)

// Error is why a signature was refused.
type Error struct {
	Kind Kind
	// Says is what happened and where, in one sentence.
	Says string
	// Expected and Got are the values that were compared; either may be empty.
	Expected, Got string
}

func (e *Error) Error() string { return e.Says }
