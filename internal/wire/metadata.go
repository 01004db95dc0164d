package wire

import (
	"encoding/base64"
	"strings"

	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
)

// Endpoint is a service's binding and address.
type Endpoint struct{ Binding, Location string }

// IDPMetadata is what an identity provider tells of itself, SAML Metadata 2.4.3.
type IDPMetadata struct {
	EntityID                string
	WantAuthnRequestsSigned bool
	// SigningCertificates are the DER bytes of the certificates for signing, in document order. A
	// KeyDescriptor without use serves signing too (Metadata 2.4.1.1).
	SigningCertificates [][]byte
	NameIDFormats       []string
	SingleSignOn        []Endpoint
}

// ReadIDPMetadata reads the metadata document of one identity provider. It does not judge certificates: that
// they parse, and are not expired, is for the reader to say. Its error is an *xmltree.SyntaxError or a
// *[MessageError].
func ReadIDPMetadata(data []byte) (*IDPMetadata, error) {
	root, err := xmltree.Parse(data, xmltree.Limits{})
	if err != nil {
		return nil, err
	}
	if !root.Is(NamespaceMetadata, "EntityDescriptor") {
		return nil, messageError(root, "not the metadata of one identity provider", "EntityDescriptor", root.Name())
	}
	m := &IDPMetadata{}
	if m.EntityID, _ = root.Attr("entityID"); m.EntityID == "" {
		return nil, messageError(root, "the EntityDescriptor has no entityID", "entityID", "")
	}
	idp := root.Child(NamespaceMetadata, "IDPSSODescriptor")
	if idp == nil {
		return nil, messageError(root, "the metadata describes no identity provider", "IDPSSODescriptor", childNames(root))
	}
	want, _ := idp.Attr("WantAuthnRequestsSigned")
	m.WantAuthnRequestsSigned = isTrue(want)
	for c := range idp.Elements() {
		switch {
		case c.Is(NamespaceMetadata, "KeyDescriptor"):
			if err := m.readKey(c); err != nil {
				return nil, err
			}
		case c.Is(NamespaceMetadata, "NameIDFormat"):
			m.NameIDFormats = append(m.NameIDFormats, strings.TrimSpace(c.Text()))
		case c.Is(NamespaceMetadata, "SingleSignOnService"):
			binding, _ := c.Attr("Binding")
			location, _ := c.Attr("Location")
			m.SingleSignOn = append(m.SingleSignOn, Endpoint{binding, location})
		}
	}
	return m, nil
}

// readKey takes the certificates of a KeyDescriptor that serves signing.
func (m *IDPMetadata) readKey(key *xmltree.Element) error {
	if use, named := key.Attr("use"); named && use != "signing" {
		return nil
	}
	for c := range key.Descendants() {
		if !c.Is(xmldsig.Namespace, "X509Certificate") {
			continue
		}
		der, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(c.Text()), ""))
		if err != nil || len(der) == 0 || !c.HasOnlyText() {
			return messageError(c, "the X509Certificate is not base64", "", "")
		}
		m.SigningCertificates = append(m.SigningCertificates, der)
	}
	return nil
}

func childNames(e *xmltree.Element) string {
	var names []string
	for c := range e.Elements() {
		names = append(names, c.Local)
	}
	return strings.Join(names, ", ")
}

// Location is the address of the sign-on service: the one of the HTTP-POST binding, which Microsoft 365 uses,
// else the first. It is "" when there is none.
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
