package loginsrf

import (
	"crypto/rsa"
	"crypto/x509"
	"errors"

	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
	"samlharness/sp/aadsts"
)

func checkSignatureForm(e *evaluation) *failure {
	s, err := xmldsig.Read(e.claimed)
	if err != nil {
		return signatureFailure(e.claimed, err)
	}
	e.signature = s
	e.saw("", s.SignatureMethod+", "+s.DigestMethod)
	if s.SignatureMethod == xmldsig.RSASHA1 || s.DigestMethod == xmldsig.SHA1 {
		e.warn("the signature uses SHA-1, which Microsoft both documents and deprecates; sign with RSA-SHA256")
	}
	return nil
}

// unvouched is why a signature that is right may yet be anybody's: only a key that somebody registered counts.
const unvouched = "consistent with the certificate it carries, which nobody vouched for"

func checkSignatureValue(e *evaluation) *failure {
	verified, signer, f := e.verify(e.claimed, e.signature)
	e.bytes = verified
	if f != nil {
		return f
	}
	e.v.Signer = signer.Raw
	if e.realm.CertificatesUnknown {
		e.unknown = unvouched
		e.assumeRegistered(signer)
	}
	return nil
}

// checkResponseSignature checks that every signature that is there is right, although the assertion's alone lets in.
func checkResponseSignature(e *evaluation) *failure {
	s, err := xmldsig.Read(e.root)
	if err != nil {
		return signatureFailure(e.root, err)
	}
	if s == nil {
		e.saw("", "no signature on the Response")
		return nil
	}
	_, _, f := e.verify(e.root, s)
	if f == nil && e.realm.CertificatesUnknown {
		e.unknown = unvouched
	}
	return f
}

// verify tries the keys of the realm, and only those. The first key that made the signature decides: when the digest is
// wrong, no other key can help.
func (e *evaluation) verify(parent *xmltree.Element, s *xmldsig.Signature) ([]byte, *x509.Certificate, *failure) {
	verified, signer, last := try(s, e.keys)
	if last != nil && kindOf(last) == xmldsig.Value {
		if others := e.otherKeys(); len(others) > 0 {
			verified, signer, last = try(s, others)
		}
	}
	if last != nil {
		return nil, nil, signatureFailure(parent, last)
	}
	return verified, signer, nil
}

var errNoKey = errors.New("no registered certificate has an RSA key")

func try(s *xmldsig.Signature, certificates []*x509.Certificate) (verified []byte, by *x509.Certificate, last error) {
	last = errNoKey
	for _, c := range certificates {
		key, ok := c.PublicKey.(*rsa.PublicKey)
		if !ok {
			continue
		}
		if verified, last = s.Verify(key); last == nil {
			return verified, c, nil
		}
		if kindOf(last) != xmldsig.Value {
			break
		}
	}
	return nil, nil, last
}

func kindOf(err error) xmldsig.Kind {
	if bad, ok := errors.AsType[*xmldsig.Error](err); ok {
		return bad.Kind
	}
	return ""
}

const fixTampered = "send the message exactly as it was signed: nothing between signing and posting may re-format, " +
	"re-indent or re-encode it"

// signatureFailure gives the code for what is wrong with the signature of parent.
func signatureFailure(parent *xmltree.Element, err error) *failure {
	f := &failure{
		code:     aadsts.InvalidSignature,
		expected: "a signature made with a registered key over the whole " + parent.Local,
		fix:      fixTampered,
	}
	bad, ok := errors.AsType[*xmldsig.Error](err)
	if !ok {
		f.got = err.Error()
		return f
	}
	f.got = bad.Says
	if bad.Expected != "" && bad.Got != "" {
		f.expected, f.got = bad.Expected, bad.Got
	}
	switch bad.Kind {
	case xmldsig.Reference:
		f.values = bad.Expected != ""
		f.code, f.args = aadsts.ElementUnsigned, []string{value(parent, "ID")}
		f.fix = "the Reference must be # followed by the ID of the element that bears the signature"
	case xmldsig.UnresolvedReference:
		f.values = bad.Expected != ""
		f.code, f.args = aadsts.ReferenceUnresolved, []string{bad.Got}
		f.fix = "the Reference must be # followed by the ID of the element that bears the signature"
	case xmldsig.Transform, xmldsig.Canonicalization:
		if bad.Got == "" { // canonicalisation failed: nothing was verified
			return f
		}
		f.code, f.args = aadsts.AlgorithmUnsupported, []string{bad.Got}
		f.fix = "use the enveloped-signature transform and exclusive canonicalization, in this order, and nothing else"
	case xmldsig.TransformOrder:
		f.code, f.fix = aadsts.TransformLast, "put the enveloped-signature transform first, exclusive canonicalization second"
	case xmldsig.MissingAlgorithm:
		f.code, f.args, f.fix = aadsts.AlgorithmMissing, []string{bad.Got}, "add the attribute Algorithm"
	case xmldsig.SignatureMethod:
		f.code, f.args, f.fix = aadsts.SignatureMethod, []string{bad.Got}, "sign with "+xmldsig.RSASHA256+
			" (JumpCloud: Signature Algorithm RSA-SHA256)"
	case xmldsig.DigestMethod:
		f.code, f.args, f.fix = aadsts.DigestUnsupported, []string{bad.Got}, "digest with "+xmldsig.SHA256
	case xmldsig.Digest:
		f.expected, f.got = "DigestValue "+bad.Expected+", as it was signed", "an "+parent.Local+
			" whose digest is "+bad.Got
		f.fix = "the key is right, the content was altered after it was signed: " + fixTampered
	case xmldsig.Value:
		f.fix = "the key that signed is not the key of the certificate in KeyInfo, or SignedInfo was altered; " + fixTampered
	}
	return f
}

// checkSignedContent parses the verified bytes. From here on nothing else of the assertion is read.
func checkSignedContent(e *evaluation) *failure {
	signed, err := xmltree.Parse(e.bytes, xmltree.Limits{})
	if err != nil {
		return &failure{code: aadsts.InvalidSignature, expected: "a signed Assertion", got: err.Error(), fix: fixTampered}
	}
	id := value(signed, "ID")
	if !signed.Is(saml, "Assertion") || id != value(e.claimed, "ID") {
		return &failure{
			code:     aadsts.ElementUnsigned,
			args:     []string{value(e.claimed, "ID")},
			expected: "the signed element is the Assertion " + value(e.claimed, "ID"),
			got:      signed.Local + " " + id,
			fix:      fixTampered,
		}
	}
	e.signed = signed
	e.v.Response.read(signed)
	e.v.Response.Verified = !e.realm.CertificatesUnknown
	return nil
}
