package metadata

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
)

// part is what is read of an element: attributes without namespace, and children.
type part struct {
	attributes, children []string
}

// parts are the elements of SAML Metadata that are read. All others, such as extensions, contacts, signatures and the
// services of other profiles, are left out unseen.
func parts() map[string]part {
	return map[string]part{
		identityProvider: {
			[]string{"WantAuthnRequestsSigned", "protocolSupportEnumeration"},
			[]string{"KeyDescriptor", "NameIDFormat", "SingleSignOnService"},
		},
		serviceProvider: {
			[]string{"AuthnRequestsSigned", "WantAssertionsSigned", "protocolSupportEnumeration"},
			[]string{"KeyDescriptor", "NameIDFormat", "AssertionConsumerService"},
		},
		"KeyDescriptor":            {[]string{"use"}, []string{"KeyInfo"}},
		"KeyInfo":                  {nil, []string{"X509Data"}},
		"X509Data":                 {nil, []string{"X509Certificate"}},
		"SingleSignOnService":      {[]string{"Binding", "Location"}, nil},
		"AssertionConsumerService": {[]string{"Binding", "Location", "index", "isDefault"}, nil},
	}
}

// space is the namespace to which the element of this name belongs.
func space(local string) string {
	switch local {
	case "KeyInfo", "X509Data", "X509Certificate":
		return xmldsig.Namespace
	}
	return wire.NamespaceMetadata
}

// admission writes anew what is read of an entity.
type admission struct {
	parts map[string]part
	out   xmltree.Writer
}

// admit is the role's entity as a document that holds what is read of it and nothing else.
func admit(role *xmltree.Element) ([]byte, error) {
	a := &admission{parts: parts()}
	id, _ := role.Parent.Attr("entityID")
	a.out.Start("EntityDescriptor", "xmlns", wire.NamespaceMetadata, "entityID", id)
	if err := a.element(role, wire.NamespaceMetadata); err != nil {
		return nil, err
	}
	a.out.End()
	return a.out.Bytes(), nil
}

// element writes an element that stands in one of the namespace outer.
func (a *admission) element(e *xmltree.Element, outer string) error {
	if !readable(e) {
		return nil
	}
	text, err := content(e)
	if err != nil {
		return err
	}
	var attributes []string
	if e.Space != outer {
		attributes = append(attributes, "xmlns", e.Space)
	}
	for _, name := range a.parts[e.Local].attributes {
		if err := checkAttribute(e, name); err != nil {
			return err
		}
		value, _ := e.Attr(name)
		attributes = append(attributes, name, value)
	}
	a.out.Start(e.Local, attributes...)
	a.out.Text(text)
	for c := range e.Elements() {
		if slices.Contains(a.parts[e.Local].children, c.Local) && c.Space == space(c.Local) {
			if err := a.element(c, e.Space); err != nil {
				return err
			}
		}
	}
	a.out.End()
	return nil
}

// readable says whether an element counts. A KeyDescriptor for another use than signing does not; one without use
// serves both (Metadata 2.4.1.1). Nor does a service that no browser is sent to by a binding that is spoken here:
// Shibboleth, for one, lists that of its own older profile first.
func readable(e *xmltree.Element) bool {
	switch e.Local {
	case "KeyDescriptor":
		use, named := e.Attr("use")
		return !named || use == "signing"
	case "SingleSignOnService", "AssertionConsumerService":
		return spoken(e)
	}
	return true
}

// spoken says whether a service is one that browsers are sent to by a binding that is spoken here.
func spoken(service *xmltree.Element) bool {
	binding, _ := service.Attr("Binding")
	return binding == wire.BindingPost || binding == wire.BindingRedirect
}

// content is the text of an element that is read for its text.
func content(e *xmltree.Element) (string, error) {
	switch e.Local {
	case "NameIDFormat":
		return strings.TrimSpace(e.Text()), nil
	case "X509Certificate":
		return certificateText(e)
	case "KeyDescriptor":
		return "", checkCount(e)
	}
	return "", nil
}

// checkAttribute demands the types of the schema, where crewjam/saml would fail without saying where.
func checkAttribute(e *xmltree.Element, name string) error {
	value, named := e.Attr(name)
	value = strings.TrimSpace(value)
	switch name {
	case "WantAuthnRequestsSigned", "AuthnRequestsSigned", "WantAssertionsSigned", "isDefault":
		if named && !slices.Contains([]string{"true", "false", "1", "0"}, value) {
			return messageError(e, name+" of <"+e.Name()+"> is not a boolean", "true or false", value)
		}
	case "index":
		if _, err := strconv.ParseUint(value, 10, 16); named && err != nil {
			return messageError(e, "index of <"+e.Name()+"> is not a number from 0 to 65535", "a number", value)
		}
	case "Location": // Metadata 2.2.2
		if !webAddress(value) {
			return messageError(e, "the Location of <"+e.Name()+"> is not the address of a web page", "https://…", value)
		}
	}
	return nil
}

func webAddress(value string) bool {
	u, err := url.Parse(value)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}
