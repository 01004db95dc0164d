package xmldsig

import (
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"

	"samlharness/internal/wire/xmltree"
)

// Signer makes signatures.
type Signer struct {
	Key *rsa.PrivateKey
	// Certificate, as DER, goes into KeyInfo.
	Certificate []byte
	// Method is the signature algorithm; "" means RSA-SHA256. The digest has the same hash.
	Method string
	// OmitKeyInfo leaves KeyInfo out.
	OmitKeyInfo bool
}

// Envelope makes the ds:Signature for the element with this ID, whose canonical form is given in one or more pieces.
// The result is canonical itself.
func (s Signer) Envelope(id string, canonical ...[]byte) ([]byte, error) {
	method := s.Method
	if method == "" {
		method = RSASHA256
	}
	hash, allowed := signatureHash(method)
	if !allowed {
		return nil, fmt.Errorf("sign: unknown signature algorithm %q", method)
	}
	if s.Key == nil {
		return nil, errors.New("sign: no key")
	}
	h := hash.New()
	for _, piece := range canonical {
		h.Write(piece)
	}
	digest := base64.StdEncoding.EncodeToString(h.Sum(nil))

	alone := signedInfo(id, method, digest, "xmlns:ds", Namespace) // as the verifier will see it: an apex element
	h = hash.New()
	h.Write(alone)
	value, err := rsa.SignPKCS1v15(nil, s.Key, hash, h.Sum(nil))
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}

	var w xmltree.Writer
	w.Start("ds:Signature", "xmlns:ds", Namespace)
	w.Insert(w.Len(), signedInfo(id, method, digest))
	w.Element("ds:SignatureValue", base64.StdEncoding.EncodeToString(value))
	if !s.OmitKeyInfo {
		w.Start("ds:KeyInfo")
		w.Start("ds:X509Data")
		w.Element("ds:X509Certificate", base64.StdEncoding.EncodeToString(s.Certificate))
		w.End()
		w.End()
	}
	w.End()
	return w.Bytes(), nil
}

func signedInfo(id, method, digest string, declaration ...string) []byte {
	var w xmltree.Writer
	w.Start("ds:SignedInfo", declaration...)
	w.Element("ds:CanonicalizationMethod", "", "Algorithm", ExclusiveCanonicalization)
	w.Element("ds:SignatureMethod", "", "Algorithm", method)
	w.Start("ds:Reference", "URI", "#"+id)
	w.Start("ds:Transforms")
	w.Element("ds:Transform", "", "Algorithm", EnvelopedSignature)
	w.Element("ds:Transform", "", "Algorithm", ExclusiveCanonicalization)
	w.End()
	w.Element("ds:DigestMethod", "", "Algorithm", digestFor(method))
	w.Element("ds:DigestValue", digest)
	w.End()
	w.End()
	return w.Bytes()
}

// Sign signs an element of a tree by its ID attribute and puts the signature right behind the child after, or first
// when after is nil. SAML wants it behind Issuer.
func Sign(parent, after *xmltree.Element, signer Signer) error {
	id, ok := parent.Attr("ID")
	if !ok {
		return fmt.Errorf("sign: <%s> has no ID", parent.Name())
	}
	canonical, err := xmltree.Canonical(parent, xmltree.CanonicalOptions{})
	if err != nil {
		return fmt.Errorf("sign: %w", err)
	}
	text, err := signer.Envelope(id, canonical)
	if err != nil {
		return err
	}
	signature, err := xmltree.Parse(text, xmltree.Limits{})
	if err != nil {
		return fmt.Errorf("sign: %w", err)
	}
	signature.Parent = parent
	at := 0
	if after != nil {
		at = 1 + slices.Index(parent.Children, xmltree.Node(after))
	}
	parent.Children = slices.Insert(parent.Children, at, xmltree.Node(signature))
	return nil
}
