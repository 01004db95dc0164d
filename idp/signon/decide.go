package signon

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"samlharness/idp/org"
	"samlharness/internal/shell"
	"samlharness/internal/wire"
	"samlharness/record"
)

// decision is what the sign-on service made of a request: a response to be issued, or a refusal.
type decision struct {
	org.Access // what the user has of the application
	demand     org.Demand
	who        org.Session
	request    *wire.AuthnRequest
	signature  signature
	acs        string
	relayState string
	nameID     string
	id         string // of the response, once it is issued
	checks     []record.Check
	refusal    *record.Refusal
}

// decide makes the checks in their order, by what the user has of the application at this moment; known is false when
// there is no such application.
func decide(who org.Session, p Request, access org.Access, known bool, demand org.Demand) decision {
	d := p.decision(access)
	d.who, d.demand = who, demand
	list := &record.Checklist{}
	d.checkApplication(list, p.Slug, known)
	d.checkPolicies(list)
	d.checkRequest(list)
	d.checkRequestSignature(list)
	d.checkSubject(list)
	d.checkRequested(list)
	d.checks = list.Checks()
	if d.refusal = list.Refusal(""); d.refusal != nil {
		_, d.refusal.Message = refusalText(d.refusal.Code)
		if d.refusal.Code == org.CodePolicyDenied {
			d.refusal.Message = cmp.Or(d.demand.Message.Text, d.refusal.Message)
		}
	}
	return d
}

// decision begins the decision on a request.
func (r Request) decision(access org.Access) decision {
	d := decision{Access: access, request: r.authn, signature: r.signature, relayState: r.relayState}
	if r.authn == nil {
		d.relayState = d.Application.DefaultRelayState
	}
	return d
}

func (d *decision) checkApplication(list *record.Checklist, slug string, known bool) {
	list.Add(record.Check{
		Name:     "application",
		Title:    "The address is that of an application of the user's organization",
		Code:     CodeUnreachable,
		Expected: "an SSO application at /saml2/" + slug,
		Got:      "/saml2/" + slug,
		Fix:      "create the application, or correct the sign-in URL at the service provider",
	}, known)
	list.Add(record.Check{
		Name:     "integration-status",
		Title:    "Single sign-on of the application is active",
		Code:     CodeUnreachable,
		Expected: "active",
		Got:      activity(d.Application.Active),
		Fix: "activate single sign-on of " + d.Application.Label + ": " +
			shell.Harness("jumpcloud", "app", "set", d.Application.Slug, "--active"),
	}, d.Application.Active)
	list.Add(record.Check{
		Name:     "access",
		Title:    "A group of the user is bound to the application",
		Code:     CodeNotAuthorized,
		Expected: "a group with this user that is bound to " + d.Application.Label,
		Got:      d.granted(),
		Fix: "bind a group of " + d.who.User.Username + " to " + d.Application.Label + ", access is denied unless granted: " +
			shell.Harness("jumpcloud", "group", "bind", org.AllUsers, d.Application.Slug),
	}, len(d.Groups) > 0 || d.Direct)
}

// granted is what gives the user the application.
func (d *decision) granted() string {
	if d.Direct {
		return strings.Join(append(slices.Clip(d.Groups), "an association of the user"), ", ")
	}
	return cmp.Or(strings.Join(d.Groups, ", "), "none")
}

func activity(active bool) string {
	if active {
		return "active"
	}
	return "inactive"
}

// checkRequest compares the request with the registration. The response goes to a registered address or nowhere.
func (d *decision) checkRequest(list *record.Checklist) {
	if d.request == nil {
		if len(d.Application.ACSURLs) > 0 {
			d.acs = d.Application.ACSURLs[0]
		}
		return
	}
	fix := "correct the application's fields or the service provider's configuration"
	match := func(name, title, expected, got string, optional bool) {
		ok := expected == got || optional && got == ""
		list.Add(record.Check{Name: name, Title: title, Code: CodeUnreachable, Fix: fix}.Unlike(expected, got), ok)
	}
	match("issuer", "Issuer of the request is the application's SP Entity ID", d.Application.SPEntityID,
		d.request.Issuer, false)
	match("destination", "Destination of the request is the SSO URL, if it is given", d.Application.SSOURL(),
		d.request.Destination, true)
	match("protocol-binding", "The response is wanted by HTTP-POST", wire.BindingPost, d.request.ProtocolBinding, true)
	var known bool
	d.acs, known = chooseACS(d.Application, d.request)
	got := d.acs
	if !known {
		got = d.request.ACSURL + d.request.ACSIndex
	}
	c := record.Check{Name: "acs-url", Title: "The response goes to a registered ACS URL", Code: CodeUnreachable,
		Expected: strings.Join(d.Application.ACSURLs, ", "), Got: got,
		Fix: "add the address to the application's ACS URLs, if it is the service provider's"}
	if len(d.Application.ACSURLs) == 1 && d.request.ACSURL != "" {
		c = c.Unlike(d.Application.ACSURLs[0], d.request.ACSURL)
	}
	list.Add(c, known)
}

// chooseACS is the registered address that the request names by URL or by index, else the first.
func chooseACS(a org.Application, r *wire.AuthnRequest) (string, bool) {
	switch {
	case len(a.ACSURLs) == 0:
		return "", false
	case r.ACSURL != "":
		return r.ACSURL, slices.Contains(a.ACSURLs, r.ACSURL)
	case r.ACSIndex != "":
		asked, err := strconv.ParseUint(r.ACSIndex, 10, 16)
		for i, address := range a.ACSURLs {
			if err == nil && uint64(a.ACSIndex(i)) == asked {
				return address, true
			}
		}
		return "", false
	}
	return a.ACSURLs[0], true
}

// checkSubject finds the NameID. A user without an immutable ID is sent with their id, and refused at Microsoft.
func (d *decision) checkSubject(list *record.Checklist) {
	u := d.who.User
	d.nameID = u.Field(d.Application.SubjectField)
	c := record.Check{Name: "subject", Title: "The user has the value that becomes NameID", Code: CodeNotAuthorized,
		Got:      cmp.Or(d.nameID, "none"),
		Expected: "a value in the user's field " + d.Application.SubjectField, Fix: "fill in the field"}
	if d.Application.SubjectField == org.SubjectImmutableID {
		c.Expected, c.Fix = "an immutable ID", "bind "+u.Username+" to the Microsoft 365 directory: "+
			shell.Harness("jumpcloud", "directory", "bind", u.Username)
		if d.nameID == "" {
			d.nameID = u.ID
			c.Warnings = append(c.Warnings, fmt.Sprintf("%s is not bound to the Microsoft 365 directory; the user's id %s "+
				"goes out instead, which Microsoft does not know", u.Username, u.ID))
		}
	}
	if d.request != nil && d.request.NameIDFormat != "" && d.request.NameIDFormat != d.Application.NameIDFormat {
		c.Warnings = append(c.Warnings, fmt.Sprintf(
			"the request wants the format %s; JumpCloud sends the application's, %s", d.request.NameIDFormat,
			d.Application.NameIDFormat))
	}
	list.Add(c, d.nameID != "")
}
