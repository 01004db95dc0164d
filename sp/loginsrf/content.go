package loginsrf

import (
	"slices"
	"strconv"
	"strings"

	"samlharness/internal/wire/xmltree"
	"samlharness/sp/aadsts"
)

// read fills the assertion's fields.
func (r *Response) read(a *xmltree.Element) {
	subject, conditions := child(a, saml, "Subject"), child(a, saml, "Conditions")
	statement := child(a, saml, "AuthnStatement")
	nameID := child(subject, saml, "NameID")
	r.AssertionID, r.Issuer = value(a, "ID"), text(child(a, saml, "Issuer"))
	r.NameID, r.NameIDFormat = text(nameID), value(nameID, "Format")
	r.SessionIndex = value(statement, "SessionIndex")
	r.AuthnContextClassRef = text(child(child(statement, saml, "AuthnContext"), saml, "AuthnContextClassRef"))
	r.AuthnInstant, _ = instant(statement, "AuthnInstant")
	r.NotBefore, _ = instant(conditions, "NotBefore")
	r.NotOnOrAfter, _ = instant(conditions, "NotOnOrAfter")
	r.Audiences, r.Attributes = nil, nil
	for _, restriction := range children(conditions, saml, "AudienceRestriction") {
		for _, audience := range children(restriction, saml, "Audience") {
			r.Audiences = append(r.Audiences, audience.Text())
		}
	}
	for _, list := range children(a, saml, "AttributeStatement") {
		for _, at := range children(list, saml, "Attribute") {
			attribute := Attribute{Name: value(at, "Name"), NameFormat: value(at, "NameFormat")}
			for _, v := range children(at, saml, "AttributeValue") {
				attribute.Values = append(attribute.Values, v.Text())
			}
			r.Attributes = append(r.Attributes, attribute)
		}
	}
}

// attribute returns the first value of the attribute, "" when there is none.
func (r Response) attribute(name string) string {
	for _, a := range r.Attributes {
		if a.Name == name && len(a.Values) > 0 {
			return a.Values[0]
		}
	}
	return ""
}

const fixIssuers = "use the IdP Entity ID as Issuer of both Response and Assertion"

func checkIssuersAgree(e *evaluation) *failure {
	if got := text(child(e.signed, saml, "Issuer")); got != e.issuer {
		return unlike(e.issuer, got, fixIssuers)
	}
	outer := child(e.root, saml, "Issuer")
	switch {
	case outer == nil && child(e.root, ds, "Signature") != nil:
		return invalid("an Issuer in the signed Response", "none", fixIssuers)
	case outer == nil:
		e.warn("the Response has no Issuer")
	case outer.Text() != e.issuer:
		return unlike(e.issuer, outer.Text(), fixIssuers)
	}
	return nil
}

// allowed are the elements of the assertion namespace that may stand in an element of an assertion; elements that are
// not named may hold anything. A trailing ! marks those that may stand there once only.
func allowed(parent string) (children []string, known bool) {
	switch parent {
	case "Assertion":
		return []string{"Issuer!", "Subject!", "Conditions!", "Advice!", "AuthnStatement", "AttributeStatement",
			"AuthzDecisionStatement"}, true
	case "Subject":
		return []string{"BaseID!", "NameID!", "EncryptedID!", "SubjectConfirmation"}, true
	case "SubjectConfirmation":
		return []string{"BaseID!", "NameID!", "EncryptedID!", "SubjectConfirmationData!"}, true
	case "Conditions":
		return []string{"AudienceRestriction", "OneTimeUse!", "ProxyRestriction!", "Condition"}, true
	case "AudienceRestriction":
		return []string{"Audience"}, true
	case "AuthnStatement":
		return []string{"SubjectLocality!", "AuthnContext!"}, true
	case "AuthnContext":
		return []string{"AuthnContextClassRef!", "AuthenticatingAuthority"}, true
	case "AttributeStatement":
		return []string{"Attribute"}, true
	case "Attribute":
		return []string{"AttributeValue"}, true
	case "Issuer", "NameID", "Audience", "AuthnContextClassRef", "AuthenticatingAuthority": // text alone
		return nil, true
	}
	return nil, false
}

// checkElements refuses what the reader does not expect, such as AuthnContextDeclRef beside the class reference.
func checkElements(e *evaluation) *failure {
	if f := unexpectedInResponse(e.root); f != nil {
		return f
	}
	return unexpected(e.signed)
}

