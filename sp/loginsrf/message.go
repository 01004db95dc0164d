package loginsrf

import (
	"strconv"
	"strings"
	"time"

	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
	"samlharness/sp/aadsts"
)

const (
	samlp = wire.NamespaceProtocol
	saml  = wire.NamespaceAssertion
	ds    = xmldsig.Namespace
	xsi   = "http://www.w3.org/2001/XMLSchema-instance"

	xmlSpace = "http://www.w3.org/XML/1998/namespace" // of the prefix xml
)

func checkRoot(e *evaluation) *failure {
	got := e.root.Local + " in namespace '" + e.root.Space + "'"
	switch {
	case e.root.Is(samlp, "Response"):
		return nil
	case e.root.Space == samlp && (strings.HasPrefix(e.root.Local, "Logout") ||
		strings.HasSuffix(e.root.Local, "Request")):
		return &failure{code: aadsts.InvalidFederationMessage, expected: "Response in namespace '" + samlp + "'", got: got,
			fix: "login.srf takes sign-in responses only; register the console's address as sign-out address, not a SAML " +
				"logout service"}
	}
	return &failure{
		code:     aadsts.NotAResponse,
		expected: "Response in namespace '" + samlp + "'",
		got:      got,
		fix:      "send a samlp:Response, not the bare assertion",
	}
}

func checkVersion(e *evaluation) *failure {
	for _, el := range []*xmltree.Element{e.root, child(e.root, saml, "Assertion")} {
		if el == nil {
			continue
		}
		version, ok := el.Attr("Version")
		if !ok {
			return attributeMissing(el, "Version")
		}
		if version != "2.0" {
			return &failure{
				code:     aadsts.UnsupportedVersion,
				args:     []string{version},
				expected: "2.0",
				got:      version,
				values:   true,
				fix:      "use SAML 2.0 on both sides; SAML 1.1 belongs to WS-Federation",
			}
		}
	}
	return nil
}

// checkIdentifiers looks at ID and IssueInstant of Response and assertion, and at the form of every instant.
func checkIdentifiers(e *evaluation) *failure {
	for _, el := range []*xmltree.Element{e.root, child(e.root, saml, "Assertion")} {
		if el == nil {
			continue
		}
		for _, name := range []string{"ID", "IssueInstant"} {
			if v, ok := el.Attr(name); !ok || v == "" && name == "ID" {
				return attributeMissing(el, name)
			}
		}
		if id := value(el, "ID"); id[0] >= '0' && id[0] <= '9' {
			return &failure{code: aadsts.InvalidID, args: []string{id},
				expected: "an ID that begins with a letter or an underscore", got: id,
				fix: "prefix the ID with an underscore"}
		}
	}
	r := &e.v.Response
	r.ID, r.InResponseTo, r.Destination = value(e.root, "ID"), value(e.root, "InResponseTo"), value(e.root, "Destination")
	if a := child(e.root, saml, "Assertion"); a != nil {
		r.read(a)
	}
	return e.checkInstants()
}

// maxSameWarnings is how many warnings of one kind a check makes; a message can be made of their cause.
const maxSameWarnings = 10

func (e *evaluation) checkInstants() *failure {
	local := 0 // instants without Z
	for _, el := range e.seen.timed {
		for i := range el.Attrs {
			a := &el.Attrs[i]
			if a.Space != "" || !isInstant(a.Local) {
				continue
			}
			if _, err := wire.ParseTime(a.Value); err != nil {
				return xmlError(el.Line, el.Column, "an xs:dateTime in UTC such as 2026-03-02T09:16:02.118Z", a.Local+"="+a.Value,
					"write instants in UTC with Z")
			}
			if strings.HasSuffix(a.Value, "Z") {
				continue
			}
			if local++; local <= maxSameWarnings {
				e.warn(el.Local + " " + a.Local + " is not in UTC: " + a.Value)
			}
		}
	}
	if more := local - maxSameWarnings; more > 0 {
		e.warn("… and " + strconv.Itoa(more) + " more instants that are not in UTC")
	}
	sent, _ := instant(e.root, "IssueInstant")
	zone := ZoneApart(sent, e.in.Now)
	if zone != "" {
		zone = ", " + zone + " it, like a local time written as UTC"
	}
	if zone != "" || e.early(sent) || sent.Before(e.in.Now.Add(-24*time.Hour)) {
		e.warn("Response IssueInstant is far from now: " + value(e.root, "IssueInstant") + zone)
	}
	return nil
}

