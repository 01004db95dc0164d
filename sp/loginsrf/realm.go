package loginsrf

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"slices"
	"strings"

	"samlharness/certs"
	"samlharness/sp/aadsts"
)

// checkIssuer finds the realm by the assertion's Issuer alone: neither the domain typed on the first page nor anything
// else counts.
func checkIssuer(e *evaluation) *failure {
	e.issuer = text(child(e.claimed, saml, "Issuer"))
	e.saw("", e.issuer)
	realm, ok, err := e.in.Directory.Realm(e.ctx, e.issuer)
	if e.asked(err) {
		e.realm = realm
		e.realm.CertificatesUnknown = len(realm.Certificates) == 0
		e.assume("Issuer "+e.issuer+" is registered as the issuerUri of a federated domain", reason(err))
		return nil
	}
	if e.v.Err != nil {
		return nil
	}
	if ok && realm.Protocol != "" && realm.Protocol != "saml" {
		return &failure{code: aadsts.RealmUnknown, args: []string{e.issuer},
			expected: "preferredAuthenticationProtocol saml", got: "preferredAuthenticationProtocol " + realm.Protocol,
			fix: "PATCH the federationConfiguration of " + realm.Domain + ": {\"preferredAuthenticationProtocol\":\"saml\"}"}
	}
	if ok {
		e.realm, e.v.Realm = realm, realm
		return nil
	}
	fix := "make the IdP Entity ID in JumpCloud (SSO Applications > application > SSO) and the domain's issuerUri in " +
		"Entra the same, character for character: " +
		"`harness federation show --domain DOMAIN` prints the latter; after a change at JumpCloud export the metadata, " +
		"then `harness federation disable` and `enable --xml-file FILE`. A new federation can take up to two hours to be seen"
	if realm.IssuerURI == e.issuer {
		return &failure{code: aadsts.RealmUnknown, args: []string{e.issuer},
			expected: "a federation that the sign-in service sees already", got: e.issuer + ", federated only just now",
			fix: "wait: a new federation takes up to two hours to be seen at sign-in"}
	}
	if realm.IssuerURI != "" { // the directory knows which one was probably meant
		return &failure{
			code:     aadsts.RealmUnknown,
			args:     []string{e.issuer},
			expected: realm.IssuerURI,
			got:      e.issuer,
			values:   true,
			fix:      fix,
		}
	}
	return &failure{
		code:     aadsts.RealmUnknown,
		args:     []string{e.issuer},
		expected: "the issuerUri of a federated domain",
		got:      e.issuer,
		fix:      fix,
	}
}

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

// trustOffered takes the message's own certificate, so that its integrity at least can be told.
func (e *evaluation) trustOffered(offered [][]byte) *failure {
	for _, der := range offered {
		if certificate, err := x509.ParseCertificate(der); err == nil {
			e.keys = append(e.keys, certificate)
			e.assume("certificate "+describe(certificate)+" is registered for the domain", "no registered certificate was given")
			e.warnValidity(certificate)
			return nil
		}
	}
	return e.keyUnknown(offered)
}

func (e *evaluation) keyUnknown(offered [][]byte) *failure {
	return &failure{code: aadsts.KeyUnknown, expected: describeAll(e.realm.Certificates, "no certificate is registered"),
		got: describeAll(offered, "KeyInfo without a certificate"),
		fix: "register the certificate that the identity provider signs with: export the metadata of the application " +
			"again (JumpCloud: SSO Applications > application > Export Metadata), " +
			"then `harness federation disable --domain DOMAIN` and `harness federation enable --xml-file FILE`, or PATCH it " +
			"into nextSigningCertificate of the domain's federationConfiguration"}
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
