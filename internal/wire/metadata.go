package wire

import (
	"encoding/base64"
	"slices"
	"time"

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
	// SigningCertificates are the DER bytes of the certificates for signing, in document order, each once.
	SigningCertificates [][]byte
	// Issuers are the DER bytes of certificates that stand beside one that they issued. They sign nothing here.
	Issuers       [][]byte
	NameIDFormats []string
	// SingleSignOn are the services to which a browser is sent with a request, by HTTP-POST or HTTP-Redirect.
	SingleSignOn []Endpoint
	// OtherSignOn are the services by other bindings and of other protocols, such as SOAP and Shibboleth 1.0, to which
	// Microsoft sends nobody.
	OtherSignOn []Endpoint
	// SingleLogout are the services to which a browser is sent to sign out.
	SingleLogout []Endpoint
	// ValidUntil is when the document ceases to count (Metadata 2.3.2); zero when it does not say.
	ValidUntil time.Time
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

// SignOut is the address to which a browser can be sent to sign out: the one of the HTTP-Redirect binding, which is a
// plain redirect, else the first. It is "" when there is none.
func (m IDPMetadata) SignOut() string {
	for _, s := range m.SingleLogout {
		if s.Binding == BindingRedirect {
			return s.Location
		}
	}
	if len(m.SingleLogout) > 0 {
		return m.SingleLogout[0].Location
	}
	return ""
}

// HasPost says whether the identity provider takes requests by HTTP-POST, as Microsoft 365 sends them.
func (m IDPMetadata) HasPost() bool {
	return slices.ContainsFunc(m.SingleSignOn, func(s Endpoint) bool { return s.Binding == BindingPost })
}

// XML writes the document as JumpCloud exports it: one line, no line feed at the end, an XML declaration, one
// KeyDescriptor for each certificate. It writes no Issuers and no OtherSignOn.
func (m IDPMetadata) XML() []byte {
	var w xmltree.Writer
	entity := []string{"xmlns:md", NamespaceMetadata, "entityID", m.EntityID}
	if !m.ValidUntil.IsZero() {
		entity = append(entity, "validUntil", m.ValidUntil.UTC().Format(time.RFC3339Nano))
	}
	w.Start("md:EntityDescriptor", entity...)
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
	for _, s := range m.SingleLogout {
		w.Empty("md:SingleLogoutService", "Binding", s.Binding, "Location", s.Location)
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
