package metadata

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"github.com/crewjam/saml"

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
// or a *[wire.MessageError].
func ReadIdentityProvider(data []byte) (*wire.IDPMetadata, error) {
	entity, err := read(data, identityProvider)
	if err != nil {
		return nil, err
	}
	role := preferred(entity.IDPSSODescriptors, func(d saml.IDPSSODescriptor) saml.RoleDescriptor {
		return d.RoleDescriptor
	})
	m := &wire.IDPMetadata{
		EntityID:                entity.EntityID,
		WantAuthnRequestsSigned: isTrue(role.WantAuthnRequestsSigned),
		SigningCertificates:     signingCertificates(role.KeyDescriptors),
		NameIDFormats:           formats(role.NameIDFormats),
	}
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
	NameIDFormats       []string
	// AssertionConsumerServices are where responses go, in document order.
	AssertionConsumerServices []AssertionConsumerService
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
	entity, err := read(data, serviceProvider)
	if err != nil {
		return nil, err
	}
	role := preferred(entity.SPSSODescriptors, func(d saml.SPSSODescriptor) saml.RoleDescriptor {
		return d.RoleDescriptor
	})
	p := &ServiceProvider{
		EntityID:             entity.EntityID,
		AuthnRequestsSigned:  isTrue(role.AuthnRequestsSigned),
		WantAssertionsSigned: isTrue(role.WantAssertionsSigned),
		SigningCertificates:  signingCertificates(role.KeyDescriptors),
		NameIDFormats:        formats(role.NameIDFormats),
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

// read takes the one entity of the document that has the role through both readers.
func read(data []byte, role string) (*saml.EntityDescriptor, error) {
	root, err := xmltree.Parse(data, xmltree.Limits{})
	if err != nil {
		return nil, err
	}
	chosen, err := choose(root, role)
	if err != nil {
		return nil, err
	}
	admitted, err := admit(chosen, role)
	if err != nil {
		return nil, err
	}
	return decode(chosen, admitted)
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

// preferred is the first role that speaks SAML 2.0, else the first: an entity may have a role once for each protocol
// (Metadata 2.4.1).
func preferred[D any](roles []D, common func(D) saml.RoleDescriptor) D {
	for _, d := range roles {
		if slices.Contains(strings.Fields(common(d).ProtocolSupportEnumeration), wire.NamespaceProtocol) {
			return d
		}
	}
	return roles[0] // there is one: the entity was chosen by it
}

func formats(all []saml.NameIDFormat) (texts []string) {
	for _, f := range all {
		texts = append(texts, string(f))
	}
	return texts
}

func isTrue(b *bool) bool { return b != nil && *b }
