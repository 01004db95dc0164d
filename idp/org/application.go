package org

import "time"

// SubjectImmutableID as SubjectField sends the user's immutable ID as NameID; the other values name user fields.
const SubjectImmutableID = "immutableId"

// Application is an SSO application. Its private key is kept apart and never shown.
type Application struct {
	ID string `json:"id"`
	// Name is the template's name; the exported metadata file is called after it. Label is what people see.
	Name        string `json:"name"`
	Label       string `json:"displayLabel"`
	Description string `json:"description,omitempty"`
	// Color is one of [Colors], "" for the usual one; ImageSum tells one image from another, "" where there is none.
	Color    string `json:"color,omitempty"`
	ImageSum string `json:"imageSum,omitempty"`
	// Slug ends the SSO URL. Neither can be changed after creation.
	Slug string `json:"slug"`
	// Active is the integration status; Hidden takes the tile from the User Portal and leaves sign-on alone.
	Active bool `json:"active"`
	Hidden bool `json:"hidden,omitempty"`
	// EntityID is the IdP Entity ID, exactly as typed.
	EntityID string `json:"idpEntityId"`
	// SPEntityID becomes the Audience. ACSURLs are where responses may go; the first is the default. ACSIndexes are their
	// indexes; empty, they are 0, 1, 2 and so on.
	SPEntityID string   `json:"spEntityId"`
	ACSURLs    []string `json:"acsUrls"`
	ACSIndexes []int    `json:"acsIndexes,omitempty"`
	// SPCertificate is the DER of the certificate that verifies signed requests; without it nobody looks at signatures.
	SPCertificate []byte `json:"spCertificate,omitempty"`
	// SubjectField is one of [UserFields]; NameIDFormat goes with it.
	SubjectField string `json:"subjectField"`
	NameIDFormat string `json:"nameIdFormat"`
	// SignatureMethod is an algorithm URI of XML Signature; "" is RSA-SHA256.
	SignatureMethod string `json:"signatureAlgorithm,omitempty"`
	SignAssertion   bool   `json:"signAssertion"`
	SignResponse    bool   `json:"signResponse"`
	// EncryptAssertion encrypts assertions for EncryptionCertificate, in DER, by EncryptionMethod, an algorithm URI of XML
	// Encryption; "" is AES-256-GCM.
	EncryptAssertion      bool   `json:"encryptAssertion,omitempty"`
	EncryptionCertificate []byte `json:"encryptionCertificate,omitempty"`
	EncryptionMethod      string `json:"encryptionAlgorithm,omitempty"`
	// LoginURL, if set, is what the portal's tile opens, so that sign-in begins at the service provider. Empty, the tile
	// starts unsolicited sign-on with DefaultRelayState.
	LoginURL          string `json:"idpInitUrl,omitempty"`
	DefaultRelayState string `json:"defaultTargetUrl,omitempty"`
	// DeclareRedirect lists HTTP-Redirect in the metadata; it is answered in any case.
	DeclareRedirect bool `json:"declareRedirectEndpoint"`
	// UserAttributes and ConstantAttributes go into each assertion, in this order.
	UserAttributes     []UserAttribute     `json:"databaseAttributes,omitzero"`
	ConstantAttributes []ConstantAttribute `json:"constantAttributes,omitzero"`
	// GroupsAttribute, if set, names an attribute with the names of the user's groups that are bound to the application.
	GroupsAttribute string `json:"groupsAttributeName,omitempty"`
	// SendFailure sends the service provider a response with a failure status; without it people see JumpCloud's page.
	SendFailure bool `json:"spErrorFlow,omitempty"`
	// MFAClassRef is the AuthnContextClassRef of people who gave a second factor; "" is ClassRef for them too. SendAMR
	// tells how people signed in, by the attribute [AttributeAMR].
	MFAClassRef string `json:"mfaAuthnContextClassRef,omitempty"`
	SendAMR     bool   `json:"sendAmrClaim,omitempty"`
	// ClassRef is the AuthnContextClassRef; ValidFor is how long conditions and confirmation hold.
	ClassRef string        `json:"authnContextClassRef"`
	ValidFor time.Duration `json:"validFor"`
	// KeyBits is the size of the signing key in bits.
	KeyBits int `json:"keyBits"`
	// MetadataToken is the opaque end of the public metadata URL.
	MetadataToken string    `json:"metadataToken"`
	Created       time.Time `json:"created"`
	// CertificateUpdated is when the pair was made, CertificateExpires the last second of its validity.
	CertificateUpdated time.Time `json:"idpCertificateUpdatedAt"`
	CertificateExpires time.Time `json:"idpCertExpirationAt"`
	// Certificate is the DER of the signing certificate.
	Certificate []byte `json:"idpCertificate"`
}

// AttributeAMR is Microsoft's name of the claim with the authentication methods.
const AttributeAMR = "http://schemas.microsoft.com/claims/authnmethodsreferences"

// UserAttribute maps a field of the user to an attribute of the assertion. A read-only one belongs to the template.
type UserAttribute struct {
	Name     string `json:"name" yaml:"name"`
	Field    string `json:"value" yaml:"field"`
	ReadOnly bool   `json:"readOnly,omitempty" yaml:"-"`
}

// ConstantAttribute is an attribute that is the same for everybody.
type ConstantAttribute struct {
	Name  string `json:"name" yaml:"name"`
	Value string `json:"value" yaml:"value"`
}

// IsBookmark says whether the application is a link without single sign-on.
func (a Application) IsBookmark() bool { return a.Name == TemplateBookmark }

// ACSIndex is the index of the i-th ACS URL.
func (a Application) ACSIndex(i int) int {
	if i < len(a.ACSIndexes) {
		return a.ACSIndexes[i]
	}
	return i
}

// SSOURL is where the service provider sends people: https://sso.jumpcloud.com/saml2/<slug>.
func (a Application) SSOURL() string { return "https://" + HostSSO + "/saml2/" + a.Slug }

// MetadataURL is the public address of the application's metadata.
func (a Application) MetadataURL() string {
	return "https://" + HostSSO + "/saml2/metadata/" + a.MetadataToken
}

// MetadataFileName is what the export is called: after the template, not the slug.
func (a Application) MetadataFileName() string { return "JumpCloud-" + a.Name + "-metadata.xml" }

// TileURL is what the portal's tile opens.
func (a Application) TileURL() string {
	if a.LoginURL != "" {
		return a.LoginURL
	}
	return a.SSOURL()
}

// applicationRow is an application as stored.
type applicationRow struct {
	Application
	PrivateKey []byte `json:"idpPrivateKey"` // PKCS #8
}

// shown is the application for whoever asks, who may change it: what is stored stays as it is.
func (r applicationRow) shown() Application {
	a := r.Application
	a.ACSURLs = copied(a.ACSURLs)
	a.UserAttributes, a.ConstantAttributes = copied(a.UserAttributes), copied(a.ConstantAttributes)
	a.ACSIndexes, a.Certificate = copied(a.ACSIndexes), copied(a.Certificate)
	a.SPCertificate, a.EncryptionCertificate = copied(a.SPCertificate), copied(a.EncryptionCertificate)
	return a
}

// copied is a list of one's own; an empty one is nil, as it comes back from a store that keeps bytes.
func copied[T any](list []T) []T { return append([]T(nil), list...) }
