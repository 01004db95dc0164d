package v1

import (
	"encoding/pem"

	"samlharness/idp/api/rest"
	"samlharness/idp/org"
	"samlharness/internal/wire/xmldsig"
)

// input is a member of an application's config: a field of the connector panel. Labels and positions are those that
// newriverstrat/terraform-provider-jumpcloud recorded.
type input struct {
	name, kind, label  string
	position           int
	required, readOnly bool
	options            []string
	// value reads it from an application; nil for what is always read back empty.
	value func(org.Application) any
}

// signatureNames are what the connector panel calls the algorithms.
const (
	nameSHA256 = "RSA-SHA256"
	nameSHA1   = "RSA-SHA1"
)

// inputs are the members of config that are emulated.
func inputs() []input {
	return []input{
		{name: "idpEntityId", kind: "text", label: "IdP Entity ID:", position: 0, required: true,
			value: func(a org.Application) any { return a.EntityID }},
		{name: "idpPrivateKey", kind: "file", label: "IdP Private Key:", position: 1, required: true},
		{name: "idpCertificate", kind: "file", label: "IdP Certificate:", position: 2,
			value: func(a org.Application) any { return pemOf(a.Certificate) }},
		{name: "spEntityId", kind: "text", label: "SP Entity ID:", position: 3, required: true,
			value: func(a org.Application) any { return a.SPEntityID }},
		{name: "acsUrl", kind: "text", label: "ACS URL:", position: 4, required: true,
			value: func(a org.Application) any { return firstOf(a.ACSURLs) }},
		{name: "spCertificate", kind: "file", label: "SP Certificate:", position: 5,
			value: func(a org.Application) any { return pemOf(a.SPCertificate) }},
		{name: "subjectField", kind: "select", label: "SAMLSubject NameID:", position: 6, options: org.UserFields(),
			value: func(a org.Application) any { return a.SubjectField }},
		{name: "overrideNameIdFormat", kind: "select", label: "SAMLSubject NameID Format:", position: 7,
			options: org.NameIDFormats(), value: func(a org.Application) any { return a.NameIDFormat }},
		{name: "signatureAlgorithm", kind: "select", label: "Signature Algorithm:", position: 7,
			options: []string{nameSHA256, nameSHA1}, value: func(a org.Application) any {
				if a.SignatureMethod == xmldsig.RSASHA1 {
					return nameSHA1
				}
				return nameSHA256
			}},
		{name: "constantAttributes", kind: "constantAttributes", label: "Constant Attributes:", position: 8,
			value: func(a org.Application) any { return constants(a) }},
		{name: "databaseAttributes", kind: "constantAttributes", label: "User Attributes:", position: 9,
			value: func(a org.Application) any { return attributes(a) }},
		{name: "includeGroups", kind: "bool", label: "Include Group Attribute", position: 10,
			value: func(a org.Application) any { return a.GroupsAttribute != "" }},
		{name: "groupsAttributeName", kind: "text", label: "Groups Attribute Name", position: 11,
			value: func(a org.Application) any { return a.GroupsAttribute }},
		{name: "signAssertion", kind: "bool", label: "Sign Assertion", position: 13,
			value: func(a org.Application) any { return a.SignAssertion }},
		{name: "signResponse", kind: "bool", label: "Sign Response", position: 13,
			value: func(a org.Application) any { return a.SignResponse }},
		{name: "defaultTargetUrl", kind: "text", label: "Default RelayState", position: 14,
			value: func(a org.Application) any { return a.DefaultRelayState }},
		{name: "idpInitUrl", kind: "text", label: "Login URL:", position: 15,
			value: func(a org.Application) any { return a.LoginURL }},
		{name: "declareRedirectEndpoint", kind: "bool", label: "Declare Redirect Endpoint", position: 16,
			value: func(a org.Application) any { return a.DeclareRedirect }},
		{name: "authClaimConfiguration", kind: "object", label: "", position: 17,
			value: func(a org.Application) any { return claims(a) }},
	}
}

// config is an application's config; a bookmark has its address alone.
func config(a org.Application) rest.Object {
	o := rest.Object{}
	for _, in := range inputs() {
		if a.IsBookmark() && in.name != "idpInitUrl" {
			continue
		}
		var value any = ""
		if in.value != nil {
			value = in.value(a)
		}
		member := rest.Object{{Name: "type", Value: in.kind}, {Name: "label", Value: in.label}, {Name: "value", Value: value},
			{Name: "required", Value: in.required}, {Name: "visible", Value: true}, {Name: "readOnly", Value: in.readOnly},
			{Name: "position", Value: in.position}}
		if in.options != nil {
			member = append(member, rest.Member{Name: "options", Value: optionsOf(in.options)})
		}
		o = append(o, rest.Member{Name: in.name, Value: member})
	}
	return o
}

func optionsOf(values []string) []rest.Object {
	list := make([]rest.Object, len(values))
	for i, v := range values {
		list[i] = rest.Object{{Name: "text", Value: v}, {Name: "value", Value: v}}
	}
	return list
}

func constants(a org.Application) []rest.Object {
	list := make([]rest.Object, len(a.ConstantAttributes))
	for i, c := range a.ConstantAttributes {
		list[i] = rest.Object{{Name: "name", Value: c.Name}, {Name: "value", Value: c.Value},
			{Name: "readOnly", Value: false}, {Name: "required", Value: false}, {Name: "visible", Value: true}}
	}
	return list
}

func attributes(a org.Application) []rest.Object {
	list := make([]rest.Object, len(a.UserAttributes))
	for i, u := range a.UserAttributes {
		list[i] = rest.Object{{Name: "name", Value: u.Name}, {Name: "value", Value: u.Field},
			{Name: "readOnly", Value: u.ReadOnly}, {Name: "mutable", Value: !u.ReadOnly},
			{Name: "isCustomAttribute", Value: false}}
	}
	return list
}

// claims is the fixed AuthnContextClassRef in the shape of authClaimConfiguration.
func claims(a org.Application) rest.Object {
	return rest.Object{
		{Name: "authnContextMode", Value: rest.Object{{Name: "type", Value: "text"}, {Name: "value", Value: "SINGLE"}}},
		{Name: "singleAuthnContextValue", Value: rest.Object{{Name: "type", Value: "text"},
			{Name: "value", Value: a.ClassRef}}},
	}
}

func firstOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// pemOf is a certificate in PEM; "" is none.
func pemOf(der []byte) string {
	if len(der) == 0 {
		return ""
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}
