package attack

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf16"

	"samlharness/internal/wire/xmltree"
)

const xmlError = "AADSTS7500525"

// text are the tricks that play on parsers: what one of them sees and another does not.
func text() []Attack {
	t := func(name, source, says, code string, mutate func(Message) ([]byte, error)) Attack {
		return Attack{name, Text, source, says, code, mutate}
	}
	return []Attack{
		t("text-comment", "Duo 2018: CVE-2017-11427 to -11430, CVE-2018-0489", "a comment splits NameID", xmlError,
			commentIn("NameID")),
		t("text-comment-issuer", "crewjam/saml#140", "a comment splits Issuer", xmlError, commentIn("Issuer")),
		t("text-comment-audience", "Duo 2018", "a comment splits Audience", xmlError, commentIn("Audience")),
		t("text-pi", "OneUptime/oneuptime#2988", "a processing instruction splits NameID", xmlError, into("NameID", "<?x?>")),
		t("diff-doctype", "CVE-2025-25291 ruby-saml", "document type declaration in front", xmlError, prefix(`<!DOCTYPE r>`)),
		t("xxe", "CVE-2021-27736 FusionAuth; IIP-G03", "external entity as NameID", xmlError,
			entity(`<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>`)),
		t("xml-bomb", "SAMLRaider", "entities expand without end", xmlError,
			entity(`<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY x "&a;&a;&a;&a;&a;&a;&a;&a;">]>`)),
		t("id-entity", "CVE-2025-23369 GitHub Enterprise", "ID made from an entity", xmlError,
			prefix(`<!DOCTYPE r [<!ENTITY id "_evil">]>`)),
		t("undeclared-entity", "XML 1.0, 4.1", "a reference to an entity that nobody declared", xmlError,
			into("NameID", "&x;")),
		t("go-roundtrip-attr", "CVE-2020-29509", "attribute with an empty prefix", xmlError, inTag("Response", ` :x="y"`)),
		t("go-roundtrip-directive", "CVE-2020-29510", "a directive with quotes in comments", xmlError,
			prefix(`<!x "<!--" -->">`)),
		t("go-roundtrip-element", "CVE-2020-29511", "an element with an empty prefix", xmlError, into("Status", "<:x/>")),
		t("diff-namespace", "CVE-2025-25292, CVE-2025-66567 ruby-saml", "the prefix xml is bound anew", xmlError,
			inTag("Response", ` xmlns:xml="urn:evil"`)),
		t("diff-namespace-assertion", "PortSwigger, The Fragile Lock, 2025", "the Assertion is in a foreign namespace",
			"AADSTS7500515", tree(func(d *document) error {
				d.assertion.Space = "urn:evil"
				return nil
			})),
		t("attr-pollution", "PortSwigger, The Fragile Lock, 2025",
			"an ID in a foreign namespace beside the real one: inert", "", tree(func(d *document) error {
				id, _ := d.assertion.Attr("ID")
				d.root.Attrs = append(d.root.Attrs, xmltree.Attr{Prefix: "e", Space: "urn:evil", Local: "ID", Value: id})
				return nil
			})),
		t("ns-around", "Exclusive XML Canonicalization 1.0, 1.3",
			"the Assertion's prefixes are bound to other namespaces around it: inert", "",
			inTag("Response", ` xmlns="urn:evil" xmlns:saml2="urn:evil" xmlns:ds="urn:evil" xmlns:xs="urn:evil"`)),
		t("ns-undeclare", "Namespaces in XML 1.0, 2.2", "a prefix is undeclared, as XML 1.1 allows", xmlError,
			inTag("Subject", ` xmlns:saml2=""`)),
		t("ns-xmlns", "Namespaces in XML 1.0, 3", "an element with the prefix xmlns", xmlError, into("Status", "<xmlns:x/>")),
		t("attr-twice-namespace", "Namespaces in XML 1.0, 6.3", "one attribute by two prefixes of one namespace", xmlError,
			inTag("Assertion", ` xmlns:p="urn:x" xmlns:q="urn:x" p:a="1" q:a="2"`)),
		t("text-cdata", "Duo 2018, with CDATA for the comment", "a CDATA section in NameID: inert", "",
			into("NameID", "<![CDATA[]]>")),
		t("text-cdata-comment", "Duo 2018, with CDATA for the comment", "what looks like a comment is text in CDATA",
			invalidSignature, into("NameID", "<![CDATA[<!-- -->]]>")),
		t("text-surrogate", "XML 1.0, 4.1", "a character written as two references to surrogates", xmlError,
			into("NameID", "&#xD83D;&#xDE00;")),
		t("text-overlong", "RFC 3629, 10", "a < in overlong UTF-8", "AADSTS750057", into("NameID", "\xC0\xBC")),
		t("text-comment-end", "XML 1.0, 2.5", "a comment that some parsers end early", xmlError, prefix("<!-- --> -->")),
		t("xml-11", "XML 1.1, 2.11", "XML 1.1, with other line ends and characters", xmlError,
			prefix(`<?xml version="1.1"?>`)),
		t("attr-twice", "XML 1.0, 3.1", "an attribute stands twice", xmlError, inTag("Response", ` Version="2.0"`)),
		t("malformed", "XML 1.0, 2.1", "the message ends early", xmlError, textual(func(_ *document,
			xml []byte) ([]byte, error) {
			return xml[:len(xml)-3], nil
		})),
		t("trailing", "XML 1.0, 2.1", "a second root element", xmlError, func(m Message) ([]byte, error) {
			return append(bytes.Clone(m.XML), "<x/>"...), nil
		}),
		t("deep", "GHSA-qhrp-hfff-vphr goxmldsig", "elements in elements, ten thousand deep", xmlError,
			into("Status", strings.Repeat("<x>", 10_000)+strings.Repeat("</x>", 10_000))),
		t("namespaces", "GHSA-qhrp-hfff-vphr goxmldsig", "a thousand namespace declarations", xmlError,
			inTag("Response", manyNamespaces(1000))),
		t("utf-16", "CompassSecurity/SAMLRaider#99", "the message is UTF-16", "AADSTS750057", toUTF16),
		t("latin-1", "XML 1.0, 4.3.3", "the message declares another encoding", xmlError,
			prefix(`<?xml version="1.0" encoding="ISO-8859-1"?>`)),
		t("bom", "XML 1.0, 4.3.3", "a UTF-8 byte order mark in front: accepted", "", prefix("\ufeff")),
		t("empty", "XML 1.0, 2.1", "nothing but white space", xmlError, func(Message) ([]byte, error) {
			return []byte("\n"), nil
		}),
	}
}

