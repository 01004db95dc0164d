package world

import (
	"cmp"

	"samlharness/idp/org"
	"samlharness/sp/directory"
)

// ApplicationSpec is an SSO application of JumpCloud's. It gets a key and a certificate of its own when the world
// starts.
type ApplicationSpec struct {
	// Template is what it is made from; "" means [org.TemplateOffice365].
	Template string `yaml:"template,omitempty"`
	// Slug ends the SSO IdP URL; "" means the template's, or the label's for saml2.
	Slug string `yaml:"slug,omitempty"`
	// Domain replaces YOUR_DOMAIN in IdP Entity ID and Login URL.
	Domain string `yaml:"domain,omitempty"`
	// Groups are those whose members may use it; without any nobody may.
	Groups []string `yaml:"groups,omitempty"`
	// Image is the User Portal Image in base64.
	Image string `yaml:"image,omitempty"`

	ApplicationSettings `yaml:",inline"`
}

// ApplicationSettings are the members of [org.ApplicationUpdate]. What is left out is as in the template.
type ApplicationSettings struct {
	Label             *string   `yaml:"label,omitempty"`
	Description       *string   `yaml:"description,omitempty"`
	Color             *string   `yaml:"color,omitempty"`
	EntityID          *string   `yaml:"entityId,omitempty"`
	LoginURL          *string   `yaml:"loginUrl,omitempty"`
	DefaultRelayState *string   `yaml:"defaultRelayState,omitempty"`
	SPEntityID        *string   `yaml:"spEntityId,omitempty"`
	SubjectField      *string   `yaml:"subjectField,omitempty"`
	NameIDFormat      *string   `yaml:"nameIdFormat,omitempty"`
	SignatureMethod   *string   `yaml:"signatureAlgorithm,omitempty"`
	GroupsAttribute   *string   `yaml:"groupsAttribute,omitempty"`
	ClassRef          *string   `yaml:"authnContextClassRef,omitempty"`
	ACSURLs           *[]string `yaml:"acsUrls,omitempty"`
	ACSIndexes        *[]int    `yaml:"acsIndexes,omitempty"`
	// SPCertificate and EncryptionCertificate are in PEM or base64.
	SPCertificate         *string                  `yaml:"spCertificate,omitempty"`
	EncryptionCertificate *string                  `yaml:"encryptionCertificate,omitempty"`
	EncryptionMethod      *string                  `yaml:"encryptionAlgorithm,omitempty"`
	Active                *bool                    `yaml:"active,omitempty"`
	Hidden                *bool                    `yaml:"hidden,omitempty"`
	SignAssertion         *bool                    `yaml:"signAssertion,omitempty"`
	SignResponse          *bool                    `yaml:"signResponse,omitempty"`
	EncryptAssertion      *bool                    `yaml:"encryptAssertion,omitempty"`
	DeclareRedirect       *bool                    `yaml:"declareRedirect,omitempty"`
	UserAttributes        *[]org.UserAttribute     `yaml:"userAttributes,omitempty"`
	ConstantAttributes    *[]org.ConstantAttribute `yaml:"constantAttributes,omitempty"`
	MFAClassRef           *string                  `yaml:"mfaAuthnContextClassRef,omitempty"`
	SendAMR               *bool                    `yaml:"sendAmrClaim,omitempty"`
	SendFailure           *bool                    `yaml:"sendFailureResponse,omitempty"`
}

// name is how errors call the application.
func (a ApplicationSpec) name() string {
	return cmp.Or(a.Slug, textOf(a.Label), a.Template, org.TemplateOffice365)
}

// new is what makes the application.
func (a ApplicationSpec) new() org.NewApplication {
	return org.NewApplication{
		Template: a.Template,
		Slug:     a.Slug,
		Domain:   a.Domain,
		With:     org.ApplicationUpdate(a.ApplicationSettings),
	}
}

func textOf(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// FederationSpec is the federation configuration of a domain at Microsoft.
type FederationSpec struct {
	// Application, when it is set, is the SSO application, by slug or label, whose metadata gives the configuration, as
	// "federation enable" does it. The further members win over it.
	Application string `yaml:"application,omitempty"`

	FederationProperties `yaml:",inline"`
}

// FederationProperties are the members of [directory.FederationPatch], by Graph's names.
type FederationProperties struct {
	DisplayName                           *string `yaml:"displayName,omitempty"`
	IssuerURI                             *string `yaml:"issuerUri,omitempty"`
	PassiveSignInURI                      *string `yaml:"passiveSignInUri,omitempty"`
	ActiveSignInURI                       *string `yaml:"activeSignInUri,omitempty"`
	SignOutURI                            *string `yaml:"signOutUri,omitempty"`
	MetadataExchangeURI                   *string `yaml:"metadataExchangeUri,omitempty"`
	SigningCertificate                    *string `yaml:"signingCertificate,omitempty"`
	NextSigningCertificate                *string `yaml:"nextSigningCertificate,omitempty"`
	PreferredAuthenticationProtocol       *string `yaml:"preferredAuthenticationProtocol,omitempty"`
	PromptLoginBehavior                   *string `yaml:"promptLoginBehavior,omitempty"`
	FederatedIdpMfaBehavior               *string `yaml:"federatedIdpMfaBehavior,omitempty"`
	PasswordResetURI                      *string `yaml:"passwordResetUri,omitempty"`
	IsSignedAuthenticationRequestRequired *bool   `yaml:"isSignedAuthenticationRequestRequired,omitempty"`
}

// of is the configuration that the members make of another.
func (p FederationProperties) of(f directory.Federation) directory.Federation {
	directory.FederationPatch(p).Apply(&f)
	return f
}
