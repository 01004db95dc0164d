package wire

import "samlharness/internal/cloud"

// Namespaces of SAML 2.0.
const (
	NamespaceProtocol  = "urn:oasis:names:tc:SAML:2.0:protocol"
	NamespaceAssertion = "urn:oasis:names:tc:SAML:2.0:assertion"
	NamespaceMetadata  = "urn:oasis:names:tc:SAML:2.0:metadata"
)

// Bindings, SAML Bindings 3.4 and 3.5.
const (
	BindingRedirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
	BindingPost     = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
)

// NameID formats, SAML Core 8.3. JumpCloud also offers unspecified of SAML 1.0 and 2.0.
const (
	NameIDPersistent    = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
	NameIDTransient     = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
	NameIDEmailAddress  = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
	NameIDUnspecified   = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
	NameIDUnspecified20 = "urn:oasis:names:tc:SAML:2.0:nameid-format:unspecified"
	NameIDUnspecified10 = "urn:oasis:names:tc:SAML:1.0:nameid-format:unspecified"
)

// Status codes, SAML Core 3.2.2.2.
const (
	StatusSuccess   = "urn:oasis:names:tc:SAML:2.0:status:Success"
	StatusRequester = "urn:oasis:names:tc:SAML:2.0:status:Requester"
	StatusResponder = "urn:oasis:names:tc:SAML:2.0:status:Responder"

	StatusNoPassive        = "urn:oasis:names:tc:SAML:2.0:status:NoPassive"
	StatusRequestDenied    = "urn:oasis:names:tc:SAML:2.0:status:RequestDenied"
	StatusUnknownPrincipal = "urn:oasis:names:tc:SAML:2.0:status:UnknownPrincipal"
)

// ConfirmationBearer is the subject confirmation of web sign-in, SAML Profiles 4.1.4.2.
const ConfirmationBearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer"

// Authentication context classes.
const (
	AuthnContextPasswordProtectedTransport = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
	// AuthnContextMultipleAuthn is Microsoft's proof of multi-factor authentication.
	AuthnContextMultipleAuthn = "http://schemas.microsoft.com/claims/multipleauthn"
)

// Microsoft's identity as a service provider.
const (
	MicrosoftEntityID = cloud.GlobalEntityID
	MicrosoftACS      = "https://" + cloud.GlobalLogin + "/login.srf"
)
