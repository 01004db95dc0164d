package wire

import (
	"time"

	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmlenc"
	"samlharness/internal/wire/xmltree"
)

// Attribute is one attribute of an assertion.
type Attribute struct {
	Name, NameFormat string
	Values           []string
}

// Response is what an identity provider says to a service provider, SAML Core 3.2.2 and Profiles 4.1.4.2: a status and,
// when it is Success, one assertion about one person.
type Response struct {
	ID, InResponseTo, Issuer, Destination string // InResponseTo is empty when nobody asked
	IssueInstant                          time.Time
	// Status is a top-level status code; "" means Success. Any other leaves the assertion out.
	Status string
	// SubStatus is a second-level status code, "" for none.
	SubStatus string

	AssertionID, Recipient, Audience string
	NameID, NameIDFormat             string
	// SubjectNotOnOrAfter ends the bearer's confirmation; NotBefore and NotOnOrAfter are the Conditions.
	SubjectNotOnOrAfter, NotBefore, NotOnOrAfter time.Time
	AuthnInstant                                 time.Time
	SessionIndex, AuthnContextClassRef           string
	Attributes                                   []Attribute

	SignAssertion, SignResponse bool
	// Encrypt, if set, is whom the assertion is encrypted for once it is signed, SAML Core 2.3.4.
	Encrypt *xmlenc.Recipient
}

// Issue writes the response as JumpCloud does, canonical as it stands, and signs what is to be signed: the signature
// follows Issuer. It costs little more than the signature itself, since nothing is parsed or canonicalised again.
func (r Response) Issue(signer xmldsig.Signer) ([]byte, error) {
	var w xmltree.Writer
	w.Start("saml2p:Response", "xmlns:saml2p", NamespaceProtocol, "Destination", r.Destination, "ID", r.ID,
		"InResponseTo", r.InResponseTo, "IssueInstant", TimeFormat(r.IssueInstant), "Version", "2.0")
	w.Element("saml2:Issuer", r.Issuer, "xmlns:saml2", NamespaceAssertion)
	afterIssuer := w.Len()
	status := r.Status
	if status == "" {
		status = StatusSuccess
	}
	w.Start("saml2p:Status")
	w.Start("saml2p:StatusCode", "Value", status)
	if r.SubStatus != "" {
		w.Element("saml2p:StatusCode", "", "Value", r.SubStatus)
	}
	w.End()
	w.End()
	if status == StatusSuccess {
		assertion, err := r.assertion(signer)
		if err != nil {
			return nil, err
		}
		w.Insert(w.Len(), assertion)
	}
	w.End()
	if r.SignResponse {
		signature, err := signer.Envelope(r.ID, w.Bytes())
		if err != nil {
			return nil, err
		}
		w.Insert(afterIssuer, signature)
	}
	return w.Bytes(), nil
}

func (r Response) assertion(signer xmldsig.Signer) ([]byte, error) {
	var w xmltree.Writer
	w.Start("saml2:Assertion", "xmlns:saml2", NamespaceAssertion, "ID", r.AssertionID, "IssueInstant",
		TimeFormat(r.IssueInstant), "Version", "2.0")
	w.Element("saml2:Issuer", r.Issuer)
	afterIssuer := w.Len()
	r.subject(&w)
	w.Start("saml2:Conditions", "NotBefore", TimeFormat(r.NotBefore), "NotOnOrAfter", TimeFormat(r.NotOnOrAfter))
	w.Start("saml2:AudienceRestriction")
	w.Element("saml2:Audience", r.Audience)
	w.End()
	w.End()
	w.Start("saml2:AuthnStatement", "AuthnInstant", TimeFormat(r.AuthnInstant), "SessionIndex", r.SessionIndex)
	w.Start("saml2:AuthnContext")
	w.Element("saml2:AuthnContextClassRef", r.AuthnContextClassRef)
	w.End()
	w.End()
	r.attributeStatement(&w)
	w.End()
	if r.SignAssertion {
		signature, err := signer.Envelope(r.AssertionID, w.Bytes())
		if err != nil {
			return nil, err
		}
		w.Insert(afterIssuer, signature)
	}
	if r.Encrypt != nil {
		return r.encrypted(w.Bytes())
	}
	return w.Bytes(), nil
}

func (r Response) encrypted(assertion []byte) ([]byte, error) {
	hidden, err := r.Encrypt.Encrypt(assertion)
	if err != nil {
		return nil, err
	}
	var w xmltree.Writer
	w.Start("saml2:EncryptedAssertion", "xmlns:saml2", NamespaceAssertion)
	w.Insert(w.Len(), hidden)
	w.End()
	return w.Bytes(), nil
}

func (r Response) subject(w *xmltree.Writer) {
	w.Start("saml2:Subject")
	if r.NameID != "" {
		w.Element("saml2:NameID", r.NameID, "Format", r.NameIDFormat)
	}
	w.Start("saml2:SubjectConfirmation", "Method", ConfirmationBearer)
	w.Element("saml2:SubjectConfirmationData", "", "InResponseTo", r.InResponseTo, "NotOnOrAfter",
		TimeFormat(r.SubjectNotOnOrAfter), "Recipient", r.Recipient)
	w.End()
	w.End()
}

func (r Response) attributeStatement(w *xmltree.Writer) {
	if len(r.Attributes) == 0 {
		return
	}
	w.Start("saml2:AttributeStatement")
	for _, a := range r.Attributes {
		w.Start("saml2:Attribute", "Name", a.Name, "NameFormat", a.NameFormat)
		for _, v := range a.Values {
			w.Element("saml2:AttributeValue", v)
		}
		w.End()
	}
	w.End()
}
