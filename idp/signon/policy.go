package signon

import (
	"cmp"
	"fmt"
	"slices"

	"samlharness/record"
)

// checkRequested looks at whom and what the request asks for, SAML Core 3.4.1.4. What JumpCloud does with either is not
// known: here nobody gets an assertion about somebody else, and the class of the authentication is the application's.
func (d *decision) checkRequested(list *record.Checklist) {
	if d.request == nil || d.request.Subject == "" && d.request.AuthnContextClassRef == "" {
		return
	}
	u, wanted := d.who.User, d.request.Subject
	c := record.Check{
		Name:     "requested-subject",
		Title:    "The request is about the user who is signed in, if it names one",
		Code:     CodeAnotherUser,
		Expected: d.nameID,
		Got:      cmp.Or(wanted, "nobody in particular"),
		Fix:      "sign in as the user whom the service provider asks for, or let it name nobody",
	}
	if class := d.request.AuthnContextClassRef; class != "" && class != d.classRef() {
		c.Warnings = append(c.Warnings, fmt.Sprintf("the request wants the authentication context %s (%s); JumpCloud "+
			"sends the application's, %s", class, cmp.Or(d.request.Comparison, "exact"), d.classRef()))
	}
	list.Add(c, wanted == "" || slices.Contains([]string{d.nameID, u.Email, u.Username}, wanted))
}

// checkPolicies looks at what the organization's policies say. Somebody of whom they ask a second factor, and who has
// one, is asked for it before; see [Handler.answer].
func (d *decision) checkPolicies(list *record.Checklist) {
	list.Add(d.demand.NotDenied("the application"))
	if d.demand.RequireMFA && len(d.demand.Offered) == 0 && !d.demand.Met(d.who) {
		list.Add(d.demand.NoFactor(d.who.User), false)
	}
}

// classRef is the class of the authentication: another one after a second factor, where the application has one.
func (d decision) classRef() string {
	if d.who.Factor != "" {
		return cmp.Or(d.Application.MFAClassRef, d.Application.ClassRef)
	}
	return d.Application.ClassRef
}
