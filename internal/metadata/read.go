package metadata

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/crewjam/saml"

	"samlharness/internal/inputfile"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmltree"
)

// The roles that are read, SAML Metadata 2.4.3 and 2.4.4.
const (
	identityProvider = "IDPSSODescriptor"
	serviceProvider  = "SPSSODescriptor"
)

// ReadIdentityProvider reads a document that describes one identity provider, among whatever else. It does not judge
// certificates: that they parse, and are not expired, is for the caller to say. Its error is an *[xmltree.SyntaxError]
// or a *[wire.MessageError]; of a document that describes several, a *[SeveralError].
func ReadIdentityProvider(data []byte) (*wire.IDPMetadata, error) {
	return ReadIdentityProviderOf(data, "")
}

// ReadIdentityProviderOf is [ReadIdentityProvider] for a document that may describe several: it reads the one with this
// entity ID. "" asks for none.
func ReadIdentityProviderOf(data []byte, entityID string) (*wire.IDPMetadata, error) {
	entity, at, err := read(data, identityProvider, entityID)
	if err != nil {
		return nil, err
	}
	role := entity.IDPSSODescriptors[0]
	m := &wire.IDPMetadata{
		EntityID:                entity.EntityID,
		WantAuthnRequestsSigned: isTrue(role.WantAuthnRequestsSigned),
		NameIDFormats:           formats(role.NameIDFormats),
		OtherSignOn:             services(at, "SingleSignOnService", false),
		SingleLogout:            services(at, "SingleLogoutService", true),
		ValidUntil:              validUntil(at),
	}
	m.SigningCertificates, m.Issuers = signingCertificates(role.KeyDescriptors)
	for _, s := range role.SingleSignOnServices {
		m.SingleSignOn = append(m.SingleSignOn, wire.Endpoint{Binding: s.Binding, Location: s.Location})
	}
	return m, nil
}

// ServiceProvider is what a service provider tells of itself, SAML Metadata 2.4.4.
type ServiceProvider struct {
	EntityID                                  string
	AuthnRequestsSigned, WantAssertionsSigned bool
	// SigningCertificates are the DER bytes of the certificates with which it signs requests, in document order.
	SigningCertificates [][]byte
	// EncryptionCertificate is the DER of the certificate for which assertions can be encrypted: that of its first key
	// that serves for encryption; nil when there is none.
	EncryptionCertificate []byte
	NameIDFormats         []string
	// AssertionConsumerServices are where responses go, in document order.
	AssertionConsumerServices []AssertionConsumerService
	// SingleLogout are the services to which a browser is sent to sign out.
	SingleLogout []wire.Endpoint
	// ValidUntil is when the document ceases to count (Metadata 2.3.2); zero when it does not say.
	ValidUntil time.Time
}

// AssertionConsumerService is an address for responses.
type AssertionConsumerService struct {
	wire.Endpoint
	Index int
	// Default is the attribute isDefault; nil when it is not there.
	Default *bool
}

// ReadServiceProvider reads a document that describes one service provider, as [ReadIdentityProvider] does.
func ReadServiceProvider(data []byte) (*ServiceProvider, error) {
	entity, at, err := read(data, serviceProvider, "")
	if err != nil {
		return nil, err
	}
	role := entity.SPSSODescriptors[0]
	p := &ServiceProvider{
		EntityID:             entity.EntityID,
		AuthnRequestsSigned:  isTrue(role.AuthnRequestsSigned),
		WantAssertionsSigned: isTrue(role.WantAssertionsSigned),
		NameIDFormats:        formats(role.NameIDFormats),
		SingleLogout:         services(at, "SingleLogoutService", true),
		ValidUntil:           validUntil(at),
	}
	p.SigningCertificates, _ = signingCertificates(role.KeyDescriptors)
	if p.EncryptionCertificate, err = encryptionCertificate(at); err != nil {
		return nil, err
	}
	for _, s := range role.AssertionConsumerServices {
		p.AssertionConsumerServices = append(p.AssertionConsumerServices, AssertionConsumerService{
			Endpoint: wire.Endpoint{Binding: s.Binding, Location: s.Location},
			Index:    s.Index,
			Default:  s.IsDefault,
		})
	}
	return p, nil
}

