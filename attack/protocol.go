package attack

import (
	"slices"
	"strings"
	"time"

	"samlharness/internal/wire"
	"samlharness/internal/wire/xmltree"
)

// protocol are messages that are signed well and say something that they must not.
func protocol() []Attack {
	p := func(name, source, says, code string, edit func(*document) error) Attack {
		return Attack{name, Protocol, source, says, code, resigned(edit)}
	}
	return []Attack{
		p("issuer-wrong", "SAML Profiles 4.1.4.2; SPID checks 27-31", "an Issuer that nobody registered", realmUnknown,
			issuers(func(string) string {
				return "https://evil.example"
			})),
		p("entityid-slash", "kristophjunge/docker-test-saml-idp#25", "Issuer with a trailing slash", realmUnknown,
			issuers(func(s string) string {
				return s + "/"
			})),
		p("entityid-case", "SAML Core 1.3.1", "Issuer in other case", realmUnknown, issuers(strings.ToUpper)),
		p("entityid-http", "SAML Core 1.3.1", "Issuer with http for https", realmUnknown, issuers(func(s string) string {
			return "http://" + strings.TrimPrefix(s, "https://")
		})),
		p("entityid-zero-width", "SAML Core 1.3.1", "Issuer with a zero-width character", realmUnknown,
			issuers(func(s string) string {
				return s + "\u200b"
			})),
		p("issuer-missing-response", "SAML Profiles 4.1.4.2", "the Response has no Issuer: accepted", "",
			remove("Response", "Issuer")),
		{"issuer-missing", Protocol, "SAML Profiles 4.1.4.2", "the Assertion has no Issuer", "AADSTS7500515",
			tree(remove("Assertion", "Issuer"))},
		p("issuer-empty", "SAML Profiles 4.1.4.2", "the Response's Issuer is empty", "AADSTS7500517",
			change("Response", empty, "Issuer")),
		p("issuer-differs", "SAML Profiles 4.1.4.2", "Response and Assertion differ in their Issuer", invalidToken,
			change("Response", value("https://evil.example"), "Issuer")),
		p("audience-wrong", "CVE-2026-9093 Casdoor; SPID check 73", "meant for another service", invalidToken,
			change("Assertion", value("urn:evil"), "Conditions", "AudienceRestriction", "Audience")),
		p("audience-slash", "SAML Core 2.5.1.4", "Audience with a trailing slash", invalidToken,
			change("Assertion", value(wire.MicrosoftEntityID+"/"), "Conditions", "AudienceRestriction", "Audience")),
		p("audience-missing", "SAML Profiles 4.1.4.2", "no AudienceRestriction", invalidToken,
			remove("Assertion", "Conditions", "AudienceRestriction")),
		p("audience-any-of-two", "SAML Core 2.5.1.4", "a second Audience in one restriction: accepted", "",
			change("Assertion", func(e *xmltree.Element) {
				put(e, 0, element(e, "Audience", "urn:other"))
			}, "Conditions", "AudienceRestriction")),
		p("audience-all-of-two", "SAML Core 2.5.1.4", "a second restriction, foreign", invalidToken,
			change("Assertion", secondRestriction, "Conditions")),
		p("conditions-missing", "SAML Core 2.5.1", "no Conditions", invalidToken, remove("Assertion", "Conditions")),
		p("recipient-wrong", "epi052, How to test SAML III; SPID checks 51-66", "Recipient is another service",
			invalidToken, change("Assertion", attribute("Recipient", "https://evil.example/acs"), confirmationData...)),
		p("recipient-missing", "SAML Profiles 4.1.4.2", "no Recipient", invalidToken,
			change("Assertion", noAttribute("Recipient"), confirmationData...)),
		p("destination-wrong", "SAML Core 3.2.2; SPID checks 19-21", "Destination is another service", invalidToken,
			change("Response", attribute("Destination", "https://evil.example/acs"))),
		p("destination-missing", "SAML Bindings 3.5.5.2", "no Destination on an unsigned Response: accepted", "",
			change("Response", noAttribute("Destination"))),
		p("irt-wrong", "CVE-2026-9098 Casdoor; AADInternals", "InResponseTo names no request: accepted", "",
			change("Response", attribute("InResponseTo", "_unknown"))),
		p("irt-missing", "SAML Core 3.2.2", "no InResponseTo: accepted", "", change("Response", noAttribute("InResponseTo"))),
		p("time-expired", "CVE-2026-9096 Casdoor", "Conditions are over", invalidToken,
			change("Assertion", shift(-2*time.Hour, "NotBefore", "NotOnOrAfter"), "Conditions")),
		p("time-future", "SAML Core 2.5.1.2", "Conditions are not yet in force", invalidToken,
			change("Assertion", shift(2*time.Hour, "NotBefore", "NotOnOrAfter"), "Conditions")),
		p("time-order", "SAML Core 2.5.1.2", "NotOnOrAfter before NotBefore", invalidToken,
			change("Assertion", shift(-6*time.Minute, "NotOnOrAfter"), "Conditions")),
		p("time-scd", "CVE-2026-1190 Keycloak", "SubjectConfirmationData is over, Conditions are not", invalidToken,
			change("Assertion", shift(-2*time.Hour, "NotOnOrAfter"), confirmationData...)),
		p("time-scd-missing", "SAML Profiles 4.1.4.2", "SubjectConfirmationData without NotOnOrAfter", invalidToken,
			change("Assertion", noAttribute("NotOnOrAfter"), confirmationData...)),
		p("time-authn-future", "SAML Core 2.7.2", "AuthnInstant in the future", invalidToken,
			change("Assertion", shift(2*time.Hour, "AuthnInstant"), "AuthnStatement")),
		p("session-expiry", "SAML Core 2.7.2", "SessionNotOnOrAfter is over", invalidToken,
			change("Assertion", attribute("SessionNotOnOrAfter", "2000-01-01T00:00:00Z"), "AuthnStatement")),
		p("subject-none", "SPID checks 41-66", "no Subject", nameIDMissing, remove("Assertion", "Subject")),
		p("nameid-none", "SPID checks 41-66", "no NameID", nameIDMissing, remove("Assertion", "Subject", "NameID")),
		p("nameid-empty", "SAML Core 8.3.7", "NameID is empty", nameIDMissing,
			change("Assertion", empty, "Subject", "NameID")),
		p("nameid-whitespace", "SAML Core 8.3.7", "NameID with a blank behind it", userUnknown,
			change("Assertion", func(e *xmltree.Element) {
				setText(e, e.Text()+" ")
			}, "Subject", "NameID")),
		p("nameid-case", "SAML Core 8.3.7", "NameID in other case", userUnknown,
			change("Assertion", func(e *xmltree.Element) {
				setText(e, strings.ToUpper(e.Text()))
			}, "Subject", "NameID")),
		p("nameid-format", "entra-docs how-to-connect-fed-saml-idp", "NameID format emailAddress: accepted", "",
			change("Assertion", attribute("Format", wire.NameIDEmailAddress), "Subject", "NameID")),
		p("unbound-user", "JumpCloud sso-with-m365", "immutable ID that no user has", userUnknown, func(d *document) error {
			return d.evil(d.assertion, "")
		}),
		p("confirm-holder-of-key", "Flowfin/jellyfin-plugin-sso", "holder-of-key confirmation alone", invalidToken,
			change("Assertion", attribute("Method", "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"), "Subject",
				"SubjectConfirmation")),
		p("confirm-none", "SAML Profiles 4.1.4.2", "no SubjectConfirmation", invalidToken,
			remove("Assertion", "Subject", "SubjectConfirmation")),
		p("confirm-no-method", "SAML Core 2.4.1.1", "SubjectConfirmation without Method", "AADSTS7500516",
			change("Assertion", noAttribute("Method"), "Subject", "SubjectConfirmation")),
		p("statement-none", "SAML Core 2.3.3", "no statement at all", "AADSTS500087",
			change("Assertion", keepOnly("Issuer", "Subject", "Conditions"))),
		p("statement-attributes-only", "SAML Profiles 4.1.4.2", "only an AttributeStatement", invalidToken,
			remove("Assertion", "AuthnStatement")),
		p("status-nonsuccess-with-assertion", "SPID checks 22-26", "failure status beside a valid Assertion", noAssertion,
			change("Response", attribute("Value", wire.StatusResponder), "Status", "StatusCode")),
		p("status-missing", "SAML Core 3.2.2.1", "no Status", "AADSTS7500515", remove("Response", "Status")),
		p("version", "SPID checks 8-15", "Version 1.1", "AADSTS7500519", change("Response", attribute("Version", "1.1"))),
		p("version-missing", "SPID checks 8-15", "no Version", "AADSTS7500516", change("Response", noAttribute("Version"))),
		p("issueinstant", "SPID checks 8-15", "IssueInstant is not an instant", xmlError,
			change("Response", attribute("IssueInstant", "2026-03-02 09:15"))),
		p("issueinstant-no-zone", "SAML Core 1.3.3", "IssueInstant without zone", xmlError,
			change("Response", attribute("IssueInstant", "2026-03-02T09:15:00"))),
		p("id-xsid", "ory/mocksaml#76", "ID begins with a digit", "AADSTS7500529", change("Response", attribute("ID", "1"))),
		p("id-missing", "SAML Core 3.2.2", "no ID", "AADSTS7500516", change("Response", noAttribute("ID"))),
		p("authncontext-low", "IIP-SP07", "a weak authentication class: accepted", "",
			change("Assertion", value("urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified"), "AuthnStatement", "AuthnContext",
				"AuthnContextClassRef")),
		p("declref", "NetIQ KB 7018244", "AuthnContextDeclRef beside the class", invalidToken,
			change("Assertion", func(e *xmltree.Element) {
				put(e, -1, element(e, "AuthnContextDeclRef", "urn:x"))
			}, "AuthnStatement", "AuthnContext")),
		p("condition-type", "Microsoft's template 7500528", "a Condition of unknown xsi:type", "AADSTS7500528",
			change("Assertion", unknownCondition, "Conditions")),
		p("onetimeuse-twice", "SAML Core 2.5.1.5", "two OneTimeUse", invalidToken,
			change("Assertion", oneTimeUse(2), "Conditions")),
		p("onetimeuse", "SAML Core 2.5.1.5", "one OneTimeUse: accepted", "",
			change("Assertion", oneTimeUse(1), "Conditions")),
		p("unknown-element", "NetIQ KB 7018244", "a foreign element in the Assertion", invalidToken,
			change("Assertion", func(e *xmltree.Element) {
				put(e, -1, &xmltree.Element{Prefix: "e", Space: "urn:evil", Local: "Extra"})
			})),
		p("nameid-child", "Duo 2018, with an element for the comment", "an element splits NameID", invalidToken,
			change("Assertion", func(e *xmltree.Element) {
				put(e, -1, &xmltree.Element{Prefix: "e", Space: "urn:evil", Local: "Extra"})
			}, "Subject", "NameID")),
		{"encrypted", Protocol, "Microsoft KB 3079872", "the assertion is encrypted", noAssertion,
			tree(func(d *document) error {
				detach(d.assertion)
				put(d.root, -1, element(d.assertion, "EncryptedAssertion", "x"))
				return nil
			})},
		p("encrypted-id", "Microsoft KB 3079872", "the NameID is encrypted", nameIDMissing,
			change("Assertion", func(e *xmltree.Element) {
				detach(e.Child(e.Space, "NameID"))
				put(e, 0, element(e, "EncryptedID", "x"))
			}, "Subject")),
		{"bare-assertion", Protocol, "SAML Bindings 3.5", "the Assertion without a Response", "AADSTS7500533",
			tree(func(d *document) error {
				detach(d.assertion)
				d.root = d.assertion
				return nil
			})},
		{"no-assertion", Protocol, "SAML Core 3.2.2", "status Success without an Assertion", noAssertion,
			tree(func(d *document) error {
				detach(d.assertion)
				return nil
			})},
		{"slo-at-acs", Protocol, "SAML Bindings 3.5", "a LogoutRequest is posted", "AADSTS90081",
			tree(func(d *document) error {
				detach(d.assertion)
				d.root.Local = "LogoutRequest"
				return nil
			})},
	}
}

