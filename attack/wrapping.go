package attack

import (
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
)

const (
	onBreakingSAML = "Somorovsky et al., On Breaking SAML, USENIX Security 2012; SAMLRaider XSWHelpers.java"
	evilID         = "_evil"
	invalidToken   = "AADSTS500089"
)

// wrapping are the shapes in which a genuine signature stands beside content that it does not cover.
func wrapping() []Attack {
	w := func(name, source, says, code string, edit func(*document) error) Attack {
		return Attack{name, Wrapping, source, says, code, tree(edit)}
	}
	return []Attack{
		w("xsw1", onBreakingSAML, "evil Response; the genuine one, without its Signature, inside the evil one's Signature",
			invalidToken, xsw1),
		w("xsw2", onBreakingSAML, "evil Response; the genuine one stands before the then detached Signature", invalidToken,
			xsw2),
		w("xsw3", onBreakingSAML, "unsigned evil Assertion as sibling before the signed one", invalidToken, xsw3),
		w("xsw4", onBreakingSAML, "unsigned evil Assertion wraps the signed one", invalidToken, xsw4),
		w("xsw5", onBreakingSAML, "evil Assertion keeps the Signature, the genuine one without it is appended",
			invalidToken, xsw5),
		w("xsw6", onBreakingSAML, "evil Assertion keeps the Signature, the genuine one stands inside it", invalidToken, xsw6),
		w("xsw7", onBreakingSAML, "evil Assertion with the same ID in Extensions before the signed one", invalidToken, xsw7),
		w("xsw8", onBreakingSAML, "evil Assertion keeps Signature and ID, the genuine one inside ds:Object", invalidToken,
			xsw8),
		w("two-signedinfo", "CVE-2019-3465 xmlseclibs; CVE-2025-29774 xml-crypto",
			"one SignedInfo is verified, another is digested", "AADSTS50006", twoSignedInfo),
		w("xsw-advice", "Flowfin/jellyfin-plugin-sso SamlAttackShapeTests", "evil Assertion in Advice", invalidToken,
			xswAdvice),
		w("xsw-object", onBreakingSAML, "evil Assertion in an Object of the genuine Signature", invalidToken, xswObject),
		w("xsw-keyinfo", "XML Signature 4.5: KeyInfo may hold any element",
			"evil Assertion in KeyInfo of the genuine Signature, which no digest covers", invalidToken, xswKeyInfo),
		w("xsw-namespace", "CVE-2025-25292 ruby-saml",
			"evil Assertion in SAML 1.1's namespace in front of the genuine one", invalidToken, xswNamespace),
		w("xsw-first", "CVE-2022-41912 crewjam/saml", "unsigned Assertion in front, for code that reads element 0",
			invalidToken, xsw3),
		w("xsw-slo", "tngan/samlify#634", "signed Assertion inside a forged LogoutRequest", "AADSTS90081",
			func(d *document) error {
				d.root.Local = "LogoutRequest"
				return nil
			}),
		w("xsw-2026", "OneUptime/oneuptime#2949; CVE-2026-47201 authentik",
			"genuine Assertion hidden in Extensions, the forged one repeats its ID and Signature", invalidToken, xsw2026),
		w("scope-unsigned-read", "CVE-2025-54369 node-saml; CVE-2023-34205 moov-io/signedxml",
			"content is altered after it was signed", "AADSTS50006", func(d *document) error {
				return d.evil(d.assertion, "")
			}),
		w("scope-response-only", "CVE-2024-6800 GitHub Enterprise", "only the Response is signed", "AADSTS500081",
			responseOnly),
		w("scope-one-invalid", "CVE-2024-6800 GitHub Enterprise",
			"Response and Assertion are signed, the Response's signature is wrong", "AADSTS50006", oneInvalid),
		w("scope-response-foreign", "CVE-2024-6800 GitHub Enterprise",
			"genuine Assertion in a Response that the attacker signs", "AADSTS50006", responseForeign),
		w("scope-detached", "SAML Core 5.4.2", "the Assertion's Signature stands in the Response", "AADSTS500081",
			func(d *document) error {
				detach(d.signature)
				before(d.assertion, d.signature)
				return nil
			}),
		w("scope-inside", "SAML Core 5.4.1", "the Assertion's Signature stands deeper inside it", invalidToken,
			signatureInside),
		w("dup-id", onBreakingSAML, "another element bears the signed ID", invalidToken, func(d *document) error {
			return duplicateID(d, "ID")
		}),
		w("dup-id-case", "Flowfin/jellyfin-plugin-sso", "another element bears the signed ID in an attribute of other case",
			invalidToken, func(d *document) error {
				return duplicateID(d, "id")
			}),
		w("dup-id-xml", "xml:id Version 1.0", "another element bears the signed ID as xml:id", invalidToken,
			func(d *document) error {
				id, _ := d.assertion.Attr("ID")
				d.root.Attrs = append(d.root.Attrs, xmltree.Attr{
					Prefix: "xml",
					Space:  "http://www.w3.org/XML/1998/namespace",
					Local:  "id",
					Value:  id,
				})
				return nil
			}),
		w("ref-empty", "Flowfin/jellyfin-plugin-sso", "Reference URI is empty", "AADSTS500069", reference("")),
		w("ref-hash", "Flowfin/jellyfin-plugin-sso", "Reference URI is # alone", "AADSTS500069", reference("#")),
		w("ref-xpointer", "CVE-2024-45409 ruby-saml", "Reference URI is an XPointer that resolves to nothing here",
			"AADSTS500066", reference("#xpointer(//*)")),
		w("ref-unresolved", "XML Signature 4.4.3", "Reference URI names no element", "AADSTS500066", reference("#_nowhere")),
		w("scope-other-type", "CVE-2024-6800 GitHub Enterprise", "Reference names the Response, not the Assertion",
			"AADSTS500069", otherType),
		w("multi-ref", "SAML Core 5.4.2", "two References in one SignedInfo", "AADSTS50006", twoReferences),
		w("multi-assert", "dexidp/dex#895", "two signed Assertions", invalidToken, func(d *document) error {
			second := clone(d.assertion)
			detach(second.Child(xmldsig.Namespace, "Signature"))
			set(second, "ID", "_second")
			put(d.root, -1, second)
			return d.sign(second)
		}),
		w("multi-assert-encrypted", "saml2int SDP-IDP10", "an EncryptedAssertion beside the signed one", invalidToken,
			func(d *document) error {
				put(d.root, -1, element(d.assertion, "EncryptedAssertion", "x"))
				return nil
			}),
		w("status-decoy", "OneUptime/oneuptime#2981",
			"signed error Response; a second Signature hides an evil Assertion in its Object", "AADSTS500082", statusDecoy),
	}
}

