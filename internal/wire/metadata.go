package wire

import (
	"encoding/base64"

	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
)

// Endpoint is a service's binding and address.
type Endpoint struct{ Binding, Location string }

// IDPMetadata is what an identity provider tells of itself, SAML Metadata 2.4.3. Package metadata reads it from
// documents of any origin.
type IDPMetadata struct {
	EntityID                string
	WantAuthnRequestsSigned bool
	// SigningCertificates are the DER bytes of the certificates for signing, in document order.
	SigningCertificates [][]byte
	NameIDFormats       []string
	SingleSignOn        []Endpoint
}

// Location is the address of the sign-on service: the one of the HTTP-POST binding, which Microsoft 365 uses, else the
// first. It is "" when there is none.
func (m IDPMetadata) Location() string {
	for _, s := range m.SingleSignOn {
		if s.Binding == BindingPost {
			return s.Location
		}
	}
	if len(m.SingleSignOn) > 0 {
		return m.SingleSignOn[0].Location
	}
	return ""
}

// XML writes the document as JumpCloud exports it: one line, no line feed at the end, an XML declaration, one
// KeyDescriptor for each certificate.
func (m IDPMetadata) XML() []byte {
	var w xmltree.Writer
	w.Start("md:EntityDescriptor", "xmlns:md", NamespaceMetadata, "entityID", m.EntityID)
	wanted := "false"
	if m.WantAuthnRequestsSigned {
		wanted = "true"
	}
	w.Start("md:IDPSSODescriptor", "WantAuthnRequestsSigned", wanted, "protocolSupportEnumeration", NamespaceProtocol)
	for _, der := range m.SigningCertificates {
		w.Start("md:KeyDescriptor", "use", "signing")
		w.Start("ds:KeyInfo", "xmlns:ds", xmldsig.Namespace)
		w.Start("ds:X509Data")
		w.Element("ds:X509Certificate", base64.StdEncoding.EncodeToString(der))
		w.End()
		w.End()
		w.End()
	}
	for _, format := range m.NameIDFormats {
		w.Element("md:NameIDFormat", format)
	}
	for _, s := range m.SingleSignOn {
		w.Empty("md:SingleSignOnService", "Binding", s.Binding, "Location", s.Location)
	}
	w.End()
	w.End()
	return append([]byte(`<?xml version="1.0" encoding="UTF-8"?>`), w.Bytes()...)
}