func isInstant(name string) bool {
	switch name {
	case "IssueInstant", "NotBefore", "NotOnOrAfter", "AuthnInstant", "SessionNotOnOrAfter":
		return true
	}
	return false
}

func checkParts(e *evaluation) *failure {
	status := child(e.root, samlp, "Status")
	if status == nil {
		return elementMissing("Status", samlp)
	}
	code := child(status, samlp, "StatusCode")
	if code == nil {
		return elementMissing("StatusCode", samlp)
	}
	if _, ok := code.Attr("Value"); !ok {
		return attributeMissing(code, "Value")
	}
	if issuer := child(e.root, saml, "Issuer"); issuer != nil && issuer.Text() == "" {
		return elementEmpty(issuer)
	}
	assertion := child(e.root, saml, "Assertion")
	if assertion == nil {
		for c := range e.root.Elements() {
			if c.Local == "Assertion" {
				return elementMissing("Assertion", saml)
			}
		}
		return nil
	}
	issuer := child(assertion, saml, "Issuer")
	if issuer == nil {
		return elementMissing("Issuer", saml)
	}
	if issuer.Text() == "" {
		return elementEmpty(issuer)
	}
	for _, statement := range children(assertion, saml, "AuthnStatement") {
		if _, ok := statement.Attr("AuthnInstant"); !ok {
			return attributeMissing(statement, "AuthnInstant")
		}
	}
	for _, confirmation := range children(child(assertion, saml, "Subject"), saml, "SubjectConfirmation") {
		if _, ok := confirmation.Attr("Method"); !ok {
			return attributeMissing(confirmation, "Method")
		}
	}
	return nil
}

// checkValueText refuses comments inside values: one reader would see the text before the comment, another all of it.
func checkValueText(e *evaluation) *failure {
	for _, el := range e.seen.values {
		for _, n := range el.Children {
			if _, comment := n.(xmltree.Comment); comment {
				return xmlError(el.Line, el.Column, el.Local+" with text alone", "a comment inside it",
					"remove the comment: readers disagree about a value that it splits")
			}
		}
	}
	return nil
}

func checkStatus(e *evaluation) *failure {
	code := child(child(e.root, samlp, "Status"), samlp, "StatusCode")
	got := value(code, "Value")
	if got == wire.StatusSuccess {
		return nil
	}
	if second := child(code, samlp, "StatusCode"); second != nil {
		got += " / " + value(second, "Value")
	}
	if message := text(child(child(e.root, samlp, "Status"), samlp, "StatusMessage")); message != "" {
		got += " (" + message + ")"
	}
	return &failure{code: aadsts.NoAssertion, expected: wire.StatusSuccess, got: got,
		fix: "the identity provider refused: look at its own log; for JumpCloud at Directory Insights, and whether the " +
			"user's group is bound to the application"}
}

func attributeMissing(el *xmltree.Element, name string) *failure {
	return &failure{
		code:     aadsts.AttributeMissing,
		args:     []string{name},
		expected: "attribute " + name + " on " + el.Local,
		got:      "none (" + el.Position() + ")",
		fix:      "add the attribute",
	}
}

func elementMissing(name, space string) *failure {
	return &failure{
		code:     aadsts.ElementMissing,
		args:     []string{name, space},
		expected: "element " + name + " in namespace '" + space + "'",
		got:      "none there",
		fix:      "add the element where the SAML schema has it, in its namespace",
	}
}

func elementEmpty(el *xmltree.Element) *failure {
	return &failure{
		code:     aadsts.ElementEmpty,
		args:     []string{el.Local, el.Space},
		expected: el.Local + " with a value",
		got:      "an empty element (" + el.Position() + ")",
		fix:      "give the element its value",
	}
}