// bothSigned signs the Response too and returns an unsigned copy of it.
func bothSigned(d *document) (genuine, signature *xmltree.Element, err error) {
	genuine = clone(d.root)
	if err := d.sign(d.root); err != nil {
		return nil, nil, err
	}
	return genuine, d.root.Child(xmldsig.Namespace, "Signature"), nil
}

func xsw1(d *document) error {
	genuine, signature, err := bothSigned(d)
	if err != nil {
		return err
	}
	put(signature, -1, genuine)
	set(d.root, "ID", evilID)
	return d.evil(d.assertion, "")
}

func xsw2(d *document) error {
	genuine, signature, err := bothSigned(d)
	if err != nil {
		return err
	}
	before(signature, genuine)
	set(d.root, "ID", evilID)
	return d.evil(d.assertion, "")
}

func (d *document) unsignedCopy() *xmltree.Element {
	c := clone(d.assertion)
	detach(c.Child(xmldsig.Namespace, "Signature"))
	return c
}

func xsw3(d *document) error {
	c := d.unsignedCopy()
	before(d.assertion, c)
	return d.evil(c, evilID)
}

func xsw4(d *document) error {
	c := d.unsignedCopy()
	before(d.assertion, c)
	detach(d.assertion)
	put(c, -1, d.assertion)
	return d.evil(c, evilID)
}

func xsw5(d *document) error {
	put(d.root, -1, d.unsignedCopy())
	return d.evil(d.assertion, evilID)
}

func xsw6(d *document) error {
	put(d.signature, -1, d.unsignedCopy())
	return d.evil(d.assertion, evilID)
}