// textual makes a mutation of an edit of the message's text, which begins as the canonical form.
func textual(edit func(d *document, xml []byte) ([]byte, error)) func(Message) ([]byte, error) {
	return func(m Message) ([]byte, error) {
		d, err := open(m)
		if err != nil {
			return nil, err
		}
		xml, err := d.bytes()
		if err != nil {
			return nil, err
		}
		return edit(d, xml)
	}
}

// tagEnd is where the start tag of the last element of that local name ends, without its closing bracket. The last one
// is the assertion's where Response and Assertion have one each.
func (d *document) tagEnd(xml []byte, local string) (int, error) {
	for e := range d.root.Descendants() {
		if e.Local != local {
			continue
		}
		for _, after := range []string{" ", ">"} {
			if at := bytes.LastIndex(xml, []byte("<"+e.Name()+after)); at >= 0 {
				return at + bytes.IndexByte(xml[at:], '>'), nil
			}
		}
	}
	return 0, fmt.Errorf("attack: the message to start from has no %s", local)
}

func insert(xml []byte, at int, what string) []byte {
	out := make([]byte, 0, len(xml)+len(what))
	return append(append(append(out, xml[:at]...), what...), xml[at:]...)
}

// into writes text at the beginning of an element's content, inTag at the end of its start tag.
func into(local, what string) func(Message) ([]byte, error) {
	return textual(func(d *document, xml []byte) ([]byte, error) {
		at, err := d.tagEnd(xml, local)
		if err != nil {
			return nil, err
		}
		return insert(xml, at+1, what), nil
	})
}

func inTag(local, what string) func(Message) ([]byte, error) {
	return textual(func(d *document, xml []byte) ([]byte, error) {
		at, err := d.tagEnd(xml, local)
		if err != nil {
			return nil, err
		}
		return insert(xml, at, what), nil
	})
}

// commentIn splits the value of an element behind its second character. Canonical form drops comments, so every digest
// stays right.
func commentIn(local string) func(Message) ([]byte, error) {
	return textual(func(d *document, xml []byte) ([]byte, error) {
		at, err := d.tagEnd(xml, local)
		if err != nil {
			return nil, err
		}
		return insert(xml, min(at+3, len(xml)), "<!-- -->"), nil
	})
}

func prefix(what string) func(Message) ([]byte, error) {
	return textual(func(_ *document, xml []byte) ([]byte, error) { return insert(xml, 0, what), nil })
}

func entity(doctype string) func(Message) ([]byte, error) {
	return textual(func(d *document, xml []byte) ([]byte, error) {
		at, err := d.tagEnd(xml, "NameID")
		if err != nil {
			return nil, err
		}
		return insert(insert(xml, at+1, "&x;"), 0, doctype), nil
	})
}

func manyNamespaces(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ` xmlns:n%d="urn:n%d"`, i, i)
	}
	return b.String()
}

func toUTF16(m Message) ([]byte, error) {
	out := []byte{0xFF, 0xFE}
	for _, unit := range utf16.Encode([]rune(string(m.XML))) {
		out = append(out, byte(unit), byte(unit>>8))
	}
	return out, nil
}
