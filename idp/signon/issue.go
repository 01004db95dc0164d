package idp

import (
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/record"
)

// issue writes and signs the response that a decision stands for.
func (o *Organization) issue(d decision) ([]byte, error) {
	key, err := o.signingKey(d.app)
	if err != nil {
		return nil, err
	}
	now, a := o.now(), d.app
	end := now.Add(a.ValidFor)
	assertion := wire.NewID()
	r := wire.Response{
		ID: wire.NewID(), AssertionID: assertion, SessionIndex: assertion,
		Issuer: a.EntityID, Destination: d.acs, Recipient: d.acs, Audience: a.SPEntityID,
		NameID: d.nameID, NameIDFormat: a.NameIDFormat, AuthnContextClassRef: a.ClassRef,
		IssueInstant: now, NotBefore: now, NotOnOrAfter: end, SubjectNotOnOrAfter: end, AuthnInstant: d.who.signedIn,
		Attributes: d.attributes(), SignAssertion: a.SignAssertion, SignResponse: a.SignResponse,
	}
	if d.request != nil {
		r.InResponseTo = d.request.ID
	}
	return r.Issue(xmldsig.Signer{Key: key, Certificate: a.Certificate, Method: a.SignatureMethod})
}

// attributes are the user's, then the constant ones, then the groups. An empty field of the user sends none.
func (d decision) attributes() []wire.Attribute {
	var list []wire.Attribute
	for _, u := range d.app.UserAttributes {
		if v := d.who.user.field(u.Field); v != "" {
			list = append(list, wire.Attribute{Name: u.Name, Values: []string{v}})
		}
	}
	for _, c := range d.app.ConstantAttributes {
		list = append(list, wire.Attribute{Name: c.Name, Values: []string{c.Value}})
	}
	if d.app.GroupsAttribute != "" {
		list = append(list, wire.Attribute{Name: d.app.GroupsAttribute, Values: d.groups})
	}
	return list
}

// recordDecision writes down a response, or why there is none. What was asked is in the AuthnRequest's own entry.
func (o *Organization) recordDecision(d decision, xml []byte) {
	e := record.Exchange{At: o.now(), By: record.JumpCloud, Kind: "Response", Subject: d.who.user.Email,
		Message:    string(xml),
		RelayState: d.relayState, Checks: d.checks, Verdict: record.Sent, Refusal: d.refusal}
	if d.refusal != nil {
		e.Verdict = record.Refused
	}
	if d.request != nil {
		e.InResponseTo = d.request.ID
	}
	o.record.Add(e)
}
