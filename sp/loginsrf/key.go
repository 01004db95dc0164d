package loginsrf

import (
	"bytes"
	"cmp"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"samlharness/certs"
	"samlharness/internal/wire/xmltree"
	"samlharness/sp/aadsts"
)

func checkSigned(e *evaluation) *failure {
	if child(e.claimed, ds, "Signature") != nil {
		return nil
	}
	got := "no Signature"
	if child(e.root, ds, "Signature") != nil {
		got = "a Signature on the Response alone"
	}
	return &failure{code: aadsts.NoSignature, expected: "a Signature on the Assertion", got: got,
		fix: "tick \"Sign Assertion\" in the application's SSO settings at JumpCloud (select Sign: Assertion)"}
}

// offered are the certificates in the assertion's KeyInfo, in DER. It reads the tree by itself, because the key is
// judged before the signature's form.
func (e *evaluation) offered() (certificates [][]byte, keyInfo bool) {
	info := child(child(e.claimed, ds, "Signature"), ds, "KeyInfo")
	for _, data := range children(info, ds, "X509Data") {
		for _, c := range children(data, ds, "X509Certificate") {
			if ders, err := certs.DecodeAll(c.Text()); err == nil {
				certificates = append(certificates, ders...)
			}
		}
	}
	return certificates, info != nil
}

func checkKeyInfo(e *evaluation) *failure {
	if _, ok := e.offered(); ok {
		return nil
	}
	return &failure{code: aadsts.KeyMissing, expected: "KeyInfo with the signing certificate", got: "no KeyInfo",
		fix: "let the identity provider put its certificate into KeyInfo (X509Data/X509Certificate)"}
}

func checkKey(e *evaluation) *failure {
	offered, _ := e.offered()
	if e.realm.CertificatesUnknown {
		return e.trustOffered(offered)
	}
	for _, registered := range e.realm.Certificates {
		if !slices.ContainsFunc(offered, func(der []byte) bool { return bytes.Equal(der, registered) }) {
			continue
		}
		if certificate, err := x509.ParseCertificate(registered); err == nil {
			e.saw("", describe(certificate))
			e.keys = append(e.keys, certificate)
			e.warnValidity(certificate)
		}
	}
	if len(e.keys) == 0 {
		return e.keyUnknown(offered)
	}
	return nil
}

// otherKeys are the registered keys that KeyInfo did not name: it only chooses which comes first.
func (e *evaluation) otherKeys() (others []*x509.Certificate) {
	for _, registered := range e.realm.Certificates {
		if slices.ContainsFunc(e.keys, func(k *x509.Certificate) bool { return bytes.Equal(k.Raw, registered) }) {
			continue
		}
		if certificate, err := x509.ParseCertificate(registered); err == nil {
			others = append(others, certificate)
		}
	}
	return others
}

// trustOffered takes the message's own certificates, every one of them, so that its integrity at least can be told.
func (e *evaluation) trustOffered(offered [][]byte) *failure {
	for _, der := range offered {
		if certificate, err := x509.ParseCertificate(der); err == nil {
			e.keys = append(e.keys, certificate)
		}
	}
	if len(e.keys) == 0 {
		return e.keyUnknown(offered)
	}
	e.unknown = "no registered certificate was given"
	if len(e.keys) == 1 {
		e.warnValidity(e.keys[0])
		return nil
	}
	e.unknown += "; KeyInfo carries " + strconv.Itoa(len(e.keys)) + " certificates, each of which is tried"
	return nil
}

// assumeRegistered takes a certificate of the message for a registered one.
func (e *evaluation) assumeRegistered(c *x509.Certificate) {
	e.v.Assumed = append(e.v.Assumed, "certificate "+describe(c)+" is registered for the domain")
}

func (e *evaluation) keyUnknown(offered [][]byte) *failure {
	f := &failure{code: aadsts.KeyUnknown, expected: describeAll(e.realm.Certificates, "no certificate is registered"),
		got: describeAll(offered, "KeyInfo without a certificate"),
		fix: "register the certificate that the identity provider signs with: export the metadata of the application " +
			"again (JumpCloud: SSO Applications > application > Export Metadata), " +
			"then " + federateAgain(e.realm.Domain) + ", or PATCH it into nextSigningCertificate of the " +
			"federationConfiguration of " + cmp.Or(e.realm.Domain, "the domain")}
	if len(offered) > 0 {
		return f
	}
	if e.realm.CertificatesUnknown {
		f.expected = "KeyInfo with the signing certificate"
	}
	f.got = e.keyInfoHolds()
	f.fix = "let the identity provider put its certificate into KeyInfo (X509Data/X509Certificate): Microsoft finds " +
		"the key by " +
		"the certificate, and by nothing else of KeyInfo"
	return f
}

// keyInfoHolds names what a KeyInfo without a certificate holds instead.
func (e *evaluation) keyInfoHolds() string {
	var holds []string
	info := child(child(e.claimed, ds, "Signature"), ds, "KeyInfo")
	if info == nil {
		return "no KeyInfo"
	}
	for c := range info.Elements() {
		holds = append(holds, c.Local)
		if c.Is(ds, "X509Data") {
			for inner := range c.Elements() {
				holds = append(holds, c.Local+"/"+inner.Local)
			}
		}
	}
	got := "KeyInfo without a certificate: an empty one"
	if len(holds) > 0 {
		got = "KeyInfo without a certificate: " + strings.Join(holds, ", ")
	}
	if e.bareKeyIsRegistered(info) {
		got += " (it is the key of a registered certificate)"
	}
	return got
}

// bareKeyIsRegistered says whether KeyInfo holds the RSA key of a registered certificate (XML Signature 4.5.2.2). It is
// told and decides nothing.
func (e *evaluation) bareKeyIsRegistered(info *xmltree.Element) bool {
	modulus := child(child(child(info, ds, "KeyValue"), ds, "RSAKeyValue"), ds, "Modulus")
	n, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text(modulus)), ""))
	if err != nil || len(n) == 0 {
		return false
	}
	return slices.ContainsFunc(e.realm.Certificates, func(der []byte) bool {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return false
		}
		key, ok := c.PublicKey.(*rsa.PublicKey)
		return ok && key.N.Cmp(new(big.Int).SetBytes(n)) == 0
	})
}

func (e *evaluation) warnValidity(c *x509.Certificate) {
	switch {
	case e.in.Now.After(c.NotAfter):
		e.warn("the registered certificate expired at " + stamp(c.NotAfter) + "; Microsoft goes on taking it")
	case e.in.Now.Before(c.NotBefore):
		e.warn("the registered certificate is not valid before " + stamp(c.NotBefore) + "; Microsoft takes it nevertheless")
	}
}

// describe names a certificate: thumbprint, subject, validity.
func describe(c *x509.Certificate) string {
	return thumbprint(c.Raw) + " (" + c.Subject.String() + ", valid " + stamp(c.NotBefore) + " to " +
		stamp(c.NotAfter) + ")"
}

func thumbprint(der []byte) string {
	sum := sha256.Sum256(der)
	return "SHA-256 " + hex.EncodeToString(sum[:])
}

func describeAll(all [][]byte, none string) string {
	var texts []string
	for _, der := range all {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			texts = append(texts, thumbprint(der)+" (unreadable)")
			continue
		}
		texts = append(texts, describe(c))
	}
	if len(texts) == 0 {
		return none
	}
	return strings.Join(texts, "; or ")
}
