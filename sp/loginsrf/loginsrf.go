// Package loginsrf decides what login.srf, the place where Microsoft's sign-in service takes SAML responses of
// federated domains, makes of a message: an ordered list of checks, the same for the service and for `harness inspect`.
//
// The first check that fails refuses with the code of Microsoft's error page; the checks after it are not reached.
// Everything that lets a person in is read from the bytes whose signature was verified, and from nothing else.
package loginsrf

import (
	"context"
	"errors"
	"net/url"
	"time"

	"samlharness/internal/cloud"
	"samlharness/internal/wire"
	"samlharness/record"
)

// DefaultSkew is how far clocks may be apart. Microsoft publishes no figure; five minutes is our choice.
const DefaultSkew = 5 * time.Minute

// maxRelayState is the longest RelayState taken, in bytes.
const maxRelayState = 4 << 10

// Input is a message with what is needed to judge it. One of Values, SAMLResponse and XML holds the message; the first
// that is set, in the order XML, SAMLResponse, Values, counts.
type Input struct {
	// Method and ContentType are those of the HTTP request; "" means a form that was posted.
	Method, ContentType string
	// Values is the posted form.
	Values url.Values
	// SAMLResponse is the value of that form field: base64.
	SAMLResponse string
	// XML is the decoded message.
	XML []byte
	// Now is the world's time.
	Now time.Time
	// Skew is how far clocks may be apart; 0 means [DefaultSkew].
	Skew time.Duration
	// Cloud is whose login.srf judges: its address and entity ID are expected.
	Cloud cloud.Cloud
	// Directory knows realms and users; nil knows nothing, as if it answered [ErrUnknown].
	Directory Directory
	// Requested reports whether an AuthnRequest with the ID is on its way; nil does not look. Microsoft takes responses to
	// requests that it never made, so this only ever warns.
	Requested func(id string) bool
}

// Directory is what login.srf looks up. It is asked at the time of the response.
type Directory interface {
	// Realm is the federated domain with the issuer URI. It may answer false, or an error that wraps [ErrUnknown] when it
	// cannot tell; what the Realm beside such an error holds is used nevertheless.
	Realm(ctx context.Context, issuer string) (Realm, bool, error)
	// Account is the user of the realm's tenant with the immutable ID, with false and [ErrUnknown] as above.
	Account(ctx context.Context, realm Realm, immutableID string) (Account, bool, error)
}

// ErrUnknown is wrapped by the errors of a [Directory] that cannot know the answer, because it was not told. The check
// is then unknown, and the message is taken at its word, see [Verdict.Assumed].
var ErrUnknown = errors.New("not known here")

// Realm is a federated domain as login.srf sees it.
type Realm struct {
	// Domain is its name and RootDomain that of the domain it inherits from, which may be itself.
	Domain, RootDomain string
	// TenantID is the GUID of the tenant that owns it.
	TenantID string
	// IssuerURI is the registered issuer.
	IssuerURI string
	// SignOutURI is where sign-out leads the domain's users, "" when none is registered. No check looks at it.
	SignOutURI string
	// Protocol is the domain's preferredAuthenticationProtocol; "" is taken as saml, any other value than saml refuses.
	Protocol string
	// Certificates are the registered signing certificates in DER: current, then next.
	Certificates [][]byte
	// CertificatesUnknown tells that nobody knows which certificates are registered, see [ErrUnknown].
	CertificatesUnknown bool
	// Policy is the tenant's federated token validation policy.
	Policy Policy
	// MFABehavior is the domain's federatedIdpMfaBehavior, "" when it is not known. No check looks at it.
	MFABehavior string
}

// Account is a user of a tenant.
type Account struct {
	ID, UserPrincipalName, DisplayName, ImmutableID string
	// Enabled is false for users whose sign-in is blocked.
	Enabled bool
	// RootDomain is the root of the UPN's domain and Federated tells whether that domain is.
	RootDomain string
	Federated  bool
}

// Policy is the federated token validation policy of a tenant. The zero value validates all domains, which is
// Microsoft's default.
type Policy struct {
	// RootDomains is none, all, allFederated, allManaged, enumerated or allManagedAndEnumeratedFederated; "" means all.
	RootDomains string
	// DomainNames are the domains of the two enumerated forms.
	DomainNames []string
}

// Verdict is what became of a message.
type Verdict struct {
	// Checks are all checks in their order.
	Checks []record.Check
	// Refusal is why the message was refused; nil when it was accepted or Err is set.
	Refusal *record.Refusal
	// Realm and User are whom the message was found to speak for. They are complete only on acceptance.
	Realm Realm
	User  Account
	// Response is what the message says. Until its signature is verified these are mere claims.
	Response Response
	// Relation names what a NameID is that is nobody's immutable ID, such as "guid" or "transient"; "" when it is one, or
	// when nothing is known of it.
	Relation string
	// Signer is the certificate in DER that verified the assertion's signature; nil when none did.
	Signer []byte
	// Assumed lists what was taken on trust because the directory could not know it.
	Assumed []string
	// Err is a directory that failed; the message is neither accepted nor refused.
	Err error
}

// Accepted reports whether the message signs its user in.
func (v Verdict) Accepted() bool { return v.Refusal == nil && v.Err == nil && v.Response.Verified }

// Undecided reports that nothing is wrong with the message, but that nobody knows whether a registered key signed it,
// see [Realm.CertificatesUnknown].
func (v Verdict) Undecided() bool {
	return v.Refusal == nil && v.Err == nil && len(v.Checks) > 0 && !v.Response.Verified
}

// Warnings are those of all checks, in order.
func (v Verdict) Warnings() []string {
	var all []string
	for _, c := range v.Checks {
		all = append(all, c.Warnings...)
	}
	return all
}

// Response is what a message says, field by field as the attribute or element of that name.
type Response struct {
	// ID, InResponseTo and Destination are the Response element's own and never signed for themselves.
	ID, InResponseTo, Destination string
	// RelayState came beside the message.
	RelayState string
	// The rest is the assertion's.
	AssertionID, Issuer, NameID, NameIDFormat, SessionIndex, AuthnContextClassRef string
	Audiences                                                                     []string
	AuthnInstant, NotBefore, NotOnOrAfter                                         time.Time
	Attributes                                                                    []Attribute
	// Verified tells that the assertion's fields were read from bytes that a registered key signed.
	Verified bool
	// XML is the decoded message as it came, as far as it could be decoded.
	XML []byte
}

// Attribute is one attribute of an assertion with its values.
type Attribute struct {
	Name, NameFormat string
	Values           []string
}

// MFADone reports whether the assertion proves to Microsoft that the identity provider did multifactor authentication:
// one AuthnContextClassRef does, and nothing else.
func (r Response) MFADone() bool {
	return r.Verified && r.AuthnContextClassRef == wire.AuthnContextMultipleAuthn
}