const (
	realmUnknown  = "AADSTS50107"
	nameIDMissing = "AADSTS5000818"
	userUnknown   = "AADSTS51004"
	noAssertion   = "AADSTS500082"
)

var confirmationData = []string{"Subject", "SubjectConfirmation", "SubjectConfirmationData"}

// change finds an element by its path below "Response" or "Assertion" and changes it; remove takes it away.
func change(below string, do func(*xmltree.Element), path ...string) func(*document) error {
	return func(d *document) error {
		from := d.root
		if below == "Assertion" {
			from = d.assertion
		}
		e, err := part(from, path...)
		if err != nil {
			return err
		}
		do(e)
		return nil
	}
}

func remove(below string, path ...string) func(*document) error {
	return change(below, detach, path...)
}

func value(text string) func(*xmltree.Element) {
	return func(e *xmltree.Element) { setText(e, text) }
}

func empty(e *xmltree.Element) { e.Children = nil }

func attribute(name, value string) func(*xmltree.Element) {
	return func(e *xmltree.Element) { set(e, name, value) }
}

func noAttribute(name string) func(*xmltree.Element) {
	return func(e *xmltree.Element) { unset(e, name) }
}

func issuers(change func(string) string) func(*document) error {
	return func(d *document) error {
		for _, from := range []*xmltree.Element{d.root, d.assertion} {
			e, err := part(from, "Issuer")
			if err != nil {
				return err
			}
			setText(e, change(e.Text()))
		}
		return nil
	}
}