// ACS is the address for responses by HTTP-POST that name none: the first that is marked as default, else the first
// that is not marked otherwise, else the first (Metadata 2.2.3). It is "" when there is none.
func (p ServiceProvider) ACS() string {
	marks := func(want func(*bool) bool) string {
		for _, s := range p.AssertionConsumerServices {
			if s.Binding == wire.BindingPost && want(s.Default) {
				return s.Location
			}
		}
		return ""
	}
	for _, want := range []func(*bool) bool{
		isTrue,
		func(mark *bool) bool { return mark == nil },
		func(*bool) bool { return true },
	} {
		if location := marks(want); location != "" {
			return location
		}
	}
	return ""
}

// read takes the one entity of the document that has the role through both readers, and gives the role's element too.
func read(data []byte, role, entityID string) (*saml.EntityDescriptor, *xmltree.Element, error) {
	root, err := xmltree.Parse(inputfile.UTF8(data), xmltree.Limits{})
	if err != nil {
		return nil, nil, err
	}
	chosen, err := choose(root, role, entityID)
	if err != nil {
		return nil, nil, err
	}
	at := preferred(chosen, role)
	admitted, err := admit(at)
	if err != nil {
		return nil, nil, err
	}
	entity, err := decode(chosen, admitted)
	return entity, at, err
}

// preferred is the entity's first role of the name that speaks SAML 2.0, else the first: an entity may have a role once
// for each protocol (Metadata 2.4.1).
func preferred(entity *xmltree.Element, role string) *xmltree.Element {
	for c := range entity.Elements() {
		protocols, _ := c.Attr("protocolSupportEnumeration")
		if c.Is(wire.NamespaceMetadata, role) && slices.Contains(strings.Fields(protocols), wire.NamespaceProtocol) {
			return c
		}
	}
	return entity.Child(wire.NamespaceMetadata, role) // there is one: the entity was chosen by it
}

// decode gives what was admitted to crewjam/saml's types. That they fail or panic on it is not known to happen.
func decode(at *xmltree.Element, admitted []byte) (entity *saml.EntityDescriptor, err error) {
	defer func() {
		if p := recover(); p != nil {
			entity, err = nil, messageError(at, fmt.Sprintf("the metadata cannot be read: %v", p), "", "")
		}
	}()
	entity = &saml.EntityDescriptor{}
	if err := xml.Unmarshal(admitted, entity); err != nil {
		return nil, messageError(at, "the metadata cannot be read: "+err.Error(), "", "")
	}
	return entity, nil
}

// services are the services of a role that browsers are sent to by the bindings that are spoken here, or the others.
// One whose address is not that of a web page is left out: nothing depends on it.
func services(role *xmltree.Element, name string, browsers bool) (all []wire.Endpoint) {
	for c := range role.Elements() {
		location, _ := c.Attr("Location")
		if !c.Is(wire.NamespaceMetadata, name) || spoken(c) != browsers || !webAddress(strings.TrimSpace(location)) {
			continue
		}
		binding, _ := c.Attr("Binding")
		all = append(all, wire.Endpoint{
			Binding:  strings.Clone(binding),
			Location: strings.Clone(strings.TrimSpace(location)),
		})
	}
	return all
}

// validUntil is the earliest validUntil of a role and of what encloses it (Metadata 2.3.1, 2.3.2, 2.4.1). One that is
// not an instant says nothing.
func validUntil(role *xmltree.Element) (earliest time.Time) {
	for e := role; e != nil; e = e.Parent {
		value, _ := e.Attr("validUntil")
		at, err := wire.ParseTime(strings.TrimSpace(value))
		if err == nil && (earliest.IsZero() || at.Before(earliest)) {
			earliest = at
		}
	}
	return earliest
}

func formats(all []saml.NameIDFormat) (texts []string) {
	for _, f := range all {
		texts = append(texts, string(f))
	}
	return texts
}

func isTrue(b *bool) bool { return b != nil && *b }