func xsw7(d *document) error {
	c, extensions := d.unsignedCopy(), element(d.root, "Extensions", "")
	put(extensions, -1, c)
	before(d.assertion, extensions)
	return d.evil(c, "")
}

func xsw8(d *document) error {
	object := element(d.signature, "Object", "")
	put(object, -1, d.unsignedCopy())
	put(d.signature, -1, object)
	return d.evil(d.assertion, "")
}

func xswAdvice(d *document) error {
	c, advice := d.unsignedCopy(), element(d.assertion, "Advice", "")
	put(advice, -1, c)
	put(d.assertion, -1, advice)
	return d.evil(c, evilID)
}

func xswObject(d *document) error {
	c, object := d.unsignedCopy(), element(d.signature, "Object", "")
	put(object, -1, c)
	put(d.signature, -1, object)
	return d.evil(c, evilID)
}

func xswKeyInfo(d *document) error {
	info, err := part(d.signature, "KeyInfo")
	if err != nil {
		return err
	}
	c := d.unsignedCopy()
	put(info, -1, c)
	return d.evil(c, evilID)
}

func xswNamespace(d *document) error {
	c := d.unsignedCopy()
	for e := range c.Descendants() {
		e.Space = "urn:oasis:names:tc:SAML:1.1:assertion"
	}
	before(d.assertion, c)
	return d.evil(c, evilID)
}

func xsw2026(d *document) error {
	extensions := element(d.root, "Extensions", "")
	put(extensions, -1, clone(d.assertion))
	before(d.assertion, extensions)
	return d.evil(d.assertion, "")
}

func twoSignedInfo(d *document) error {
	info, err := part(d.signature, "SignedInfo")
	if err != nil {
		return err
	}
	before(info, clone(info))
	return nil
}

func responseOnly(d *document) error {
	detach(d.signature)
	return d.sign(d.root)
}

// responseForeign redirects a genuine assertion by a Response of the attacker's own.
func responseForeign(d *document) error {
	issuer, err := part(d.root, "Issuer")
	if err != nil {
		return err
	}
	return xmldsig.Sign(d.root, issuer, xmldsig.Signer{Key: d.ForeignKey, Certificate: d.Certificate})
}

func signatureInside(d *document) error {
	subject, err := part(d.assertion, "Subject")
	if err != nil {
		return err
	}
	detach(d.signature)
	put(subject, 0, d.signature)
	return nil
}

func oneInvalid(d *document) error {
	if err := d.sign(d.root); err != nil {
		return err
	}
	set(d.root, "Consent", "urn:oasis:names:tc:SAML:2.0:consent:unspecified")
	return nil
}

func duplicateID(d *document, attribute string) error {
	id, _ := d.assertion.Attr("ID")
	extensions := element(d.root, "Extensions", "")
	put(extensions, -1, &xmltree.Element{
		Prefix: "e",
		Space:  "urn:evil",
		Local:  "Decoy",
		Attrs:  []xmltree.Attr{{Local: attribute, Value: id}},
	})
	before(d.assertion, extensions)
	return nil
}

func reference(uri string) func(*document) error {
	return func(d *document) error {
		r, err := part(d.signature, "SignedInfo", "Reference")
		if err != nil {
			return err
		}
		set(r, "URI", uri)
		return nil
	}
}

func otherType(d *document) error {
	id, _ := d.root.Attr("ID")
	return reference("#" + id)(d)
}

func twoReferences(d *document) error {
	r, err := part(d.signature, "SignedInfo", "Reference")
	if err != nil {
		return err
	}
	before(r, clone(r))
	return nil
}

func statusDecoy(d *document) error {
	code, err := part(d.root, "Status", "StatusCode")
	if err != nil {
		return err
	}
	set(code, "Value", wire.StatusResponder)
	hidden := clone(d.assertion)
	detach(d.assertion)
	if err := d.sign(d.root); err != nil {
		return err
	}
	genuine := d.root.Child(xmldsig.Namespace, "Signature")
	decoy, object := clone(genuine), element(genuine, "Object", "")
	put(object, -1, hidden)
	put(decoy, -1, object)
	before(genuine, decoy)
	return d.evil(hidden, evilID)
}
