package xmldsig

import (
	"bytes"
	"crypto/rsa"
	"encoding/base64"

	"samlharness/internal/wire/xmltree"
)

// Verify checks the signature with a key that the caller trusts, and returns the canonical form of the parent, without
// the signature, that was verified. Its error is always a *[Error].
//
// The key's signature over SignedInfo comes first, so that nothing of SignedInfo is believed before it.
func (s *Signature) Verify(key *rsa.PublicKey) ([]byte, error) {
	if key == nil {
		return nil, &Error{Kind: Value, Says: "there is no key to verify the signature with"}
	}
	signedInfo, err := xmltree.Canonical(s.signedInfo, xmltree.CanonicalOptions{InclusivePrefixes: s.signedInfoPrefixes})
	if err != nil {
		return nil, &Error{Kind: Canonicalization, Says: err.Error()}
	}
	hash, _ := signatureHash(s.SignatureMethod)
	h := hash.New()
	h.Write(signedInfo)
	if err := rsa.VerifyPKCS1v15(key, hash, h.Sum(nil), s.signedDigest); err != nil {
		return nil, &Error{
			Kind: Value,
			Says: "the signature over SignedInfo does not verify with the key",
			Got:  base64.StdEncoding.EncodeToString(s.signedDigest),
		}
	}
	content, err := xmltree.Canonical(s.parent, xmltree.CanonicalOptions{
		InclusivePrefixes: s.referencePrefixes,
		Omit:              s.element,
	})
	if err != nil {
		return nil, &Error{Kind: Canonicalization, Says: err.Error()}
	}
	hash, _ = digestHash(s.DigestMethod)
	h = hash.New()
	h.Write(content)
	if digest := h.Sum(nil); !bytes.Equal(digest, s.digestValue) {
		return nil, &Error{Digest, "the element is not what was signed: its digest differs",
			base64.StdEncoding.EncodeToString(s.digestValue), base64.StdEncoding.EncodeToString(digest)}
	}
	return content, nil
}

// VerifyText checks the signature of a text that is not XML, such as the query of HTTP-Redirect (SAML Bindings
// 3.4.4.1), with a key that the caller trusts. Its error is always a *[Error].
func VerifyText(key *rsa.PublicKey, method string, text, signature []byte) error {
	hash, allowed := signatureHash(method)
	if !allowed {
		return &Error{SignatureMethod, "the signature algorithm is not allowed", RSASHA256, method}
	}
	h := hash.New()
	h.Write(text)
	if err := rsa.VerifyPKCS1v15(key, hash, h.Sum(nil), signature); err != nil {
		return &Error{
			Kind: Value,
			Says: "the signature does not verify with the key",
			Got:  base64.StdEncoding.EncodeToString(signature),
		}
	}
	return nil
}