// shift moves instants; what is not an instant stays.
func shift(by time.Duration, names ...string) func(*xmltree.Element) {
	return func(e *xmltree.Element) {
		for _, name := range names {
			v, _ := e.Attr(name)
			if t, err := wire.ParseTime(v); err == nil {
				set(e, name, wire.TimeFormat(t.Add(by)))
			}
		}
	}
}

func keepOnly(names ...string) func(*xmltree.Element) {
	return func(e *xmltree.Element) {
		var kept []xmltree.Node
		for c := range e.Elements() {
			if slices.Contains(names, c.Local) {
				kept = append(kept, c)
			}
		}
		e.Children = kept
	}
}

func secondRestriction(e *xmltree.Element) {
	r := element(e, "AudienceRestriction", "")
	put(r, -1, element(e, "Audience", "urn:other"))
	put(e, -1, r)
}

func unknownCondition(e *xmltree.Element) {
	c := element(e, "Condition", "")
	c.Attrs = append(c.Attrs, xmltree.Attr{
		Prefix: "xsi",
		Space:  "http://www.w3.org/2001/XMLSchema-instance",
		Local:  "type",
		Value:  "evil",
	})
	put(e, -1, c)
}

func oneTimeUse(n int) func(*xmltree.Element) {
	return func(e *xmltree.Element) {
		for range n {
			put(e, -1, element(e, "OneTimeUse", ""))
		}
	}
}