// unexpectedInResponse refuses children that the schema of Response (SAML Core 3.3.3, 3.2.2) does not have, such as a
// Signature of a foreign namespace, which no check of signatures sees.
func unexpectedInResponse(root *xmltree.Element) *failure {
	counted := map[string]int{}
	for c := range root.Elements() {
		switch {
		case c.Is(saml, "Issuer"), c.Is(ds, "Signature"), c.Is(samlp, "Extensions"), c.Is(samlp, "Status"),
			c.Is(saml, "Assertion"):
		default:
			return invalid("in Response only Issuer, Signature, Extensions, Status, Assertion",
				c.Local+" in namespace '"+c.Space+"' ("+c.Position()+")", "leave the element out")
		}
		if counted[c.Local]++; counted[c.Local] > 1 {
			return invalid("one "+c.Local+" in Response", "a second one ("+c.Position()+")", "leave the second element out")
		}
	}
	return nil
}

func unexpected(el *xmltree.Element) *failure {
	names, known := allowed(el.Local)
	if !known || el.Space != saml {
		return nil
	}
	var once []string
	for c := range el.Elements() {
		mayStand, single := listed(names, c.Local)
		if c.Space != saml || !mayStand {
			return invalid("in "+el.Local+" only "+spell(names), inside(c), "leave the element out")
		}
		if single {
			if slices.Contains(once, c.Local) {
				return invalid("one "+c.Local+" in "+el.Local, "a second "+inside(c), "leave the second element out")
			}
			once = append(once, c.Local)
		}
		if c.Local == "Condition" {
			kind, _ := c.AttrIn(xsi, "type")
			return &failure{
				code:     aadsts.UnexpectedType,
				args:     []string{kind},
				expected: "conditions that SAML itself defines",
				got:      "Condition of type " + strconv.Quote(kind),
				fix:      "leave the condition out",
			}
		}
		if f := unexpected(c); f != nil {
			return f
		}
	}
	return nil
}

func spell(names []string) string {
	if len(names) == 0 {
		return "text"
	}
	return strings.ReplaceAll(strings.Join(names, ", "), "!", "")
}

func inside(c *xmltree.Element) string { return c.Local + " (" + c.Position() + " of the signed text)" }

// listed tells whether a list of allowed elements has the name, and whether with the mark that it may stand once only.
func listed(names []string, name string) (found, single bool) {
	for _, n := range names {
		if rest, ok := strings.CutPrefix(n, name); ok && (rest == "" || rest == "!") {
			return true, rest == "!"
		}
	}
	return false, false
}

func checkStatements(e *evaluation) *failure {
	authn := len(children(e.signed, saml, "AuthnStatement"))
	others := len(children(e.signed, saml, "AttributeStatement")) + len(children(e.signed, saml, "AuthzDecisionStatement"))
	switch {
	case authn+others == 0:
		return &failure{
			code:     aadsts.NoStatement,
			expected: "an AuthnStatement",
			got:      "no statement at all",
			fix:      "let the identity provider say how and when the user signed in",
		}
	case authn == 0:
		return invalid("an AuthnStatement", "other statements only",
			"let the identity provider say how and when the user signed in")
	case authn > 1:
		e.warn(strconv.Itoa(authn) + " AuthnStatements; the first is read")
	}
	return nil
}

func checkDestination(e *evaluation) *failure {
	own := e.in.Cloud.ACS()
	got, ok := e.root.Attr("Destination")
	switch {
	case ok && got != own:
		return unlike(own, got, "set the ACS URL at JumpCloud to "+own)
	case !ok && child(e.root, ds, "Signature") != nil:
		return invalid(own, "no Destination in a signed Response", "set Destination to "+own)
	case !ok:
		e.warn("the Response has no Destination")
	}
	return nil
}

// checkInResponseTo only ever warns: Microsoft takes what it did not ask for.
func checkInResponseTo(e *evaluation) *failure {
	id, ok := e.root.Attr("InResponseTo")
	switch {
	case !ok:
		e.saw("", "unsolicited: no InResponseTo")
	case e.in.Requested == nil:
		e.unknown = "which requests are on their way is not known"
	case !e.in.Requested(id):
		e.warn("InResponseTo " + strconv.Quote(id) + " names no request that is on its way; Microsoft takes the response " +
			"nevertheless")
	}
	return nil
}
