package directory

// The values that a federation configuration's enumerations take; they are case-sensitive.
const (
	ProtocolSAML  = "saml"
	ProtocolWSFed = "wsFed"

	MFAAccept  = "acceptIfMfaDoneByFederatedIdp"
	MFAEnforce = "enforceMfaByFederatedIdp"
	MFAReject  = "rejectMfaByFederatedIdp"

	PromptTranslate = "translateToFreshPasswordAuthentication"
	PromptNative    = "nativeSupport"
	PromptDisabled  = "disabled"
)

// Federation is a domain's federation configuration, Graph's internalDomainFederation. An empty string stands for null.
type Federation struct {
	ID          string
	DisplayName string
	// IssuerURI is compared exactly with the Issuer of an assertion; it is unique in the tenant.
	IssuerURI string
	// PassiveSignInURI is where browsers are sent.
	PassiveSignInURI, ActiveSignInURI, SignOutURI, MetadataExchangeURI string
	// SigningCertificate and NextSigningCertificate are base64 DER in one line; assertions signed with either are taken.
	SigningCertificate, NextSigningCertificate string
	PreferredAuthenticationProtocol            string
	PromptLoginBehavior                        string
	FederatedIdpMfaBehavior                    string
	PasswordResetURI                           string
	// IsSignedAuthenticationRequestRequired is nil when it was never set, which means false.
	IsSignedAuthenticationRequestRequired *bool
}

// FederationPatch is a change of some properties of a configuration; a nil field stays as it is, a pointer to ""
// clears.
type FederationPatch struct {
	DisplayName, IssuerURI, PassiveSignInURI, ActiveSignInURI, SignOutURI, MetadataExchangeURI *string
	SigningCertificate, NextSigningCertificate                                                 *string
	PreferredAuthenticationProtocol, PromptLoginBehavior, FederatedIdpMfaBehavior              *string
	PasswordResetURI                                                                           *string
	IsSignedAuthenticationRequestRequired                                                      *bool
}

// Apply changes a configuration.
func (p FederationPatch) Apply(f *Federation) {
	for _, c := range []struct{ from, to *string }{
		{p.DisplayName, &f.DisplayName}, {p.IssuerURI, &f.IssuerURI}, {p.PassiveSignInURI, &f.PassiveSignInURI},
		{p.ActiveSignInURI, &f.ActiveSignInURI}, {p.SignOutURI, &f.SignOutURI},
		{p.MetadataExchangeURI, &f.MetadataExchangeURI},
		{p.SigningCertificate, &f.SigningCertificate}, {p.NextSigningCertificate, &f.NextSigningCertificate},
		{p.PreferredAuthenticationProtocol, &f.PreferredAuthenticationProtocol},
		{p.PromptLoginBehavior, &f.PromptLoginBehavior},
		{p.FederatedIdpMfaBehavior, &f.FederatedIdpMfaBehavior}, {p.PasswordResetURI, &f.PasswordResetURI},
	} {
		if c.from != nil {
			*c.to = *c.from
		}
	}
	if p.IsSignedAuthenticationRequestRequired != nil {
		f.IsSignedAuthenticationRequestRequired = cloneFlag(p.IsSignedAuthenticationRequestRequired)
	}
}

// New is the configuration that the patch makes out of nothing.
func (p FederationPatch) New() Federation {
	var f Federation
	p.Apply(&f)
	return f
}
