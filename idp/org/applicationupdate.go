package org

import (
	"context"
	"slices"

	"samlharness/certs"
	"samlharness/internal/store"
)

// ApplicationUpdate changes those members of an application that are not nil. Template, slug and key size stay.
type ApplicationUpdate struct {
	Label, Description, Color, EntityID, LoginURL, DefaultRelayState *string

	SPEntityID, SubjectField, NameIDFormat, SignatureMethod *string
	GroupsAttribute, ClassRef                               *string
	// ACSIndexes goes with ACSURLs; without it, new URLs are numbered 0, 1, 2 and so on.
	ACSURLs    *[]string
	ACSIndexes *[]int
	// SPCertificate and EncryptionCertificate hold a certificate in PEM or base64; "" removes the one there was.
	SPCertificate, EncryptionCertificate, EncryptionMethod        *string
	Active, Hidden, SignAssertion, SignResponse, EncryptAssertion *bool
	DeclareRedirect                                               *bool
	// UserAttributes replaces the additional attributes; the template's read-only ones stay.
	UserAttributes     *[]UserAttribute
	ConstantAttributes *[]ConstantAttribute

	MFAClassRef          *string
	SendAMR, SendFailure *bool
}

// UpdateApplication changes an application, with the same rules as its creation.
func (o *Organization) UpdateApplication(ctx context.Context, ref string,
	change ApplicationUpdate) (Application, error) {
	var r applicationRow
	err := o.store.Update(ctx, func(tx store.Tx) (err error) {
		if r, err = findApplication(tx, ref); err != nil {
			return err
		}
		change.apply(&r.Application)
		r.Application = r.shown() // whoever asked may change their lists afterwards
		if err := checkApplication(r.Application); err != nil {
			return err
		}
		return applications.Put(tx, r.ID, r)
	})
	o.changed(ctx, err, "application_update", "application", r.ID, r.Label)
	return r.shown(), err
}

func (c ApplicationUpdate) apply(a *Application) {
	assign(&a.Label, c.Label)
	assign(&a.Description, c.Description)
	assign(&a.Color, c.Color)
	assign(&a.EntityID, c.EntityID)
	assign(&a.LoginURL, c.LoginURL)
	assign(&a.DefaultRelayState, c.DefaultRelayState)
	assign(&a.SPEntityID, c.SPEntityID)
	assign(&a.SubjectField, c.SubjectField)
	assign(&a.NameIDFormat, c.NameIDFormat)
	assign(&a.SignatureMethod, c.SignatureMethod)
	assign(&a.GroupsAttribute, c.GroupsAttribute)
	assign(&a.ClassRef, c.ClassRef)
	assign(&a.MFAClassRef, c.MFAClassRef)
	assign(&a.SendFailure, c.SendFailure)
	assign(&a.SendAMR, c.SendAMR)
	if c.ACSURLs != nil {
		a.ACSURLs, a.ACSIndexes = *c.ACSURLs, nil
	}
	assign(&a.ACSIndexes, c.ACSIndexes)
	assignCertificate(&a.SPCertificate, c.SPCertificate)
	assignCertificate(&a.EncryptionCertificate, c.EncryptionCertificate)
	assign(&a.EncryptionMethod, c.EncryptionMethod)
	assign(&a.EncryptAssertion, c.EncryptAssertion)
	assign(&a.Active, c.Active)
	assign(&a.Hidden, c.Hidden)
	assign(&a.SignAssertion, c.SignAssertion)
	assign(&a.SignResponse, c.SignResponse)
	assign(&a.DeclareRedirect, c.DeclareRedirect)
	assign(&a.ConstantAttributes, c.ConstantAttributes)
	if c.UserAttributes != nil {
		own := slices.DeleteFunc(slices.Clone(a.UserAttributes), func(u UserAttribute) bool { return !u.ReadOnly })
		a.UserAttributes = append(own, *c.UserAttributes...)
	}
}

// assignCertificate reads the one certificate of a text. A text of another kind is kept as it is, for the check to
// refuse.
func assignCertificate(der *[]byte, text *string) {
	if text == nil {
		return
	}
	*der = copied([]byte(*text))
	if all, err := certs.FindAll(*der); err == nil && len(all) == 1 {
		*der = all[0]
	}
}
