package loginsrf

import (
	"slices"
	"strconv"
	"strings"

	"samlharness/internal/wire"
	"samlharness/internal/wire/xmltree"
	"samlharness/sp/aadsts"
)

const bearer = wire.ConfirmationBearer

// maxNameID is the length that Microsoft documents; longer values are taken all the same.
const maxNameID = 64

func checkNameID(e *evaluation) *failure {
	subject := child(e.signed, saml, "Subject")
	nameID := child(subject, saml, "NameID")
	fix := "let the identity provider send the user's immutable ID as NameID; at JumpCloud bind the user to the " +
		"Microsoft 365 directory (User > Directories)"
	switch {
	case child(subject, saml, "EncryptedID") != nil:
		return &failure{
			code:     aadsts.NameIDMissing,
			expected: "a NameID",
			got:      "an EncryptedID",
			fix:      "switch encryption off: Microsoft publishes no encryption key",
		}
	case nameID == nil:
		return &failure{code: aadsts.NameIDMissing, expected: "a NameID", got: "none", fix: fix}
	case text(nameID) == "":
		return &failure{code: aadsts.NameIDMissing, expected: "a NameID", got: "an empty one", fix: fix}
	}
	e.saw("", text(nameID))
	if format, _ := nameID.Attr("Format"); format != wire.NameIDPersistent {
		e.warn("NameID has the format " + strconv.Quote(format) + ", documented is " + wire.NameIDPersistent)
	}
	if len(text(nameID)) > maxNameID {
		e.warn("NameID is longer than " + strconv.Itoa(maxNameID) + " characters, the documented limit")
	}
	return nil
}

// checkConfirmation keeps the bearer confirmations; the two checks after it keep those that are meant for us and in
// time. One that passes all three suffices.
func checkConfirmation(e *evaluation) *failure {
	var methods []string
	for _, c := range children(child(e.signed, saml, "Subject"), saml, "SubjectConfirmation") {
		methods = append(methods, value(c, "Method"))
		if data := child(c, saml, "SubjectConfirmationData"); value(c, "Method") == bearer && data != nil {
			e.bearers = append(e.bearers, data)
		}
	}
	if len(e.bearers) > 0 {
		return nil
	}
	got := "no SubjectConfirmation"
	if len(methods) > 0 {
		got = strings.Join(methods, ", ")
	}
	if slices.Contains(methods, bearer) {
		got = "bearer without SubjectConfirmationData"
	}
	return invalid(bearer+" with SubjectConfirmationData", got,
		"confirm the subject by the bearer method, with Recipient and NotOnOrAfter")
}

func checkRecipient(e *evaluation) *failure {
	own := e.in.Cloud.ACS()
	fix := "set the ACS URL at JumpCloud to " + own
	f := invalid(own, "no Recipient", fix)
	kept := slices.DeleteFunc(slices.Clone(e.bearers), func(data *xmltree.Element) bool {
		r, ok := data.Attr("Recipient")
		if ok && r != own {
			f = unlike(own, r, fix)
		}
		return r != own
	})
	if len(kept) == 0 {
		return f
	}
	e.bearers = kept
	return nil
}

func checkConfirmationWindow(e *evaluation) *failure {
	var first *failure
	for _, data := range e.bearers {
		f := e.validity(data)
		if _, ok := data.Attr("NotOnOrAfter"); !ok {
			f = invalid("NotOnOrAfter in SubjectConfirmationData", "none",
				"let the identity provider bound the confirmation's life")
		}
		if f == nil {
			if _, ok := data.Attr("NotBefore"); ok {
				e.warn("SubjectConfirmationData has NotBefore, which the Web SSO profile forbids")
			}
			e.saw("", "NotOnOrAfter "+value(data, "NotOnOrAfter"))
			return nil
		}
		if first == nil {
			first = f
		}
	}
	return first
}
