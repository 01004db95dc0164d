package federation

import (
	"cmp"
	"slices"
	"strings"

	"samlharness/certs"
	"samlharness/record"
)

const (
	configurationType = "#microsoft.graph.internalDomainFederation"
	// signOutURI is where JumpCloud's module sends users that sign out.
	signOutURI = "https://console.jumpcloud.com/userconsole/"
)

// Configuration is Graph's internalDomainFederation, as far as the operator reads and writes it. Members that
// are empty are not sent: Graph refuses empty enums. Source: Microsoft Graph, internalDomainFederation.
type Configuration struct {
	ODataType                             string `json:"@odata.type,omitempty"`
	ID                                    string `json:"id,omitempty"`
	DisplayName                           string `json:"displayName,omitempty"`
	IssuerURI                             string `json:"issuerUri,omitempty"`
	PassiveSignInURI                      string `json:"passiveSignInUri,omitempty"`
	ActiveSignInURI                       string `json:"activeSignInUri,omitempty"`
	SignOutURI                            string `json:"signOutUri,omitempty"`
	MetadataExchangeURI                   string `json:"metadataExchangeUri,omitempty"`
	PasswordResetURI                      string `json:"passwordResetUri,omitempty"`
	SigningCertificate                    string `json:"signingCertificate,omitempty"`
	NextSigningCertificate                string `json:"nextSigningCertificate,omitempty"`
	PreferredAuthenticationProtocol       string `json:"preferredAuthenticationProtocol,omitempty"`
	PromptLoginBehavior                   string `json:"promptLoginBehavior,omitempty"`
	FederatedIDPMFABehavior               string `json:"federatedIdpMfaBehavior,omitempty"`
	IsSignedAuthenticationRequestRequired *bool  `json:"isSignedAuthenticationRequestRequired,omitempty"`
}

// field is one member of a configuration, by Graph's name.
type field struct{ name, value string }

// fields are the members that the operator sends, in the order in which `show` prints them.
func (c Configuration) fields() []field {
	return []field{
		{"displayName", c.DisplayName},
		{"issuerUri", c.IssuerURI},
		{"passiveSignInUri", c.PassiveSignInURI},
		{"activeSignInUri", c.ActiveSignInURI},
		{"signOutUri", c.SignOutURI},
		{"preferredAuthenticationProtocol", c.PreferredAuthenticationProtocol},
		{"federatedIdpMfaBehavior", c.FederatedIDPMFABehavior},
		{"signingCertificate", c.SigningCertificate},
		{"nextSigningCertificate", c.NextSigningCertificate},
	}
}

// mismatch is a member whose value is not the one that was sent.
type mismatch struct{ name, expected, got string }

// tell puts the mismatch into a refusal. Certificates are told apart by their thumbprints.
func (m mismatch) tell(r *record.Refusal) {
	r.Expected, r.Got = m.name+" "+brief(m.expected), m.name+" "+brief(m.got)
	r.Difference = m.name + ", " + record.FirstDifference(m.expected, m.got)
}

// brief is the value itself, or the thumbprint when it is a certificate.
func brief(value string) string {
	if c, err := certs.ParseCertificate(value); err == nil {
		return "SHA-256 " + certs.Thumbprint(c)
	}
	return value
}

// differences compares what was sent with what was read back, member by member and byte for byte.
func (c Configuration) differences(got Configuration) (out []mismatch) {
	read := got.fields()
	for i, sent := range c.fields() {
		if sent.value != read[i].value {
			out = append(out, mismatch{sent.name, sent.value, read[i].value})
		}
	}
	return out
}

// Domain is Graph's domain, as far as the operator needs it.
type Domain struct {
	ID                 string   `json:"id"`
	AuthenticationType string   `json:"authenticationType"`
	IsVerified         bool     `json:"isVerified"`
	IsDefault          bool     `json:"isDefault"`
	IsInitial          bool     `json:"isInitial"`
	IsRoot             bool     `json:"isRoot"`
	SupportedServices  []string `json:"supportedServices,omitempty"`
}

// The authentication types of a domain.
const (
	Managed   = "Managed"
	Federated = "Federated"
)

// find is the domain of that name; Graph's names do not care for letter case.
func find(domains []Domain, name string) (Domain, bool) {
	i := slices.IndexFunc(domains, func(d Domain) bool { return strings.EqualFold(d.ID, name) })
	if i < 0 {
		return Domain{}, false
	}
	return domains[i], true
}

// candidates lists the verified domains that could be meant, for a hint.
func candidates(domains []Domain) string {
	var names []string
	for _, d := range domains {
		if d.IsVerified {
			names = append(names, d.ID)
		}
	}
	slices.SortFunc(names, cmp.Compare[string])
	return strings.Join(names, ", ")
}
