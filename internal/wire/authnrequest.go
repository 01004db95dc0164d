package wire

import (
	"time"
	"unsafe"

	"samlharness/internal/wire/xmltree"
)

// AuthnRequest is a service provider's request to sign somebody in, SAML Core 3.4.1.
type AuthnRequest struct {
	ID, Issuer, Destination            string
	ACSURL, ACSIndex, ProtocolBinding  string // AssertionConsumerServiceURL and -Index; Microsoft sends none
	NameIDFormat, AuthnContextClassRef string
	// Comparison says how the class is compared, "" for exactly; Subject is the NameID of whom the request is about.
	Comparison, Subject   string
	IssueInstant          time.Time
	ForceAuthn, IsPassive bool
}

// ReadAuthnRequest reads a request. Its error is an *xmltree.SyntaxError or a *[MessageError].
func ReadAuthnRequest(data []byte) (*AuthnRequest, error) {
	root, err := xmltree.Parse(data, xmltree.Limits{})
	if err != nil {
		return nil, err
	}
	if !root.Is(NamespaceProtocol, "AuthnRequest") {
		return nil, messageError(root, "not an AuthnRequest of SAML 2.0", "AuthnRequest", root.Name())
	}
	attr := func(name string) string { v, _ := root.Attr(name); return v }
	if v := attr("Version"); v != "2.0" {
		return nil, messageError(root, "unsupported Version of the AuthnRequest", "2.0", v)
	}
	r := &AuthnRequest{
		ID: attr("ID"), Destination: attr("Destination"),
		ACSURL: attr("AssertionConsumerServiceURL"), ACSIndex: attr("AssertionConsumerServiceIndex"),
		ProtocolBinding: attr("ProtocolBinding"),
		ForceAuthn:      isTrue(attr("ForceAuthn")), IsPassive: isTrue(attr("IsPassive")),
	}
	if r.ID == "" {
		return nil, messageError(root, "the AuthnRequest has no ID", "an ID", "")
	}
	if r.IssueInstant, err = ParseTime(attr("IssueInstant")); err != nil {
		return nil, messageError(root, "the IssueInstant of the AuthnRequest is not a valid instant",
			"an instant such as 2026-03-02T09:15:00Z", attr("IssueInstant"))
	}
	if err := r.readChildren(root); err != nil {
		return nil, err
	}
	return r, nil
}

func (r *AuthnRequest) readChildren(root *xmltree.Element) (err error) {
	issuer := root.Child(NamespaceAssertion, "Issuer")
	if issuer == nil {
		return messageError(root, "the AuthnRequest has no Issuer", "Issuer", "")
	}
	if r.Issuer, err = onlyText(issuer); err != nil {
		return err
	}
	if policy := root.Child(NamespaceProtocol, "NameIDPolicy"); policy != nil {
		r.NameIDFormat, _ = policy.Attr("Format")
	}
	if wanted := root.Child(NamespaceProtocol, "RequestedAuthnContext"); wanted != nil {
		r.Comparison, _ = wanted.Attr("Comparison")
		if class := wanted.Child(NamespaceAssertion, "AuthnContextClassRef"); class != nil {
			if r.AuthnContextClassRef, err = onlyText(class); err != nil {
				return err
			}
		}
	}
	if subject := root.Child(NamespaceAssertion, "Subject"); subject != nil {
		if name := subject.Child(NamespaceAssertion, "NameID"); name != nil {
			r.Subject, err = onlyText(name)
		}
	}
	return err
}

// Detached is a copy of the request that does not hold the message it was read from, and about what it takes in memory,
// in bytes.
func (r AuthnRequest) Detached() (copy *AuthnRequest, size int) {
	texts := []*string{&r.ID, &r.Issuer, &r.Destination, &r.ACSURL, &r.ACSIndex, &r.ProtocolBinding, &r.NameIDFormat,
		&r.AuthnContextClassRef, &r.Comparison, &r.Subject}
	xmltree.Detach(texts...)
	size = int(unsafe.Sizeof(r))
	for _, text := range texts {
		size += len(*text)
	}
	return &r, size
}

// onlyText is the text of an element in which a comment must not hide a part of the value.
func onlyText(e *xmltree.Element) (string, error) {
	if !e.HasOnlyText() {
		return "", messageError(e, "<"+e.Name()+"> holds more than text", "", "")
	}
	return e.Text(), nil
}

func isTrue(s string) bool { return s == "true" || s == "1" }

// XML writes the request in the shape that Microsoft sends: Issuer without prefix, no AssertionConsumerService,
// NameIDPolicy without AllowCreate. Fields that are empty are left out.
func (r AuthnRequest) XML() []byte {
	var w xmltree.Writer
	w.Start("samlp:AuthnRequest", "ID", r.ID, "Version", "2.0", "IssueInstant", TimeFormat(r.IssueInstant),
		"Destination", r.Destination, "ForceAuthn", trueOrNone(r.ForceAuthn), "IsPassive", trueOrNone(r.IsPassive),
		"ProtocolBinding", r.ProtocolBinding, "AssertionConsumerServiceURL", r.ACSURL, "AssertionConsumerServiceIndex",
		r.ACSIndex,
		"xmlns:samlp", NamespaceProtocol)
	w.Element("Issuer", r.Issuer, "xmlns", NamespaceAssertion)
	if r.Subject != "" {
		w.Start("Subject", "xmlns", NamespaceAssertion)
		w.Element("NameID", r.Subject)
		w.End()
	}
	if r.NameIDFormat != "" {
		w.Empty("samlp:NameIDPolicy", "Format", r.NameIDFormat)
	}
	if r.AuthnContextClassRef != "" {
		w.Start("samlp:RequestedAuthnContext", "Comparison", r.Comparison)
		w.Element("AuthnContextClassRef", r.AuthnContextClassRef, "xmlns", NamespaceAssertion)
		w.End()
	}
	w.End()
	return w.Bytes()
}

func trueOrNone(b bool) string {
	if b {
		return "true"
	}
	return ""
}
