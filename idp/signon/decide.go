package idp

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"samlharness/internal/wire"
	"samlharness/record"
)

// decision is what the sign-on service made of a request: a response to be issued, or a refusal.
type decision struct {
	who        visitor
	app        applicationRecord
	groups     []string // names of the user's groups that grant the application
	request    *wire.AuthnRequest
	acs        string
	relayState string
	nameID     string
	checks     []record.Check
	refusal    *record.Refusal
}

// decide reads the state of this moment and makes the checks in their order.
func (o *Organization) decide(ctx context.Context, who visitor, p parkedRequest) (decision, error) {
	d := decision{who: who, request: p.request, relayState: p.relayState}
	err := o.store.View(ctx, func(tx Tx) (err error) {
		if d.app, _, err = loadIndexed[applicationRecord](tx, tableAppBySlug, p.slug, tableApplications); err != nil ||
			d.app.ID == "" {
			return err
		}
		ids, err := grantsTo(tx, who.user.ID, d.app.ID)
		if err != nil {
			return err
		}
		for _, id := range ids {
			g, _, err := load[Group](tx, tableGroups, id)
			if err != nil {
				return err
			}
			d.groups = append(d.groups, g.Name)
		}
		return nil
	})
	if err != nil {
		return d, err
	}
	if p.request == nil {
		d.relayState = d.app.DefaultRelayState
	}
	list := &checklist{}
	d.checkApplication(list, p.slug)
	d.checkRequest(list)
	d.checkSubject(list)
	d.checks = list.checks
	if d.refusal = list.refusal(""); d.refusal != nil {
		_, d.refusal.Message = refusalText(d.refusal.Code)
	}
	return d, nil
}

func (d *decision) checkApplication(list *checklist, slug string) {
	list.add(record.Check{Name: "application", Title: "The address is that of an application of the user's organization",
		Code:     CodeUnreachable,
		Expected: "an SSO application at /saml2/" + slug, Got: "/saml2/" + slug,
		Fix: "create the application, or correct the sign-in URL at the service provider"}, d.app.ID != "")
	list.add(record.Check{Name: "integration-status", Title: "Single sign-on of the application is active",
		Code:     CodeUnreachable,
		Expected: "active", Got: activity(d.app.Active), Fix: "activate single sign-on of the application"}, d.app.Active)
	list.add(record.Check{Name: "access", Title: "A group of the user is bound to the application",
		Code:     CodeNotAuthorized,
		Expected: "a group with this user that is bound to " + d.app.Label, Got: orNone(strings.Join(d.groups, ", ")),
		Fix: "bind a group of " + d.who.user.Username + " to the application; access is denied unless granted"},
		len(d.groups) > 0)
}

func activity(active bool) string {
	if active {
		return "active"
	}
	return "inactive"
}

// checkRequest holds the request against the registration. The response goes to a registered address or nowhere.
func (d *decision) checkRequest(list *checklist) {
	if d.request == nil {
		if len(d.app.ACSURLs) > 0 {
			d.acs = d.app.ACSURLs[0]
		}
		return
	}
	fix := "correct the application's fields or the service provider's configuration"
	match := func(name, title, expected, got string, optional bool) {
		ok := expected == got || optional && got == ""
		list.add(record.Check{Name: name, Title: title, Code: CodeUnreachable, Expected: expected, Got: got,
			Difference: record.FirstDifference(expected, got), Fix: fix}, ok)
	}
	match("issuer", "Issuer of the request is the application's SP Entity ID", d.app.SPEntityID, d.request.Issuer, false)
	match("destination", "Destination of the request is the SSO URL, if it is given", d.app.SSOURL(),
		d.request.Destination, true)
	match("protocol-binding", "The response is wanted by HTTP-POST", wire.BindingPost, d.request.ProtocolBinding, true)
	var known bool
	d.acs, known = chooseACS(d.app.ACSURLs, d.request)
	got := d.acs
	if !known {
		got = d.request.ACSURL + d.request.ACSIndex
	}
	c := record.Check{Name: "acs-url", Title: "The response goes to a registered ACS URL", Code: CodeUnreachable,
		Expected: strings.Join(d.app.ACSURLs, ", "), Got: got,
		Fix: "add the address to the application's ACS URLs, if it is the service provider's"}
	if len(d.app.ACSURLs) == 1 && !known {
		c.Difference = record.FirstDifference(d.app.ACSURLs[0], got)
	}
	list.add(c, known)
}

// chooseACS is the registered address that the request names by URL or by index, else the first.
func chooseACS(registered []string, r *wire.AuthnRequest) (string, bool) {
	switch {
	case len(registered) == 0:
		return "", false
	case r.ACSURL != "":
		return r.ACSURL, slices.Contains(registered, r.ACSURL)
	case r.ACSIndex != "":
		i, err := strconv.ParseUint(r.ACSIndex, 10, 16)
		if err != nil || int(i) >= len(registered) {
			return "", false
		}
		return registered[i], true
	}
	return registered[0], true
}

// checkSubject finds the NameID. A user without an immutable ID is sent with their id, and refused at Microsoft.
func (d *decision) checkSubject(list *checklist) {
	u := d.who.user
	d.nameID = u.field(d.app.SubjectField)
	c := record.Check{Name: "subject", Title: "The user has the value that becomes NameID", Code: CodeNotAuthorized,
		Got:      orNone(d.nameID),
		Expected: "a value in the user's field " + d.app.SubjectField, Fix: "fill in the field"}
	if d.app.SubjectField == SubjectImmutableID {
		c.Expected, c.Fix = "an immutable ID", fmt.Sprintf("bind %s to the Microsoft 365 directory", u.Username)
		if d.nameID == "" {
			d.nameID = u.ID
			c.Warnings = append(c.Warnings, fmt.Sprintf("%s is not bound to the Microsoft 365 directory; the user's id %s "+
				"goes out instead, which Microsoft does not know", u.Username, u.ID))
		}
	}
	if d.request != nil && d.request.NameIDFormat != "" && d.request.NameIDFormat != d.app.NameIDFormat {
		c.Warnings = append(c.Warnings, fmt.Sprintf(
			"the request wants the format %s; JumpCloud sends the application's, %s", d.request.NameIDFormat,
			d.app.NameIDFormat))
	}
	list.add(c, d.nameID != "")
}
