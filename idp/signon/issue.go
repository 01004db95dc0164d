package signon

import (
	"io"
	"time"

	"samlharness/idp/org"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmlenc"
	"samlharness/record"
)

// issue writes and signs the response that a decision stands for, and gives it an ID of that stream.
func (d *decision) issue(ids io.Reader, signer xmldsig.Signer, now time.Time) ([]byte, error) {
	a := d.Application
	end := now.Add(a.ValidFor)
	assertion := wire.NewID(ids)
	d.id = wire.NewID(ids)
	r := wire.Response{
		ID:                   d.id,
		AssertionID:          assertion,
		SessionIndex:         assertion,
		Issuer:               a.EntityID,
		Destination:          d.acs,
		Recipient:            d.acs,
		Audience:             a.SPEntityID,
		NameID:               d.nameID,
		NameIDFormat:         a.NameIDFormat,
		AuthnContextClassRef: d.classRef(),
		IssueInstant:         now,
		NotBefore:            now,
		NotOnOrAfter:         end,
		SubjectNotOnOrAfter:  end,
		AuthnInstant:         d.who.SignedIn,
		Attributes:           d.attributes(),
		SignAssertion:        a.SignAssertion,
		SignResponse:         a.SignResponse,
	}
	if d.request != nil {
		r.InResponseTo = d.request.ID
	}
	if a.EncryptAssertion {
		r.Encrypt = &xmlenc.Recipient{Certificate: a.EncryptionCertificate, Method: a.EncryptionMethod}
	}
	return r.Issue(signer)
}

// methods are how the person signed in, by Microsoft's names. JumpCloud's own values are not known.
func (d decision) methods() []string {
	const password = "http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password"
	if d.who.Factor != "" {
		return []string{password, wire.AuthnContextMultipleAuthn}
	}
	return []string{password}
}

// attributes are the user's, then the constant ones, then the groups. An empty field of the user sends none.
func (d decision) attributes() []wire.Attribute {
	var list []wire.Attribute
	for _, u := range d.Application.UserAttributes {
		if v := d.who.User.Field(u.Field); v != "" {
			list = append(list, wire.Attribute{Name: u.Name, Values: []string{v}})
		}
	}
	for _, c := range d.Application.ConstantAttributes {
		list = append(list, wire.Attribute{Name: c.Name, Values: []string{c.Value}})
	}
	if d.Application.SendAMR {
		list = append(list, wire.Attribute{Name: org.AttributeAMR, Values: d.methods()})
	}
	if d.Application.GroupsAttribute != "" {
		list = append(list, wire.Attribute{Name: d.Application.GroupsAttribute, Values: d.Groups})
	}
	return list
}

// exchange is what the record keeps of the decision: the Response, or why there is none.
func (d decision) exchange(xml []byte, at time.Time) record.Exchange {
	e := record.Exchange{
		At:         at.UTC(),
		By:         record.JumpCloud,
		Kind:       record.Response,
		Subject:    d.who.User.Email,
		Message:    string(xml),
		RelayState: d.relayState,
		MessageID:  d.id,
		Checks:     d.checks,
		Verdict:    record.Sent,
		Refusal:    d.refusal,
	}
	if d.refusal != nil {
		e.Verdict = record.Refused
	}
	if d.request != nil {
		e.InResponseTo = d.request.ID
	}
	return e
}
